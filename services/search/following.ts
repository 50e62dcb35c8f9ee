/**
 * Follows the inventory of `reservations`: what changed there is applied to the index at once, then to the read model
 * in the database together with the cursor up to which it is true.
 *
 * An entry of the feed says what a night is, so applying it twice does no harm, and only the answer to the cursor that
 * was asked is applied, so that none is skipped. Several processes may share one database: the one whose cursor is the
 * database's writes, the others find that out and write nothing, and go on from where all have been.
 */
import { ExponentialBackoff } from 'cockatiel'
import type { Pool } from 'pg'
import { Counter, Gauge, type Metric } from 'prom-client'
import { dayNumber } from '#lib/dates'
import type { Logger } from '#lib/log'
import { UpstreamProblem } from '#lib/transport'
import type { InventoryClient } from '#service/reservations/client'
import { compareCursors, limits, type RoomNight } from '#service/reservations/contract'
import type { Index } from './index/load.ts'
import * as sql from './sql.ts'

/** Of one answer. The feed's own default: some milliseconds of work. */
const PAGE = 1_000
/** Not longer, because lag is known only from answers. */
const WAIT_S = 5
/** After an answer that came at once and said nothing. */
const PAUSE_MS = 100
const BACKOFF_MS = { initialDelay: 100, maxDelay: 5_000 }
/** Nights put back by one statement. */
const RESET = 20_000

interface Options {
  pool: Pool
  inventory: Pick<InventoryClient, 'changes' | 'state'>
  index: { first: Promise<Index>; reload(): Promise<Index> }
  log: Pick<Logger, 'info' | 'warn'>
}

export interface Following {
  readonly metrics: readonly Metric[]
  /** Follows no further. */
  end(): void
  /** Ends, and resolves when it has ended. */
  stop(): Promise<void>
}

export function following(options: Options): Following {
  const follower = new Follower(options)
  const ended = follower.run()
  return {
    metrics: follower.metrics,
    end: () => follower.stop(),
    stop: async () => {
      follower.stop()
      await ended
    },
  }
}

