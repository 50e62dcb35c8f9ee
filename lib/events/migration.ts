/** The inbox's table, in the schema of the service that lists this among its migrations. */
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { schemaOf } from '#lib/migrate'

/** Frozen once a service has it: a change is another factory beside this one. */
export function inboxMigration(service: string): Migration {
  return {
    up: async (db) => {
      const schema = db.schema.withSchema(schemaOf(service))
      await schema
        .createTable('inbox')
        .addColumn('event_id', 'text', (column) => column.primaryKey())
        .addColumn('received_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
        .execute()
      await schema.createIndex('inbox_by_age').on('inbox').column('received_at').execute()
    },
  }
}
