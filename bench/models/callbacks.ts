/**
 * Bun only. callbacks: one thread; whatever takes long is given a function that goes on when it is through.
 *
 * Waits by returning: the stack is empty while the database works, and what is to be done then stands in a closure. Any
 * number of requests are in progress. Limit: as for the event loop, whatever a handler computes holds up all others; and
 * a program reads in the order in which nothing happens. Stands for Twisted, Tornado and Node before promises. One
 * promise is left, at the border: the server asks for it.
 */
import type { Pool } from 'pg'
import { openPool } from '../connections.ts'
import type { Body, Core } from '../core.ts'
import { bareServer, gauge, json, targetOf } from '../http.ts'
import type { Model } from '../model.ts'
import { waitFor } from './callback-waits.ts'

export const model: Model = {
  name: 'callbacks',
  waits_by: 'callbacks on one thread',
  check: () => undefined,
  serve: async ({ core, database_url, pool: size }) => {
    const pool = await openPool(database_url, size)
    const progress = gauge()
    const server = bareServer(
      (request) =>
        new Promise((resolve) => {
          progress.enter()
          handle(core, pool, targetOf(request), (error, body) => {
            progress.leave()
            resolve(body === undefined ? new Response(String(error), { status: 500 }) : json(body))
          })
        }),
    )
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

function handle(core: Core, pool: Pool, target: string, then: (error: unknown, body?: Body) => void): void {
  // What is thrown has nobody above it who would catch it: every step answers for itself.
  try {
    const job = core.begin(target)
    waitFor(job, pool, (error, { rows, text }) => {
      if (error !== null) return then(error)
      let body: Body
      try {
        body = job.finish(rows, text)
      } catch (fault) {
        return then(fault)
      }
      then(null, body)
    })
  } catch (fault) {
    then(fault)
  }
}
