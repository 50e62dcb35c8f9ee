/** A connection to look at the laboratory's database with, or to prepare it. */
import { databasePool } from '#lib/database'

export async function withPool<T>(
  url: string,
  work: (pool: ReturnType<typeof databasePool>) => Promise<T>,
): Promise<T> {
  const pool = databasePool({ url, size: 1, name: 'bench-look', statement_timeout_ms: 60_000 })
  return work(pool).finally(() => pool.end())
}
