/** What must be known for good: which change made which version, what a cancellation was answered, which payment is dead. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Of the booking, from then on: a letter tells of the stay of its own version. Null for what is older than this column.
  await sql`alter table reservations.changes add column version integer`.execute(db)
  // Asked again, a cancellation is answered as it was.
  await sql`alter table reservations.bookings add column refund_percent smallint`.execute(db)
  // A claim that comes late must not begin a payment that has ended.
  await sql`
    create table reservations.failed_payments (
      payment_id text collate "C" primary key,     -- pay_…
      failed_at timestamptz not null
    )`.execute(db)
  await sql`create index failed_payments_by_time on reservations.failed_payments (failed_at)`.execute(db)
}
