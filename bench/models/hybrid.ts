/**
 * Bun only. hybrid: an event loop that waits, and threads that compute.
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
import type { Row } from '../core.ts'
import { bareServer, gauge, json, overloaded, targetOf } from '../http.ts'
import type { Model, Setup } from '../model.ts'
import type { Reply } from './answering.ts'
import type { ComputeOrder } from './hybrid.worker.ts'
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
    const answer = async (target: string): Promise<Response> => {
      const thread = threads.reduce((least, one) => (one.waiting < least.waiting ? one : least))
      if (thread.waiting >= QUEUE) return overloaded()
      progress.enter()
      try {
        const { statement, url } = core.begin(target)
        const order: ComputeOrder = {
          target,
          rows: statement === undefined ? [] : ((await pool.query(statement)).rows as Row[]),
          text: url === undefined ? '' : await textOf(url),
        }
        const reply = await thread.compute(order)
        return 'error' in reply ? new Response(reply.error, { status: 500 }) : json(reply.body)
      } finally {
        progress.leave()
      }
    }
    const server = bareServer((request) => answer(targetOf(request)))
    return {
      port: server.port ?? 0,
      stats: () => ({ most_in_progress: progress.most }),
      stop: async () => {
        await server.stop(true)
        for (const thread of threads) await thread.end()
        await pool.end()
      },
    }
  },
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url)
  if (response.status !== 200) throw new Error(`what was waited for has status ${response.status}`)
  return response.text()
}

/** Answers in the order in which it is asked. */
async function startThread({ core_source, database_url }: Setup) {
  const worker = new Worker(join(import.meta.dirname, 'hybrid.worker.ts'), {
    workerData: { core_source, database_url },
  })
  const waiting: PromiseWithResolvers<Reply>[] = []
  const ready = Promise.withResolvers<void>()
  worker.on('message', (reply: Reply | 'ready') => {
    if (reply === 'ready') ready.resolve()
    else waiting.shift()?.resolve(reply)
  })
  worker.on('error', (error) => {
    ready.reject(error)
    for (const one of waiting.splice(0)) one.reject(error)
  })
  await ready.promise
  return {
    get waiting() {
      return waiting.length
    },
    compute: (order: ComputeOrder): Promise<Reply> => {
      const reply = Promise.withResolvers<Reply>()
      waiting.push(reply)
      worker.postMessage(order)
      return reply.promise
    },
    end: () => worker.terminate(),
  }
}
