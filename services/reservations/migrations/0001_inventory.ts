/** The rooms that hotels give us, which of them are taken, and the feed by which others follow that. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reservations.room_types (
      room_type_id integer primary key,
      id text collate "C" not null unique,         -- rmt_…
      hotel_id text collate "C" not null,          -- htl_…
      first_night date not null,
      allotment bytea not null                     -- rooms that the hotel gives us: a byte for each night from then on
    )`.execute(db)
  await sql`create index room_types_of_hotel on reservations.room_types (hotel_id)`.execute(db)

  // A row comes into being with the first booking or change of its night. No foreign key: it would lock the row of the
  // room type for every booking, and a statement that makes a night reads its room type anyway.
  await sql`
    create table reservations.room_nights (
      room_type_id integer not null,
      night date not null,
      capacity smallint not null check (capacity between 0 and 255),
      booked smallint not null,
      stop_sell boolean not null,
      check (booked >= 0 and booked <= capacity),  -- the last guard against selling a room twice
      primary key (room_type_id, night)
    ) with (fillfactor = 80)`.execute(db)

  // Which night changed, never what: a reader is told what the night is when it reads.
  await sql`
    create table reservations.inventory_changes (
      position bigint generated always as identity,
      transaction xid8 not null default pg_current_xact_id(),
      room_type_id integer not null,
      night date not null,
      changed_at timestamptz not null default now(),
      primary key (transaction, position)
    )`.execute(db)

  // One row: whose feed this is, and up to where it has been deleted.
  await sql`
    create table reservations.inventory_feed (
      only_row boolean primary key default true check (only_row),
      epoch text not null,                         -- of every cursor: 16 hexadecimal digits
      database text not null,                      -- in which it was made: a copy of it elsewhere is another feed
      expired_transaction xid8 not null default '0',
      expired_position bigint not null default 0
    )`.execute(db)

  // One row: what was loaded, and for which nights.
  await sql`
    create table reservations.dataset (
      only_row boolean primary key default true check (only_row),
      profile text not null,
      seed bigint not null,
      first_night date not null,
      last_night date not null
    )`.execute(db)
}
