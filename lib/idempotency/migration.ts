/** The table of the keys, in the schema of the service that answers: one more entry of its migrations. */
import { type Kysely, sql } from 'kysely'
import { schemaOf } from '#lib/migrate'

export const idempotencyMigration = (service: string) => ({
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`
      create table ${sql.id(schemaOf(service), 'idempotency_keys')} (
        key_hash bytea primary key,            -- of the key, its owner and the route: SHA-256
        fingerprint bytea not null,            -- of the body: SHA-256
        status smallint,                       -- of the answer; null only within the transaction that makes it
        body text,
        created_at timestamptz not null
      )`.execute(db)
    await sql`create index on ${sql.id(schemaOf(service), 'idempotency_keys')} (created_at)`.execute(db)
  },
})
