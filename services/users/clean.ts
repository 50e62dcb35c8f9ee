/** Deletes what has ended: accounts that nobody confirmed, codes, what is known of emails. */
import type { Logger } from '#lib/log'
import * as sql from './sql.ts'

const EVERY_MS = 600_000
const DAY_MS = 24 * 3_600_000

interface CleanOptions {
  db: sql.Db
  now: () => Date
  log: Pick<Logger, 'warn'>
}

export function cleanNow({ db, now }: Pick<CleanOptions, 'db' | 'now'>): Promise<void> {
  const ago = (duration_ms: number) => new Date(now().getTime() - duration_ms)
  return sql.deleteEnded(db, {
    unverified_before: ago(7 * DAY_MS),
    codes_before: ago(7 * DAY_MS),
    // The person may want to know what was sent: a year of it.
    emails_before: ago(365 * DAY_MS),
    keys_before: ago(DAY_MS),
  })
}

export function clean({ db, now, log }: CleanOptions): { stop: () => void } {
  const timer = setInterval(() => {
    cleanNow({ db, now }).catch((error: unknown) => log.warn({ err: error }, 'cleaning failed'))
  }, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
