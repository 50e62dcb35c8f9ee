/** What the workloads from memory have in common: the index as the service loads it, and its way from target to bytes. */
import { type Core, type CoreOptions, type Job, ok } from '#bench/core'
import { databasePool } from '#lib/database'
import { AnswerCache, type Made } from '#service/search/index/cache'
import { type Index, loadIndex } from '#service/search/index/load'
import { keep, keptAnswer } from '#service/search/index/serve'
import { type HandedOver, handOver, takeOver } from '#service/search/index/transfer'

/** Throws what the service itself would throw. */
export type Make = (index: Index, target: string, today: string) => Made

/** From the database, or over the nights that another thread has loaded. */
export async function openIndex(
  { database_url, shared }: Pick<CoreOptions, 'database_url' | 'shared'>,
  cache_bytes: number,
): Promise<Index> {
  if (shared !== undefined) {
    const index = takeOver(shared as HandedOver)
    return cache_bytes === 0 ? index : { ...index, cache: new AnswerCache(index.nights, cache_bytes) }
  }
  const pool = databasePool({ url: database_url, size: 1, name: 'bench-load' })
  return loadIndex(pool, { cache_bytes }).finally(() => pool.end())
}

/** Nights are shared memory; the fragments of answers, which change hands elsewhere, are copied here. */
export const sharedIndex = (index: Index): unknown => handOver(index).message

export const indexJob = (index: Index, target: string, today: string, make: Make): Job => ({
  answer: () =>
    ok(keptAnswer(index, target, today) ?? keep(index, target, today, make(index, target, today))),
})

export async function coreFromIndex(options: CoreOptions, cache_bytes: number, make: Make): Promise<Core> {
  const index = await openIndex(options, cache_bytes)
  return {
    begin: (target) => indexJob(index, target, options.today, make),
    share: () => sharedIndex(index),
  }
}
