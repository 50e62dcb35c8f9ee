/** What the workloads from memory have in common: the index as the service loads it, and its way from target to bytes. */
import type { Core, CoreOptions } from '#bench/core'
import { databasePool } from '#lib/database'
import type { Made } from '#service/search/index/cache'
import { type Index, loadIndex } from '#service/search/index/load'
import { keep, keptAnswer } from '#service/search/index/serve'

/** `make` throws what the service itself would throw. */
export async function coreFromIndex(
  { today, database_url }: CoreOptions,
  cache_bytes: number,
  make: (index: Index, target: string, today: string) => Made,
): Promise<Core> {
  const pool = databasePool({ url: database_url, size: 1, name: 'bench-load' })
  const index = await loadIndex(pool, { cache_bytes }).finally(() => pool.end())
  return {
    begin: (target) => ({
      finish: () =>
        keptAnswer(index, target, today) ?? keep(index, target, today, make(index, target, today)),
    }),
  }
}
