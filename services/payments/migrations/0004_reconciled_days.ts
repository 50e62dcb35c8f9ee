/** Which days were compared with the bank's statement: a day that no process was there for is made up for later. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table payments.reconciled_days (
      day date primary key,                        -- UTC
      queued_at timestamptz not null,
      done_at timestamptz,
      differences integer
    )`.execute(db)
}
