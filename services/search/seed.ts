/** Fills the database of `search` from the dataset, and keeps its rates ahead of today. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { destinations } from '#lib/dataset/destinations'
import { type DatasetHotel, hotels } from '#lib/dataset/hotels'
import { roomNights } from '#lib/dataset/nights'
import { type ProfileName, profiles } from '#lib/dataset/profiles'
import { micro_euros_per_minor } from '#lib/dataset/rates'
import { dateText, dayNumber } from '#lib/dates'
import { foldName } from '#lib/fold'
import { CopyBinary } from './copy-binary.ts'
import { lngScale } from './geo.ts'
import * as sql from './sql.ts'

/** Rates exist for at least this many nights from today; a start with less extends them to the profile's full window. */
export const MIN_NIGHTS_AHEAD = 180

export interface SeedOptions {
  pool: Pool
  profile: ProfileName
  seed: number
  /** First night that can be sold: the earliest date that is today anywhere. */
  today: string
  /** Told after each hotel; `total` hotels in all. */
  onProgress?: (done: number, total: number) => void
}

/**
 * Loads the dataset if it is missing or another profile's, or extends its nights if they run short at either end. All
 * in one transaction: a crash leaves what was there before. Two processes at once: the second waits and finds it done.
 * While another dataset replaces the old one, searches wait, too; extending lets them go on.
 */
export async function seed(options: SeedOptions): Promise<'loaded' | 'extended' | 'unchanged'> {
  const client = await options.pool.connect()
  try {
    await client.query(
      'begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0',
    )
    await client.query(sql.lock_dataset)
    const outcome = await loadOrExtend(client, options)
    if (outcome !== 'unchanged') await client.query(sql.forget_inventory)
    await client.query('commit')
    if (outcome !== 'unchanged' || (await isUnanalysed(client))) await client.query(sql.analyze_catalogue)
    client.release()
    return outcome
  } catch (error) {
    await client.query('rollback').catch(() => {})
    // Whatever state the connection is in, nobody else should meet it.
    client.release(true)
    throw error
  }
}

/** A crash after the commit leaves tables that the planner knows nothing of, and whose every page is still to be vacuumed. */
async function isUnanalysed(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ unanalysed: boolean }>(sql.is_unanalysed)
  return rows[0]?.unanalysed === true
}

async function loadOrExtend(client: PoolClient, options: SeedOptions) {
  const { profile, seed: number, today } = options
  const [loaded] = (await client.query<sql.DatasetRow>(sql.read_dataset)).rows
  const first = dayNumber(today)
  const until = first + Math.max(profiles[profile].nights, MIN_NIGHTS_AHEAD * Number(profile !== 'tiny'))
  const is_ours = loaded?.profile === profile && Number(loaded.seed) === number
  // Set back by more than a window, closing the gap would load more nights than a fresh start.
  if (loaded === undefined || !is_ours || until < dayNumber(loaded.first_night)) {
    await client.query(sql.empty_catalogue)
    await copyCatalogue(client, options)
    await copyNights(client, options, first, until)
    await client.query(sql.insert_dataset, [profile, number, today, dateText(until - 1)])
    return 'loaded'
  }
  const loaded_first = dayNumber(loaded.first_night)
  const next = dayNumber(loaded.last_night) + 1
  const starts_late = first < loaded_first
  const ends_early = next - first < Math.min(MIN_NIGHTS_AHEAD, profiles[profile].nights)
  if (!starts_late && !ends_early) return 'unchanged'
  // A clock set back, or another `VACANCY_TODAY`: without these nights every search for them would be sold out.
  if (starts_late) await copyNights(client, options, first, loaded_first)
  if (ends_early) {
    await client.query(sql.delete_nights_before, [today])
    // A database that slept longer than its window has no night left: the past between is not needed.
    await copyNights(client, options, Math.max(next, first), until)
  }
  await client.query(sql.move_dataset_window, [today, dateText(Math.max(next, ends_early ? until : 0) - 1)])
  return 'extended'
}

