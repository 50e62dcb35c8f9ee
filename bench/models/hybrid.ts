/**
 * hybrid: an event loop that waits, and threads that compute.
 *
 * Waits as event-loop does: the loop asks the database and the partners. What is to be computed from it goes to one of as
 * many threads as there are processors, so that it holds up nobody. Any number of requests wait; as many as there are
 * threads are computed. Limits: the hand-over of each request and answer, which costs more than a small answer itself.
 * Stands for what services in production do with work for the processor.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openPool } from '../connections.ts'
import { type Answer, type Came, isComputed, isWaiting } from '../core.ts'
import { failure, gauge, OVERLOADED } from '../http/reply.ts'
import { serve } from '../http/serve.ts'
import type { Model, Setup } from '../model.ts'
import { waitFor } from '../waiting.ts'
import type { Computed, ComputeOrder } from './hybrid.worker.ts'
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
    const answer = async (target: string, body?: string): Promise<Answer> => {
      const thread = threads.reduce((least, one) => (one.waiting < least.waiting ? one : least))
      if (thread.waiting >= QUEUE) return OVERLOADED
      progress.enter()
      try {
        const came: Came[] = []
        const job = core.begin(target, body)
        if (isWaiting(job) && !isComputed(job.wait)) came.push(await waitFor(job.wait, pool))
        for (;;) {
          const next = await thread.compute({ target, body, came })
          if ('error' in next) return failure(next.error)
          if (!('wait' in next)) return next
          came.push(await waitFor(next.wait, pool))
        }
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
async function startThread({ core_source, database_url }: Setup) {
  const worker = new Worker(join(import.meta.dirname, 'hybrid.worker.ts'), {
    workerData: { core_source, database_url },
  })
  const waiting: PromiseWithResolvers<Computed>[] = []
  const ready = Promise.withResolvers<void>()
  let answers = 0
  worker.on('message', (reply: Computed | 'ready') => {
    if (reply === 'ready') return ready.resolve()
    answers++
    waiting.shift()?.resolve(reply)
  })
  worker.on('error', (error) => {
    ready.reject(error)
    for (const one of waiting.splice(0)) one.reject(error)
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
