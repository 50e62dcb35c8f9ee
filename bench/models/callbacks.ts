/**
 * callbacks: one thread; whatever takes long is given a function that goes on when it is through.
 *
 * Waits by returning: the stack is empty while the database works, and what is to be done then stands in a closure. Any
 * number of requests are in progress. Limit: as for the event loop, whatever a handler computes holds up all others; and
 * a program reads in the order in which nothing happens. Stands for Twisted, Tornado and Node before promises.
 */
import type { Pool } from 'pg'
import { openPool } from '../connections.ts'
import { type Answer, type Core, isWaiting, type Waiting } from '../core.ts'
import { gauge } from '../http/reply.ts'
import { serveByCallback } from '../http/serve.ts'
import type { Model } from '../model.ts'
import { waitFor } from './callback-waits.ts'

type Then = (error: unknown, answer?: Answer) => void

export const model: Model = {
  name: 'callbacks',
  waits_by: 'callbacks on one thread',
  check: () => undefined,
  serve: async ({ core, database_url, pool: size }) => {
    const pool = await openPool(database_url, size)
    const progress = gauge()
    const { port, stop } = await serveByCallback(
      (target, body, then) => {
        progress.enter()
        handle(core, pool, { target, body }, (error, answer) => {
          progress.leave()
          then(error, answer)
        })
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

interface Question {
  target: string
  body: string | undefined
}

// What is thrown has nobody above it who would catch it: every step answers for itself.

function handle(core: Core, pool: Pool, { target, body }: Question, then: Then): void {
  try {
    const job = core.begin(target, body)
    if (isWaiting(job)) goOn(job, pool, then)
    else then(null, job.answer())
  } catch (fault) {
    then(fault)
  }
}

function goOn(waiting: Waiting, pool: Pool, then: Then): void {
  waitFor(waiting.wait, pool, (error, came) => {
    if (error !== null) return then(error)
    let next: Waiting | Answer
    try {
      next = waiting.finish(came)
    } catch (fault) {
      return then(fault)
    }
    if (isWaiting(next)) goOn(next, pool, then)
    else then(null, next)
  })
}
