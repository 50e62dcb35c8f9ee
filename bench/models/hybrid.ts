/**
 * hybrid: an event loop that waits, and threads that compute.
 *
 * Waits as event-loop does: the loop asks the database and the partners. Everything that is computed, before and after,
 * goes to one of as many threads as there are processors, over the same index in shared memory, so that it holds up
 * nobody. Any number of requests wait; as many as there are threads are computed. Limits: the hand-over of each request
 * and answer, once more for each wait, which costs more than a small answer itself. Stands for what services in
 * production do with work for the processor.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openPool } from '../connections.ts'
import type { Answer } from '../core.ts'
import { failure, gauge, OVERLOADED } from '../http/reply.ts'
import { serve } from '../http/serve.ts'
import type { Model, Setup } from '../model.ts'
import { waitFor } from '../waiting.ts'
import type { Computed, ComputeOrder, HybridData } from './hybrid.worker.ts'
import { QUEUE } from './slots.ts'

export const model: Model = {
  name: 'hybrid',
  waits_by: 'async/await on one thread, computing on others',
  check: () => undefined,
  serve: async (setup) => {
    const { core, database_url, pool: size } = setup
    const pool = await openPool(database_url, size)
    const threads = await Promise.all(
      Array.from({ length: availableParallelism() }, () => startThread(setup)),
    )
    const progress = gauge()
    let requests = 0
    const answer = async (target: string, body?: string): Promise<Answer> => {
      const thread = threads.reduce((least, one) => (one.waiting < least.waiting ? one : least))
      if (thread.waiting >= QUEUE) return OVERLOADED
      const id = requests++
      progress.enter()
      try {
        let next = await thread.compute({ id, target, body })
        while ('wait' in next) next = await thread.compute({ id, came: await waitFor(next.wait, pool) })
        return 'error' in next ? failure(next.error) : next
      } finally {
        progress.leave()
      }
    }
    const { port, stop } = await serve(answer, { type: core.type })
    return {
      port,
      stats: () => ({ most_in_progress: progress.most }),
      waiting: () => threads.reduce((sum, one) => sum + Math.max(0, one.waiting - 1), pool.waitingCount),
      shares: () => threads.map((one) => one.answers),
      stop: async () => {
        await stop()
        for (const thread of threads) await thread.end()
        await pool.end()
      },
    }
  },
}

/** Takes one thing after another, and replies in the order in which it is asked. */
async function startThread({ core, core_source, database_url }: Setup) {
  const data: HybridData = { core_source, database_url, shared: core.share?.() }
  const worker = new Worker(join(import.meta.dirname, 'hybrid.worker.ts'), { workerData: data })
  const waiting: PromiseWithResolvers<Computed>[] = []
  const ready = Promise.withResolvers<void>()
  let answers = 0
  worker.on('message', (reply: Computed | 'ready') => {
    if (reply === 'ready') return ready.resolve()
    if (!('wait' in reply)) answers++
    waiting.shift()?.resolve(reply)
  })
  // A thread less is another server.
  worker.once('error', (error) => {
    console.error(String(error))
    process.exit(1)
  })
  await ready.promise
  return {
    /** With the one that it computes. */
    get waiting() {
      return waiting.length
    },
    get answers() {
      return answers
    },
    compute: (order: ComputeOrder): Promise<Computed> => {
      const reply = Promise.withResolvers<Computed>()
      waiting.push(reply)
      worker.postMessage(order)
      return reply.promise
    },
    end: () => worker.terminate(),
  }
}
