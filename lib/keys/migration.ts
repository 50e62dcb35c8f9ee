/** The table of signing keys, in the schema of the service that lists this among its migrations. */
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { schemaOf } from '#lib/migrate'

/** Frozen once a service has it: a change is another factory beside this one. */
export function signingKeysMigration(service: string): Migration {
  return {
    up: async (db) => {
      await sql`
        create table ${sql.table(`${schemaOf(service)}.signing_keys`)} (
          generation integer primary key,              -- of two processes that rotate at once, one wins
          kid text not null unique,
          public_jwk jsonb not null,
          private_key bytea not null,                  -- AES-256-GCM, with a key from the configuration
          created_at timestamptz not null,
          activates_at timestamptz not null            -- signs from here on, until the next generation does
        )`.execute(db)
    },
  }
}
