/** Deletes what has ended: changes that whoever follows the inventory has long read. */
import type { Logger } from '#lib/log'
import * as sql from './sql.ts'

const EVERY_MS = 600_000
/** Whoever was away for longer reads the state. */
const KEPT_MS = 7 * 24 * 3_600_000
const BATCH = 1_000
/** Of one time: what is left is for the next. */
const MOST_BATCHES = 500

interface CleanOptions {
  db: sql.Db
  now: () => Date
  log: Pick<Logger, 'warn'>
}

/** Answers how many were deleted. */
export async function cleanNow({ db, now }: Pick<CleanOptions, 'db' | 'now'>): Promise<number> {
  const before = new Date(now().getTime() - KEPT_MS)
  let total = 0
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const deleted = await sql.deleteChanges(db, before, BATCH)
    total += deleted
    if (deleted < BATCH) break
  }
  return total
}

export function clean({ db, now, log }: CleanOptions): { stop: () => void } {
  const timer = setInterval(() => {
    cleanNow({ db, now }).catch((error: unknown) => log.warn({ err: error }, 'cleaning failed'))
  }, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
