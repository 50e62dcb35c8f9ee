/** What the rules of bookings work with. */
import type { JWTVerifyGetKey } from 'jose'
import type { Clock } from '#lib/dates'
import type { Idempotency } from '#lib/idempotency/idempotency'
import type { Jobs } from '#lib/jobs/jobs'
import type { SettlementClient } from '#service/payments/client'
import type { Db } from '../sql.ts'
import type { Transactions } from '../transaction.ts'

export interface BookingDeps {
  db: Db
  inTransaction: Transactions
  jobs: Pick<Jobs, 'enqueue' | 'work'>
  keys: Idempotency
  /** Of the quotes. */
  quote_keys: JWTVerifyGetKey
  payments: SettlementClient
  /** What day it is: fixed where the configuration says so. */
  clock: Clock
  /** The instant, for what lasts minutes. */
  now: () => Date
  /** How long rooms wait for a payment, and for the end of one that has begun; left out, as `limits` says. */
  hold_s?: number
}
