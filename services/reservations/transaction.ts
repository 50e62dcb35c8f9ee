/** Transactions that change the inventory: tried again when two of them met, and told of when they are through. */
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import type * as sql from './sql.ts'

/** Bookings that met: one is to try again. */
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const MOST_ATTEMPTS = 6
const DELAY_MS = { initialDelay: 5, maxDelay: 200 }

const met = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK)

/** `work` may run several times; nothing of a time that failed is left. */
export function transactions(db: sql.Db, onCommit: () => void) {
  const policy = retry(handleWhen(met), {
    maxAttempts: MOST_ATTEMPTS - 1,
    backoff: new ExponentialBackoff(DELAY_MS),
  })
  return async <T>(work: (trx: sql.Trx) => Promise<T>): Promise<T> => {
    const result = await policy.execute(() => db.transaction().execute(work))
    onCommit()
    return result
  }
}
export type Transactions = ReturnType<typeof transactions>
