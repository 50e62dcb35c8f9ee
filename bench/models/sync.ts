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
import type { Row } from '../core.ts'
import { bareServer, gauge, json, targetOf } from '../http.ts'
import type { Model } from '../model.ts'
import { hasToWait } from '../waiting.ts'
import type { Wait } from './sync.worker.ts'

const LONGEST_MS = 30_000

export const model: Model = {
  name: 'sync',
  waits_by: 'blocking the only thread',
  check: () => undefined,
  serve: async ({ core, database_url }) => {
    const wait = createSyncFn<Wait>(join(import.meta.dirname, 'sync.worker.ts'), LONGEST_MS)
    // Opens the connection.
    wait({ database_url })
    const progress = gauge()
    const server = bareServer((request) => {
      progress.enter()
      try {
        const job = core.begin(targetOf(request))
        if (!hasToWait(job)) return json(job.finish([]))
        const { statement, url } = job
        const { rows, text } = wait({ database_url, statement, url })
        return json(job.finish(rows as Row[], text))
      } finally {
        progress.leave()
      }
    })
    return {
      port: server.port ?? 0,
      stats: () => ({ most_in_progress: progress.most, allowed_in_progress: 1 }),
      stop: () => server.stop(true),
    }
  },
}
