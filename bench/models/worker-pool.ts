/**
 * Bun only. worker-pool: N threads, started before the first request; each takes one request to its end before the next.
 *
 * Waits by doing nothing else: a worker that waits for the database is a worker that nobody else has. At most N requests
 * are in progress; the rest stand in a bounded queue in front. Limits: N, the memory of N threads, the hand-over of
 * each request and answer between threads, and N times the requests until every thread is warm. Stands for pools of
 * synchronous workers behind one acceptor (mod_wsgi, Gunicorn's sync and gthread workers, servlet containers).
 */

import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Body } from '../core.ts'
import { gauge, json, overloaded, targetOf } from '../http.ts'
import type { Model, Setup } from '../model.ts'

const QUEUE = 1_024

interface Reply {
  body?: Body
  error?: string
}

export const model: Model = {
  name: 'worker-pool',
  waits_by: 'N pre-started threads, one request each',
  check: ({ pool, workers }) => {
    if (pool !== workers) {
      throw new Error(
        `worker-pool gives each worker one database connection: --workers ${workers} and --pool ${pool} must be equal`,
      )
    }
  },
  serve: async (setup) => {
    const idle = await Promise.all(Array.from({ length: setup.workers }, () => startWorker(setup)))
    const all = [...idle]
    const queue: ((worker: PooledWorker) => void)[] = []
    const progress = gauge()

    const run = async (target: string): Promise<Response> => {
      if (idle.length === 0 && queue.length >= QUEUE) return overloaded()
      const worker = idle.pop() ?? (await new Promise<PooledWorker>((resolve) => queue.push(resolve)))
      progress.enter()
      try {
        const { body, error } = await worker.ask(target)
        return body === undefined ? new Response(error ?? '', { status: 500 }) : json(body)
      } finally {
        progress.leave()
        const next = queue.shift()
        if (next === undefined) idle.push(worker)
        else next(worker)
      }
    }
    const server = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      reusePort: false,
      fetch: (request) => run(targetOf(request)),
    })
    return {
      port: server.port ?? 0,
      stats: () => ({ most_in_progress: progress.most, allowed_in_progress: setup.workers }),
      stop: async () => {
        await server.stop(true)
        await Promise.all(all.map((worker) => worker.end()))
      },
    }
  },
}

interface PooledWorker {
  /** One at a time: the pool hands a worker to one request only. */
  ask(target: string): Promise<Reply>
  end(): Promise<void>
}

/** Resolves when its connection is open. */
async function startWorker({ database_url, core_source }: Setup): Promise<PooledWorker> {
  const worker = new Worker(join(import.meta.dirname, 'worker-pool.worker.ts'), {
    workerData: { database_url, core_source },
  })
  const said = () =>
    new Promise<Reply>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    }).finally(() => worker.removeAllListeners())
  await said()
  return {
    ask: (target) => {
      const reply = said()
      worker.postMessage(target)
      return reply
    },
    end: async () => {
      await worker.terminate()
    },
  }
}
