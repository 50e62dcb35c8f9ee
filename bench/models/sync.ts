/**
 * Bun only. sync: one thread that really waits.
 *
 * Waits by blocking: `Atomics.wait` holds the only thread until the answer of the database is there, and nothing else
 * happens meanwhile, not even the acceptance of a connection. What talks to the database is a second thread that the
 * first has no other use for (`synckit`): JavaScript cannot read a socket and stand still. One request is in progress,
 * and one connection is enough. Stands for a single synchronous WSGI worker.
 */
import { join } from 'node:path'
import { createSyncFn } from 'synckit'
import { type Answer, isWaiting, type Job } from '../core.ts'
import { gauge } from '../http/reply.ts'
import { serve } from '../http/serve.ts'
import type { Model } from '../model.ts'
import type { WaitFor } from './sync.worker.ts'

const LONGEST_MS = 30_000

export const model: Model = {
  name: 'sync',
  waits_by: 'blocking the only thread',
  check: () => undefined,
  serve: async ({ core, database_url }) => {
    const wait = createSyncFn<WaitFor>(join(import.meta.dirname, 'sync.worker.ts'), LONGEST_MS)
    // Opens the connection.
    wait({ database_url })
    const progress = gauge()
    const { port, stop } = await serve(
      (target, body) => {
        progress.enter()
        try {
          let next: Job | Answer = core.begin(target, body)
          while (isWaiting(next)) next = next.finish(wait({ database_url, wait: next.wait }))
          return 'answer' in next ? next.answer() : next
        } finally {
          progress.leave()
        }
      },
      { type: core.type },
    )
    return {
      port,
      stats: () => ({ most_in_progress: progress.most, allowed_in_progress: 1 }),
      stop,
    }
  },
}
