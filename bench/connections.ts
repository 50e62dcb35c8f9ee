/**
 * The database connections of a model: named, so that the harness can count them from outside, and open before the
 * first request, so that no model pays for them while it is measured.
 */
import type { Pool } from 'pg'
import { databasePool } from '#lib/database'

/** Under this name in `pg_stat_activity`. A model that connects by itself must use it, too. */
export const MODEL_CONNECTIONS = 'bench-model'

export async function openPool(url: string, size: number): Promise<Pool> {
  const pool = databasePool({ url, size, name: MODEL_CONNECTIONS })
  const clients = await Promise.all(Array.from({ length: size }, () => pool.connect()))
  for (const client of clients) client.release()
  return pool
}
