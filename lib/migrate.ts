/** Migrations of one service, in a schema named after it, so that its database may be its own or shared. */
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

/** `search` -> `search`, `pdf-reports` -> `pdf_reports`. */
export const schemaOf = (service: string): string => service.replaceAll('-', '_')

/** Brings the service's schema to the newest version; safe to run twice, and by two processes at once. */
export async function migrate(
  db: Kysely<unknown>,
  service: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const migrator = new Migrator({
    // biome-ignore lint/suspicious/noExplicitAny: Kysely types the database of a migration as any
    db: db as Kysely<any>,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: schemaOf(service),
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
