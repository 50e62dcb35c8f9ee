/** A finished erasure keeps nobody's id: others may hold it still, beside what the law wants kept. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users.erasures alter column user_id drop not null`.execute(db)
  await sql`update users.erasures set user_id = null where finished_at is not null`.execute(db)
}
