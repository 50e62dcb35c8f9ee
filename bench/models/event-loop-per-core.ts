/**
 * Bun only. event-loop-per-core: an event loop on each processor, in a thread of its own.
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
import type { Model } from '../model.ts'
import type { LoopOrder } from './event-loop-per-core.worker.ts'

const loops = availableParallelism()

export const model: Model = {
  name: 'event-loop-per-core',
  waits_by: 'async/await on one thread for each processor',
  check: ({ pool }) => {
    if (pool % loops !== 0)
      throw new Error(
        `event-loop-per-core divides the database connections: --pool must be a multiple of ${loops}`,
      )
  },
  serve: async ({ pool, database_url, core_source }) => {
    const port = await freePort()
    // In progress now, and the most at once: of all loops together.
    const progress = new Int32Array(new SharedArrayBuffer(8))
    const order: LoopOrder = { port, progress, pool: pool / loops, database_url, core_source }
    const threads = await Promise.all(
      Array.from(
        { length: loops },
        () =>
          new Promise<Worker>((resolve, reject) => {
            const thread = new Worker(join(import.meta.dirname, 'event-loop-per-core.worker.ts'), {
              workerData: order,
            })
            thread.once('message', () => resolve(thread))
            thread.once('error', reject)
          }),
      ),
    )
    return {
      port,
      stats: () => ({ most_in_progress: progress[1] ?? 0 }),
      stop: async () => {
        for (const thread of threads) await thread.terminate()
      },
    }
  },
}
