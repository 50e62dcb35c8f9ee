/** What time alone does: holds end, stays are over, payments that nobody heard of again are asked for. */
import type { Logger } from '#lib/log'
import type { BookingDeps } from './deps.ts'
import { sweepOne } from './ending.ts'
import { after } from './move.ts'
import * as sql from './sql.ts'
import { isOver, states } from './state.ts'

const EVERY_MS = 1_000
/** Forgetting and other work that nobody waits for. */
const TIDY_EVERY_MS = 600_000
const DAY_MS = 86_400_000
/** Looked up at once. */
const BATCH = 100
/** One that cannot be done is left for so long, and holds up no other. */
const SKIPPED_S = 60

/** Everything that is due now; answers how many were looked at. Several processes share it. */
export async function sweepNow(deps: BookingDeps, log: Pick<Logger, 'error'>): Promise<number> {
  let seen = 0
  for (;;) {
    const due = await sql.bookingsDue(deps.db, deps.now(), BATCH)
    for (const booking_id of due) {
      await sweepOne(deps, booking_id).catch(async (error: unknown) => {
        log.error({ err: error, booking_id }, 'a booking could not be ended')
        await sql.setDue(deps.db, booking_id, after(deps.now(), SKIPPED_S))
      })
    }
    seen += due.length
    if (due.length < BATCH) return seen
  }
}

export async function tidy({ db, now, keys }: BookingDeps): Promise<void> {
  const yesterday = new Date(now().getTime() - DAY_MS)
  await keys.sweep(db)
  await sql.deleteUsedQuotes(db, yesterday)
  await sql.deleteFailed(db, yesterday)
  // A day later: letters about the end may still be on their way.
  await sql.eraseGuests(db, states.filter(isOver), yesterday)
}

export function sweep(deps: BookingDeps, log: Pick<Logger, 'warn' | 'error'>) {
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  let tidied_ms = 0
  const turn = async () => {
    await sweepNow(deps, log)
    if (performance.now() - tidied_ms < TIDY_EVERY_MS) return
    tidied_ms = performance.now()
    await tidy(deps)
  }
  const schedule = () => {
    timer = setTimeout(() => {
      running = turn()
        .catch((error: unknown) => log.warn({ err: error }, 'sweeping bookings failed'))
        .finally(() => {
          if (!stopped) schedule()
        })
    }, EVERY_MS)
    timer.unref()
  }
  let timer: NodeJS.Timeout
  schedule()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
