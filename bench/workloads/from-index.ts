/** What the workloads from memory have in common: the index as the service loads it, and its way from target to bytes. */
import { type Core, type CoreOptions, type Job, ok } from '#bench/core'
import { databasePool } from '#lib/database'
import type { Made } from '#service/search/index/cache'
import { type Index, loadIndex } from '#service/search/index/load'
import { keep, keptAnswer } from '#service/search/index/serve'

/** Throws what the service itself would throw. */
export type Make = (index: Index, target: string, today: string) => Made

export async function openIndex(database_url: string, cache_bytes: number): Promise<Index> {
  const pool = databasePool({ url: database_url, size: 1, name: 'bench-load' })
  return loadIndex(pool, { cache_bytes }).finally(() => pool.end())
}

export const indexJob = (index: Index, target: string, today: string, make: Make): Job => ({
  answer: () =>
    ok(keptAnswer(index, target, today) ?? keep(index, target, today, make(index, target, today))),
})

export async function coreFromIndex(
  { today, database_url }: CoreOptions,
  cache_bytes: number,
  make: Make,
): Promise<Core> {
  const index = await openIndex(database_url, cache_bytes)
  return { begin: (target) => indexJob(index, target, today, make) }
}
