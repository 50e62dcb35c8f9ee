/** The laboratory's own statements. */
import type { Pool } from 'pg'

type Database = Pick<Pool, 'query'>

export async function serverVersion(database: Database): Promise<string> {
  const { rows } = await database.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  return rows[0]?.version ?? 'unknown'
}

/** Connections to this database that are open under a name: see `connections.ts`. */
export async function openConnections(database: Database, application_name: string): Promise<number> {
  const { rows } = await database.query<{ open: number }>(
    `select count(*)::int as open from pg_stat_activity
     where datname = current_database() and application_name = $1`,
    [application_name],
  )
  return rows[0]?.open ?? 0
}
