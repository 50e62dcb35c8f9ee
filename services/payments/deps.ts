/** What the rules of payments work with. */

import type { Publisher } from '#lib/events/outbox'
import type { Idempotency } from '#lib/idempotency/idempotency'
import type { Jobs } from '#lib/jobs/jobs'
import type { Logger } from '#lib/log'
import type { PdfClient } from '#service/pdf-reports/client'
import type { PayClient } from '#service/reservations/client'
import type { Bank } from './bank.ts'
import type { Db, Trx } from './sql.ts'

export interface PaymentsDeps {
  db: Db
  jobs: Pick<Jobs, 'enqueue' | 'work' | 'wake'>
  events: Publisher
  keys: Idempotency
  bank: Bank
  reservations: PayClient
  pdf: PdfClient
  inTransaction: <T>(work: (trx: Trx) => Promise<T>) => Promise<T>
  now: () => Date
  log: Pick<Logger, 'warn' | 'error'>
  /** Where the bank may lead a person back to. */
  allowsReturn: (url: string) => boolean
  /** Of a difference that was found between our books and the bank's statement. */
  counted: (kind: string) => void
  /** For the links in letters. */
  site_url: string
}
