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
import { type Answer, type Came, type Core, isWaiting, type Job, type Wait } from '../core.ts'
import { gauge } from '../http/reply.ts'
import { serveByCallback } from '../http/serve.ts'
import type { Model } from '../model.ts'
import { waitFor } from './callback-waits.ts'

/** Yields what it waits for, is resumed with what came of it, and returns its answer. */
type Coroutine = Generator<Wait, Answer, Came>

function* handler(core: Core, target: string, body: string | undefined): Coroutine {
  let next: Job | Answer = core.begin(target, body)
  while (isWaiting(next)) next = next.finish(yield next.wait)
  return 'answer' in next ? next.answer() : next
}

interface Ready {
  coroutine: Coroutine
  done: (error: unknown, answer?: Answer) => void
  /** What it is resumed with; nothing for its first step. */
  came: Came
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
  const step = ({ coroutine, done, came, error }: Ready) => {
    try {
      const { done: has_ended, value } = error === undefined ? coroutine.next(came) : coroutine.throw(error)
      if (has_ended) return done(null, value)
      waitFor(value, pool, (fault, came) =>
        enqueue({ coroutine, done, came, ...(fault === null ? {} : { error: fault }) }),
      )
    } catch (fault) {
      done(fault)
    }
  }
  return { start: (coroutine: Coroutine, done: Ready['done']) => enqueue({ coroutine, done, came: {} }) }
}

export const model: Model = {
  name: 'coroutines',
  waits_by: 'explicit switches between generators',
  check: () => undefined,
  serve: async ({ core, database_url, pool: size }) => {
    const pool = await openPool(database_url, size)
    const { start } = scheduler(pool)
    const progress = gauge()
    const { port, stop } = await serveByCallback(
      (target, body, then) => {
        progress.enter()
        start(handler(core, target, body), (error, answer) => {
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
