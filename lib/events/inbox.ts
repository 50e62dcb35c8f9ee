/** Events received: each runs its handler once, however often and however concurrently it is delivered. */
import type { Kysely, Transaction } from 'kysely'
import type { CloudEvent } from './event.ts'
import { deleteOldEvents, insertEvent } from './sql.ts'

/** Resolves when the event is dealt with and need not come again. */
export type Receive = (event: CloudEvent) => Promise<void>

/** Its statements go through `trx` alone: what is written elsewhere stays when the event comes again. */
export type EventHandler<DB> = (trx: Transaction<DB>, event: CloudEvent) => Promise<void>

export interface InboxOptions<DB> {
  db: Kysely<DB>
  service: string
  /** By event type. Other types are acknowledged and ignored. */
  handlers: Readonly<Record<string, EventHandler<DB>>>
  now_ms?: () => number
}

const KEPT_DAYS = 30
const SWEEP_INTERVAL_MS = 3_600_000
const SWEEP_LIMIT = 1_000

export function inbox<DB>(options: InboxOptions<DB>): Receive {
  const { db, service, now_ms = Date.now } = options
  const handlers = new Map(Object.entries(options.handlers))
  let sweep_at_ms = 0

  /** In passing, since a timer would have to be stopped; after the event's own transaction, which must not wait for it. */
  const sweep = async () => {
    if (now_ms() < sweep_at_ms) return
    sweep_at_ms = now_ms() + SWEEP_INTERVAL_MS
    // Nothing depends on it: the event is dealt with, and the next sweep takes the same rows.
    const deleted = await deleteOldEvents(db, service, KEPT_DAYS, SWEEP_LIMIT).catch(() => 0)
    if (deleted === SWEEP_LIMIT) sweep_at_ms = 0
  }

  return async (event) => {
    const handler = handlers.get(event.type)
    if (handler === undefined) return
    await db.transaction().execute(async (trx) => {
      if (await insertEvent(trx, service, event.id)) await handler(trx, event)
    })
    await sweep()
  }
}

/** For services without a database: nothing is remembered, so handlers must be idempotent by themselves. */
export function statelessInbox(
  handlers: Readonly<Record<string, (event: CloudEvent) => Promise<void>>>,
): Receive {
  const by_type = new Map(Object.entries(handlers))
  return async (event) => by_type.get(event.type)?.(event)
}
