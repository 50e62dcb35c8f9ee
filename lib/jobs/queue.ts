/** What a queue is: how many at once, how often again, how long one may take. */
import { schemaOf } from '#lib/migrate'

export interface QueueDefinition {
  readonly name: string
  /** Most jobs of this queue that one process runs at once. */
  readonly concurrency?: number
  /** Jobs of one `group` run one after another in a process, so that a slow group cannot take every worker. */
  readonly one_per_group?: boolean
  /** Failed attempts that are repeated. The default means: until it works. */
  readonly retry_limit?: number
  /** Before the second attempt; doubles, with jitter, up to `retry_delay_max_s`. */
  readonly retry_delay_s?: number
  readonly retry_delay_max_s?: number
  /** Longest that one attempt may take; then its signal is aborted and the job runs again. */
  readonly expire_s?: number
}

export const DEFAULT_CONCURRENCY = 4
const UNTIL_IT_WORKS = 1_000_000
export const DEFAULT_EXPIRE_S = 60

/** The least that pg-boss takes: a killed worker's job is free again after so long without a sign of life. */
const HEARTBEAT_S = 10
export const HEARTBEAT_REFRESH_S = 3

/** Kept for whoever looks into what went wrong just now; not longer, since data may hold addresses. */
const DELETE_AFTER_S = 10 * 60
/** Together with the above: a completed job is gone within a quarter of an hour. */
export const MAINTENANCE_INTERVAL_S = 5 * 60
/** pg-boss deletes what waited for longer, and its default of 14 days would lose deliveries. */
const WAIT_S = 10 * 365 * 86_400

/** In a schema of its own beside the service's, because services may share a database. */
export const jobsSchemaOf = (service: string): string => `${schemaOf(service)}_jobs`

export const attemptsOf = (queue: QueueDefinition): number => (queue.retry_limit ?? UNTIL_IT_WORKS) + 1

/** In the terms of pg-boss. */
export const queueOptions = (queue: QueueDefinition) => ({
  retryLimit: queue.retry_limit ?? UNTIL_IT_WORKS,
  retryBackoff: true,
  retryDelay: queue.retry_delay_s ?? 1,
  retryDelayMax: queue.retry_delay_max_s ?? 60,
  expireInSeconds: queue.expire_s ?? DEFAULT_EXPIRE_S,
  heartbeatSeconds: HEARTBEAT_S,
  retentionSeconds: WAIT_S,
  deleteAfterSeconds: DELETE_AFTER_S,
})
