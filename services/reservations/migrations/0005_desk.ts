/** The desks of hotels: who works at which, and what they look up; letters that a guest asks for once more. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reservations.hotel_staff (
      subject text collate "C" not null,           -- usr_…
      hotel_id text collate "C" not null,          -- htl_…
      since timestamptz not null default now(),
      primary key (subject, hotel_id)
    )`.execute(db)
  await sql`create index bookings_by_arrival on reservations.bookings (room_type_id, check_in)`.execute(db)
  await sql`alter table reservations.bookings add column letters_resent smallint not null default 0`.execute(
    db,
  )
  await sql`alter table reservations.bookings add column letter_resent_at timestamptz`.execute(db)
}
