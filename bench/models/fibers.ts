/**
 * Bun only. fibers: one thread, a green thread for each request, switched by a library.
 *
 * Waits as if it did not: a fiber reads like a program that blocks, and the runtime of `effect` puts it aside and runs
 * another one, also a fiber that has computed for too many steps. Any number of requests are in progress. Limits: what
 * the runtime costs for each step, and that it can interrupt only between steps. Stands for gevent and for virtual
 * threads, where switches are not in sight.
 */
import { Effect } from 'effect'
import type { Pool } from 'pg'
import { openPool } from '../connections.ts'
import type { Core, Job } from '../core.ts'
import { bareServer, gauge, json, targetOf } from '../http.ts'
import type { Model } from '../model.ts'
import { hasToWait } from '../waiting.ts'
import { type Waited, waitFor } from './callback-waits.ts'

const waiting = (job: Job, pool: Pool): Effect.Effect<Waited, Error> =>
  Effect.callback((resume) => {
    waitFor(job, pool, (error, waited) =>
      resume(error === null ? Effect.succeed(waited) : Effect.fail(error)),
    )
  })

const handler = (core: Core, pool: Pool, target: string) =>
  Effect.gen(function* () {
    const job = core.begin(target)
    const { rows, text } = hasToWait(job) ? yield* waiting(job, pool) : { rows: [] }
    return json(job.finish(rows, text))
  })

export const model: Model = {
  name: 'fibers',
  waits_by: 'implicit switches between green threads',
  check: () => undefined,
  serve: async ({ core, database_url, pool: size }) => {
    const pool = await openPool(database_url, size)
    const progress = gauge()
    const server = bareServer((request) => {
      progress.enter()
      return Effect.runPromise(
        Effect.ensuring(handler(core, pool, targetOf(request)), Effect.sync(progress.leave)),
      )
    })
    return {
      port: server.port ?? 0,
      stats: () => ({ most_in_progress: progress.most }),
      stop: async () => {
        await server.stop(true)
        await pool.end()
      },
    }
  },
}
