/** The keys that quotes are signed with, and what hotels changed of their rates. */
import { type Kysely, sql } from 'kysely'
import { signingKeysMigration } from '#lib/keys/migration'

export async function up(db: Kysely<unknown>): Promise<void> {
  await signingKeysMigration('search').up(db)

  // Followed by every process, so that its memory knows. Rows are not needed for long: a start reads all rates.
  await sql`
    create table search.rate_changes (
      id bigint generated always as identity primary key,
      xid xid8 not null default pg_current_xact_id(),   -- followed in the order of transactions: none is skipped
      room_type_id integer not null,
      first_night date not null,
      last_night date not null,
      changed_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index rate_changes_by_transaction on search.rate_changes (xid)`.execute(db)
  await sql`create index rate_changes_by_age on search.rate_changes (changed_at)`.execute(db)
}
