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
import { type Answer, type Came, type Core, isWaiting, type Job, type Wait } from '../core.ts'
import { gauge } from '../http/reply.ts'
import { serve } from '../http/serve.ts'
import type { Model } from '../model.ts'
import { waitFor } from './callback-waits.ts'

const waiting = (wait: Wait, pool: Pool): Effect.Effect<Came, Error> =>
  Effect.callback((resume) => {
    waitFor(wait, pool, (error, came) => resume(error === null ? Effect.succeed(came) : Effect.fail(error)))
  })

const handler = (core: Core, pool: Pool, target: string, body: string | undefined) =>
  Effect.gen(function* () {
    let next: Job | Answer = core.begin(target, body)
    while (isWaiting(next)) next = next.finish(yield* waiting(next.wait, pool))
    return 'answer' in next ? next.answer() : next
  })

export const model: Model = {
  name: 'fibers',
  waits_by: 'implicit switches between green threads',
  check: () => undefined,
  serve: async ({ core, database_url, pool: size }) => {
    const pool = await openPool(database_url, size)
    const progress = gauge()
    const { port, stop } = await serve(
      (target, body) => {
        progress.enter()
        return Effect.runPromise(
          Effect.ensuring(handler(core, pool, target, body), Effect.sync(progress.leave)),
        )
      },
      { type: core.type },
    )
    return {
      port,
      stats: () => ({ most_in_progress: progress.most }),
      waiting: () => pool.waitingCount,
      stop: async () => {
        await stop()
        await pool.end()
      },
    }
  },
}
