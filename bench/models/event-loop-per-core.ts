/**
 * event-loop-per-core: an event loop on each processor, in a thread of its own.
 *
 * Waits as event-loop does, once for each processor; the kernel deals connections to them (`SO_REUSEPORT`), and nothing
 * is handed over between them. Limits: a connection stays where it was dealt, so that few connections may all fall to
 * one; the memory of a core for each; the database connections are divided. Stands for what comes after the GIL: Nginx,
 * Node's cluster, free-threaded Python with a loop in each thread.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { freePort } from '#lib/ports'
import type { CoreSource } from '../core.ts'
import type { Model } from '../model.ts'

export interface LoopOrder {
  port: number
  /** Which of the loops. */
  index: number
  /** Shared by all loops: see `slot`. */
  counts: Int32Array
  pool: number
  database_url: string
  core_source: CoreSource
}

/** Places in `counts`: in progress, the most that were, and for each loop its answers and who waits in it. */
export const slot = {
  now: 0,
  most: 1,
  answers: (index: number) => 2 + 2 * index,
  waiting: (index: number) => 3 + 2 * index,
} as const

const loops = availableParallelism()
const indices = Array.from({ length: loops }, (_, index) => index)

export const model: Model = {
  name: 'event-loop-per-core',
  waits_by: 'async/await on one thread for each processor',
  check: ({ pool }) => {
    if (pool < loops)
      throw new Error(
        `event-loop-per-core divides the database connections: --pool must be ${loops} at least, one for each loop`,
      )
  },
  serve: async ({ pool, database_url, core_source }) => {
    const port = await freePort()
    const counts = new Int32Array(new SharedArrayBuffer(4 * slot.answers(loops)))
    const order = { port, counts, database_url, core_source }
    // As evenly as they can be divided.
    const share = (index: number) => Math.floor((pool + index) / loops)
    const threads = await Promise.all(
      indices.map((index) => startLoop({ ...order, index, pool: share(index) })),
    )
    return {
      port,
      stats: () => ({ most_in_progress: counts[slot.most] ?? 0 }),
      waiting: () => indices.reduce((sum, index) => sum + (counts[slot.waiting(index)] ?? 0), 0),
      shares: () => indices.map((index) => counts[slot.answers(index)] ?? 0),
      stop: async () => {
        for (const thread of threads) await thread.terminate()
      },
    }
  },
}

/** Resolves when it listens. */
function startLoop(order: LoopOrder): Promise<Worker> {
  return new Promise((resolve) => {
    const thread = new Worker(join(import.meta.dirname, 'event-loop-per-core.worker.ts'), {
      workerData: order,
    })
    thread.once('message', () => resolve(thread))
    // One that ends takes the server with it: a loop less is another server.
    thread.once('error', (error) => {
      console.error(String(error))
      process.exit(1)
    })
  })
}
