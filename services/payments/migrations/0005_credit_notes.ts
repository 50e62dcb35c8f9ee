/** What is paid back has a paper of its own; a paper about a change says what the stay was before it. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // As `document`, of a payment for a change.
  await sql`alter table payments.payments add column before jsonb`.execute(db)
  // As those of invoices: no number is left out.
  await sql`
    create table payments.credit_note_counters (year integer primary key, last integer not null)`.execute(db)
  await sql`
    create table payments.credit_notes (
      number text collate "C" primary key,         -- C2026-000001
      year integer not null,
      sequence integer not null,
      refund_id text collate "C" not null unique references payments.refunds,
      issued_at timestamptz not null,
      unique (year, sequence)
    )`.execute(db)
}
