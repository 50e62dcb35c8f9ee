/** Deletes what has ended: sessions, codes, grants, counters. Every ten minutes, and it does not matter when. */
import type { Logger } from '#lib/log'
import * as sql from './sql.ts'
import { REFRESH_GRACE_MS, UNNAMED_ACCOUNT_LIFE_MS } from './times.ts'

const EVERY_MS = 600_000
/** Counters of failures, and codes after their end: a replay is still seen for so long. */
const KEEP_MS = 24 * 3_600_000

interface CleanOptions {
  db: sql.Db
  now_ms: () => number
  log: Pick<Logger, 'warn'>
}

export const cleanNow = ({ db, now_ms }: Pick<CleanOptions, 'db' | 'now_ms'>): Promise<void> =>
  sql.deleteEnded(db, {
    now: new Date(now_ms()),
    failures_before: new Date(now_ms() - KEEP_MS),
    accounts_before: new Date(now_ms() - UNNAMED_ACCOUNT_LIFE_MS),
    answers_before: new Date(now_ms() - 2 * REFRESH_GRACE_MS),
  })

export function clean({ db, now_ms, log }: CleanOptions): { stop: () => void } {
  const timer = setInterval(() => {
    cleanNow({ db, now_ms }).catch((error: unknown) => log.warn({ err: error }, 'cleaning failed'))
  }, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
