/**
 * Bun only. coroutines: one thread, a generator for each request, and a scheduler that is written out here.
 *
 * Waits by `yield`: a coroutine says what it waits for and is put aside; when that is there it goes to the end of the
 * queue of those that can go on, and the scheduler runs them in turn. Every switch is in sight, both the ones that
 * coroutines make and the one that resumes them. Any number of requests are in progress. Limit: whatever is computed
 * between two switches holds up all others. Stands for greenlets and Stackless Python, where a program switches by hand.
 */
import type { Pool } from 'pg'
import { openPool } from '../connections.ts'
import type { Body, Core, Job } from '../core.ts'
import { bareServer, gauge, json, targetOf } from '../http.ts'
import type { Model } from '../model.ts'
import { hasToWait } from '../waiting.ts'
import { type Waited, waitFor } from './callback-waits.ts'

/** Yields what it waits for, is resumed with what came of it, and returns its answer. */
type Coroutine = Generator<Job, Body, Waited>

function* handler(core: Core, target: string): Coroutine {
  const job = core.begin(target)
  const { rows, text }: Waited = hasToWait(job) ? yield job : { rows: [] }
  return job.finish(rows, text)
}

interface Ready {
  coroutine: Coroutine
  done: (error: unknown, body?: Body) => void
  /** What it is resumed with; undefined for its first step. */
  waited?: Waited
  error?: Error
}

function scheduler(pool: Pool) {
  const ready: Ready[] = []
  let is_due = false

  const enqueue = (one: Ready) => {
    ready.push(one)
    if (is_due) return
    is_due = true
    queueMicrotask(run)
  }
  const run = () => {
    is_due = false
    // Those that become ready meanwhile have their turn after these.
    for (let left = ready.length; left > 0; left--) {
      const next = ready.shift()
      if (next !== undefined) step(next)
    }
  }
  const step = ({ coroutine, done, waited, error }: Ready) => {
    try {
      const { done: has_ended, value } =
        error === undefined ? coroutine.next(waited as Waited) : coroutine.throw(error)
      if (has_ended) return done(null, value)
      waitFor(value, pool, (fault, result) =>
        enqueue({ coroutine, done, ...(fault === null ? { waited: result } : { error: fault }) }),
      )
    } catch (fault) {
      done(fault)
    }
  }
  return { start: (coroutine: Coroutine, done: Ready['done']) => enqueue({ coroutine, done }) }
}

export const model: Model = {
  name: 'coroutines',
  waits_by: 'explicit switches between generators',
  check: () => undefined,
  serve: async ({ core, database_url, pool: size }) => {
    const pool = await openPool(database_url, size)
    const { start } = scheduler(pool)
    const progress = gauge()
    const server = bareServer(
      (request) =>
        new Promise((resolve) => {
          progress.enter()
          start(handler(core, targetOf(request)), (error, body) => {
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
