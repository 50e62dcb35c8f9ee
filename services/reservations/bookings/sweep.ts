/** What time alone does: holds end, stays are over, payments that nobody heard of again are asked for. */
import type { Logger } from '#lib/log'
import { sweepOne } from './bookings.ts'
import type { BookingDeps } from './deps.ts'
import * as sql from './sql.ts'
import { isOver, states } from './state.ts'

const EVERY_MS = 1_000
/** Forgetting and other work that nobody waits for. */
const TIDY_EVERY_MS = 600_000
const DAY_MS = 86_400_000

/** Everything that is due now. Several processes share it. */
export async function sweepNow(deps: BookingDeps): Promise<number> {
  let done = 0
  while (await sweepOne(deps)) done++
  return done
}

export async function tidy({ db, now, keys }: BookingDeps): Promise<void> {
  const yesterday = new Date(now().getTime() - DAY_MS)
  await keys.sweep(db)
  await sql.deleteUsedQuotes(db, yesterday)
  // A day later: letters about the end may still be on their way.
  await sql.eraseGuests(db, states.filter(isOver), yesterday)
}

export function sweep(deps: BookingDeps, log: Pick<Logger, 'warn'>) {
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  let tidied_ms = 0
  const turn = async () => {
    await sweepNow(deps)
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
