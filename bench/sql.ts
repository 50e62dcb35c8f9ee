/** The laboratory's own statements. */
import type { Pool } from 'pg'

export async function serverVersion(pool: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await pool.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  return rows[0]?.version ?? 'unknown'
}
