/** What the parts of `users` are given. */

import type { Publisher } from '#lib/events/outbox'
import type { Jobs } from '#lib/jobs/jobs'
import type { AccountsClient, SelfClient } from '#service/auth/client'
import type { Codes } from './codes.ts'
import type { Db } from './sql.ts'

export interface UsersDeps {
  db: Db
  jobs: Pick<Jobs, 'enqueue'>
  events: Publisher
  /** `auth`, by this service's own token. */
  accounts: AccountsClient
  /** `auth`, for the person whose token this is. */
  selfOf: (token: string) => SelfClient
  codes: Codes
  /** For fingerprints of requests. */
  fingerprint_key: Buffer
  /** Real time: VACANCY_TODAY fixes the date of stays, and would make codes that never end. */
  now: () => Date
}