class Follower {
  readonly metrics: readonly Metric[]
  private index: Index | undefined
  /** Up to where the index knows the feed; null: nowhere yet. */
  private place: string | null = null
  /** The index knows more than the read model does at this place. */
  private is_ahead = false
  private is_failing = false
  private is_stopped = false
  private readonly stopped = Promise.withResolvers<void>()
  /** Of the call that is under way: one for each, so that none is kept. */
  private calling: AbortController | undefined
  private readonly counted: ReturnType<typeof counters>
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
    this.counted = counters()
    this.metrics = this.counted.metrics
  }

  stop(): void {
    this.is_stopped = true
    this.stopped.resolve()
    this.calling?.abort()
  }

  /** Until it is stopped. Never rejects: what fails is tried again, ever more slowly. */
  async run(): Promise<void> {
    const { index, log } = this.options
    const first = await Promise.race([index.first, this.stopped.promise])
    if (first === undefined) return
    this.index = first
    this.place = cursorOf(first)
    const patient = new ExponentialBackoff(BACKOFF_MS)
    let backoff = patient.next()
    while (!this.is_stopped) {
      try {
        await this.follow()
        if (this.is_failing) log.info({}, 'the inventory is followed again')
        this.is_failing = false
        backoff = patient.next()
      } catch (error) {
        if (this.is_stopped) return
        // Once, not at each attempt.
        if (!this.is_failing) log.warn({ err: error }, 'the inventory cannot be followed')
        this.is_failing = true
        await this.pause(backoff.duration)
        backoff = backoff.next(undefined)
      }
    }
  }

  /** One answer of the feed, or the whole state where the feed does not reach. */
  private async follow(): Promise<void> {
    const { place } = this
    if (place === null) return this.restart()
    const asked_ms = performance.now()
    const query = { after: place, limit: PAGE, wait_s: WAIT_S }
    const page = await this.call((signal) => this.options.inventory.changes(query, signal)).catch(orExpired)
    if (page === 'expired') return this.restart()
    if (page.after !== place) throw new Error('the feed answered for another cursor')
    this.apply(page.data)
    if (page.next_cursor !== place) this.place = await this.save(place, page.next_cursor, page.data)
    if (!page.more) this.counted.caughtUp()
    if (page.data.length === 0 && performance.now() - asked_ms < PAUSE_MS) await this.pause(PAUSE_MS)
  }

  /** Answers from where to go on: where both the index and the read model have been. */
  private async save(place: string, next: string, nights: readonly RoomNight[]): Promise<string | null> {
    const { pool } = this.options
    this.is_ahead = true
    const [saved] = (await pool.query<{ moved: boolean }>(sql.followStatement(place, next, columns(nights))))
      .rows
    if (saved?.moved) {
      this.is_ahead = false
      return next
    }
    // Another process has written, or the nights were loaded anew.
    const [found] = (await pool.query<{ cursor: string | null }>(sql.read_inventory_cursor)).rows
    const theirs = found?.cursor ?? null
    if (theirs === null) return null
    // Of another feed: ours will say that it has expired.
    const order = compareCursors(theirs, next)
    return order === undefined || order >= 0 ? next : theirs
  }

  /** The whole state: at the first start, after nights were loaded, or after so long an absence that changes are gone. */
  private async restart(): Promise<void> {
    const nights: RoomNight[] = []
    let after: string | undefined
    let cursor = ''
    do {
      const query = { limit: limits.max_changes, ...(after === undefined ? {} : { after }) }
      const page = await this.call((signal) => this.options.inventory.state(query, signal))
      for (const night of page.data) nights.push(night)
      cursor = page.changes_cursor
      after = page.next_cursor ?? undefined
    } while (after !== undefined)

    const reset = await this.saveState(cursor, nights)
    if (reset !== undefined && !this.is_ahead) {
      // What is in the state stands behind what was put back, and wins.
      this.apply([...reset, ...nights])
      this.place = cursor
    } else {
      this.index = await this.options.index.reload()
      this.place = cursorOf(this.index)
    }
    this.is_ahead = false
    this.counted.restarted()
    this.options.log.info({ nights: nights.length }, 'read the whole inventory')
  }

  /** Answers the nights that went back to what the hotel gives; undefined when another process was faster. */
  private async saveState(cursor: string, nights: readonly RoomNight[]): Promise<RoomNight[] | undefined> {
    const client = await this.options.pool.connect()
    try {
      await client.query('begin')
      const [found] = (await client.query<{ cursor: string | null }>(sql.lock_inventory_cursor)).rows
      const reset: RoomNight[] = []
      const is_ours = (found?.cursor ?? null) === this.place
      if (is_ours) {
        for (let count = RESET; count === RESET; ) {
          const { rows } = await client.query<sql.ResetRow>(sql.reset_nights, [RESET])
          for (const { id, night, free } of rows) reset.push({ room_type_id: id, night, free })
          count = rows.length
        }
        for (let at = 0; at < nights.length; at += limits.max_changes)
          await client.query(sql.stateStatement(columns(nights.slice(at, at + limits.max_changes))))
        await client.query(sql.write_inventory_cursor, [cursor])
      }
      await client.query('commit')
      client.release()
      return is_ours ? reset : undefined
    } catch (error) {
      // Whatever state the connection is in, nobody else should meet it.
      client.release(true)
      throw error
    }
  }

  /** All that is known of a hotel at once, so that no search sees half a stay taken. The last of a night wins. */
  private apply(changed: readonly RoomNight[]): void {
    if (this.index === undefined) return
    const { catalogue, nights, inventory } = this.index
    const by_hotel = new Map<number, { room_type: number; day: number; free: number }[]>()
    for (const { room_type_id, night, free } of changed) {
      const room_type = inventory?.room_types.get(room_type_id)
      if (room_type === undefined) continue
      const hotel = catalogue.hotel_of[room_type] ?? 0
      const entry = { room_type, day: dayNumber(night), free }
      const entries = by_hotel.get(hotel)
      if (entries === undefined) by_hotel.set(hotel, [entry])
      else entries.push(entry)
    }
    for (const [hotel, entries] of by_hotel)
      nights.change(hotel, () => {
        for (const { room_type, day, free } of entries) nights.writeFree(room_type, day, free)
      })
    this.counted.applied(changed.length)
  }

  private async call<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.is_stopped) throw new Error('stopped')
    this.calling = new AbortController()
    return work(this.calling.signal)
  }

  private async pause(duration_ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, duration_ms)
    await Promise.race([promise, this.stopped.promise])
    clearTimeout(timer)
  }
}

const cursorOf = ({ inventory }: Index) => inventory?.cursor ?? null

const columns = (nights: readonly RoomNight[]): sql.NightColumns => [
  nights.map(({ room_type_id }) => room_type_id),
  nights.map(({ night }) => night),
  nights.map(({ free }) => free),
]

/** A cursor that cannot be read is no better than one that is too old. */
function orExpired(error: unknown): 'expired' {
  const code = error instanceof UpstreamProblem ? error.problem.code : ''
  if (code === 'cursor_expired' || code === 'cursor_invalid') return 'expired'
  throw error
}

function counters() {
  let caught_up_ms = performance.now()
  const applied = new Counter({
    name: 'inventory_changes_applied_total',
    help: 'Nights that the inventory told of',
    registers: [],
  })
  const restarts = new Counter({
    name: 'inventory_restarts_total',
    help: 'Times that the whole state of the inventory was read',
    registers: [],
  })
  const lag = new Gauge({
    name: 'inventory_lag_seconds',
    help: `Since the index was last known to have every change; up to ${WAIT_S} while nothing changes`,
    registers: [],
    collect() {
      this.set((performance.now() - caught_up_ms) / 1_000)
    },
  })
  return {
    metrics: [lag, applied, restarts] satisfies Metric[],
    applied: (count: number) => applied.inc(count),
    restarted: () => restarts.inc(),
    caughtUp: () => {
      caught_up_ms = performance.now()
    },
  }
}