async function copyCatalogue(client: PoolClient, { profile, seed: number }: SeedOptions): Promise<void> {
  await copyText(client, sql.copy_destinations, function* () {
    for (const d of destinations(profile)) {
      const rate = rateOf(d.currency)
      yield [
        d.destination_id,
        d.name,
        foldName(d.name),
        d.country_code,
        d.country,
        d.population,
        d.lat,
        d.lng,
        lngScale(d.lat),
        d.currency,
        rate,
        d.hotel_count,
      ]
    }
  })
  await copyText(client, sql.copy_hotels, function* () {
    for (const h of hotels({ profile, seed: number })) {
      yield [
        h.hotel_id,
        h.id,
        h.destination_id,
        h.name,
        h.stars,
        h.rating_tenths,
        h.review_count,
        h.score,
        h.lat,
        h.lng,
        h.address,
        h.description,
        h.amenities,
        h.currency,
        rateOf(h.currency),
        h.check_in_from,
        h.check_out_until,
      ]
    }
  })
  await copyText(client, sql.copy_room_types, function* () {
    for (const h of hotels({ profile, seed: number })) {
      for (const r of h.room_types) {
        yield [
          r.room_type_id,
          r.id,
          h.hotel_id,
          r.name,
          r.beds,
          r.size_m2,
          r.max_adults,
          r.capacity,
          r.rooms,
          r.breakfast_included,
          r.cancellation_policy,
        ]
      }
    }
  })
}

function rateOf(currency: string): number {
  const rate = micro_euros_per_minor[currency]
  if (rate === undefined) throw new Error(`the dataset has no reference rate for ${currency}`)
  return rate
}

/** COPY in text form: for the small tables, where clarity is worth more than speed. */
async function copyText(
  client: PoolClient,
  statement: string,
  rows: () => Iterable<readonly (string | number | boolean)[]>,
) {
  function* chunks() {
    let chunk = ''
    for (const row of rows()) {
      chunk += `${row.map(escapeField).join('\t')}\n`
      if (chunk.length > CHUNK_BYTES) {
        yield chunk
        chunk = ''
      }
    }
    yield chunk
  }
  await copy(client, statement, chunks())
}

const CHUNK_BYTES = 131_072

const escapeField = (value: string | number | boolean) =>
  typeof value === 'string'
    ? value.replaceAll('\\', '\\\\').replaceAll('\t', ' ').replaceAll('\n', ' ')
    : String(value)

/** COPY in binary form: millions of rows, and PostgreSQL need not parse a date in each. */
async function copyNights(
  client: PoolClient,
  options: SeedOptions,
  first: number,
  until: number,
): Promise<void> {
  const { profile, seed: number, onProgress } = options
  const total = profiles[profile].hotels
  function* chunks() {
    const out = new CopyBinary(2 * CHUNK_BYTES)
    let done = 0
    for (const hotel of hotels({ profile, seed: number })) {
      for (const room_type of hotel.room_types) writeNights(out, number, hotel, room_type, first, until)
      if (out.length > CHUNK_BYTES) yield out.take()
      onProgress?.(++done, total)
    }
    yield out.end()
  }
  await copy(client, sql.copy_room_nights, chunks())
}

/**
 * A pipeline, because it does the three things that are easily forgotten: it waits while the connection is busy, it
 * ends the COPY when the source fails (a COPY left open would swallow the rollback), and it fails when the server does.
 */
async function copy(
  client: PoolClient,
  statement: string,
  chunks: Iterable<string | Uint8Array>,
): Promise<void> {
  await pipeline(Readable.from(chunks, { objectMode: true }), client.query(copyFrom(statement)))
}

function writeNights(
  out: CopyBinary,
  number: number,
  hotel: DatasetHotel,
  room_type: DatasetHotel['room_types'][number],
  first: number,
  until: number,
) {
  const count = until - first
  const nights = roomNights({ seed: number, hotel, room_type, first_day: first, count })
  for (let i = 0; i < count; i++) {
    out.row(6)
    out.int4(room_type.room_type_id)
    out.date(first + i)
    out.int4(nights.price[i] ?? 0)
    out.int2(nights.free[i] ?? 0)
    out.int2(nights.min_stay[i] ?? 1)
    out.bool(nights.closed_to_arrival[i] === 1)
  }
}
