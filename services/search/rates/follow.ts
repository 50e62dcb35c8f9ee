/**
 * Keeps the rates in memory as they are in the database, whichever process changed them. What is read is never the
 * change but the rows as they are now, one reading after the other: applied twice or late, it ends in the same state.
 */
import type { Pool } from 'pg'
import type { Logger } from '#lib/log'
import type { Index } from '../index/load.ts'
import * as sql from './sql.ts'

export interface RateFollower {
  /** Loads an index, and follows from before it was read; an index from before is not followed any more. */
  following(load: () => Promise<Index>): Promise<Index>
  /** After a change of this process: whoever asks next finds it. Nothing when there is no index yet. */
  refresh(room_type_id: number, first_night: string, last_night: string): Promise<void>
  stop(): void
}

interface FollowerOptions {
  pool: Pick<Pool, 'query'>
  log: Pick<Logger, 'warn'>
  /** How soon another process's change is found. */
  poll_ms?: number
}

const POLL_MS = 500
const FORGET_EVERY_MS = 3_600_000

export function rateFollower({ pool, log, poll_ms = POLL_MS }: FollowerOptions): RateFollower {
  let index: Index | undefined
  let horizon = ''
  let forget_at_ms = 0
  let stopped = false
  let is_failing = false
  let timer: ReturnType<typeof setTimeout> | undefined
  // One reading after the other: an older one must not be written after a newer one.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }

  const read = async (into: Index, room_type_id: number, first_night: string, last_night: string) => {
    const { rows } = await pool.query<sql.RateRow>(sql.ratesStatement(room_type_id, first_night, last_night))
    writeRates(into, room_type_id, rows)
  }
  const follow = async () => {
    const into = index
    if (into === undefined) return
    const { rows } = await pool.query<sql.FollowedRow>(sql.followStatement(horizon))
    for (const { room_type_id, first_night, last_night } of rows)
      if (room_type_id !== null) await read(into, room_type_id, first_night, last_night)
    horizon = rows[0]?.horizon ?? horizon
  }
  const forget = async () => {
    if (performance.now() < forget_at_ms) return
    await pool.query(sql.forget_rate_changes)
    forget_at_ms = performance.now() + FORGET_EVERY_MS
  }
  const again = () => {
    if (stopped) return
    timer = setTimeout(() => {
      inTurn(follow)
        .then(forget)
        .then(() => {
          is_failing = false
        })
        .catch((error: unknown) => {
          // Once, not at each attempt.
          if (!stopped && !is_failing) log.warn({ err: error }, 'changes of rates could not be followed')
          is_failing = true
        })
        .finally(again)
    }, poll_ms)
    timer.unref()
  }

  return {
    following: async (load) => {
      const { rows } = await pool.query<{ horizon: string }>(sql.rate_horizon)
      const loaded = await load()
      // Not in the middle of a reading for the one before.
      await inTurn(async () => {
        index = loaded
        horizon = rows[0]?.horizon ?? ''
      })
      if (timer === undefined) again()
      return loaded
    },
    refresh: (room_type_id, first_night, last_night) =>
      inTurn(async () => {
        if (index !== undefined) await read(index, room_type_id, first_night, last_night)
      }),
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** In one go for readers. Rooms left stay as they are: others write them. */
function writeRates({ catalogue, nights }: Index, room_type_id: number, rows: readonly sql.RateRow[]): void {
  const room_type = catalogue.room_type_ids.indexOf(room_type_id)
  if (room_type === -1) return
  nights.change(catalogue.hotel_of[room_type] ?? 0, () => {
    for (const { day, price, min_stay, closed_to_arrival } of rows) {
      const present = nights.read(room_type, day)
      // Without one the index does not know the night: it was added to the database after the load.
      if (present !== undefined)
        nights.write(room_type, day, { price, min_stay, closed_to_arrival, free: present.free })
    }
  })
}
