/** Brings the index from the service's database into memory. */
import type { Pool, PoolClient } from 'pg'
import { dayNumber } from '#lib/dates'
import * as sql from '../sql.ts'
import { Answers } from './answers.ts'
import { AnswerCache } from './cache.ts'
import { Catalogue, type HotelFacts, type RoomTypeFacts } from './catalogue.ts'
import { Engine } from './engine.ts'
import { Nights } from './nights.ts'

export interface Index {
  readonly catalogue: Catalogue
  readonly nights: Nights
  readonly engine: Engine
  readonly answers: Answers
  readonly cache: AnswerCache | undefined
  /** For following the inventory; of an index from the database. */
  readonly inventory?: {
    /** Up to where in the feed the nights were true when they were loaded; null: of no place in it. */
    readonly cursor: string | null
    /** Position of a room type by its public id. */
    readonly room_types: ReadonlyMap<string, number>
  }
}

/** Room types whose nights are fetched at once: some megabytes. */
const BATCH = 500

interface LoadOptions {
  /** How much of the answers given is kept; 0 keeps none. */
  cache_bytes: number
}

/** All from one snapshot: nights that are of another moment than the cursor would stay wrong. */
export async function loadIndex(pool: Pick<Pool, 'connect'>, options: LoadOptions): Promise<Index> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const index = await load(client, options)
    await client.query('commit')
    client.release()
    return index
  } catch (error) {
    // Whatever state the connection is in, nobody else should meet it.
    client.release(true)
    throw error
  }
}

async function load(pool: Pick<PoolClient, 'query'>, { cache_bytes }: LoadOptions): Promise<Index> {
  const [dataset] = (await pool.query<sql.DatasetRow>(sql.read_dataset)).rows
  if (dataset === undefined) throw new Error('the database has no dataset')
  const destinations = (
    await pool.query<sql.DestinationRow & { micro_euros_per_minor: number }>(sql.index_destinations)
  ).rows
  const rows = (await pool.query<sql.IndexHotelRow>(sql.index_hotels)).rows
  const [followed] = (await pool.query<{ cursor: string | null }>(sql.read_inventory_cursor)).rows
  const catalogue = new Catalogue(destinations, hotelsOf(rows))
  const first_day = dayNumber(dataset.first_night)
  const nights = new Nights({
    destinations: catalogue.destinations.length,
    hotels: catalogue.hotel_count,
    room_types: catalogue.room_type_count,
    nights: dayNumber(dataset.last_night) - first_day + 1,
    first_day,
  })
  nights.destination_of.set(catalogue.destination_of)
  const position = new Map<number, number>()
  for (const [i, id] of catalogue.room_type_ids.entries()) position.set(id, i)
  await loadNights(pool, position, nights, dataset.first_night)
  const index = indexOf({ catalogue, nights, destinations, cache_bytes })
  const room_types = new Map<string, number>()
  for (const row of rows) {
    const at = position.get(row.room_type_id) ?? 0
    index.answers.describe(at, row)
    room_types.set(row.room_type_public_id, at)
  }
  return { ...index, inventory: { cursor: followed?.cursor ?? null, room_types } }
}

/** Everything but the descriptions. */
export function indexOf(parts: {
  catalogue: Catalogue
  nights: Nights
  destinations: readonly { destination_id: number; currency: string }[]
  cache_bytes: number
}): Index {
  const { catalogue, nights, destinations, cache_bytes } = parts
  const currency_of = new Map(destinations.map((one) => [one.destination_id, one.currency]))
  const currencies = catalogue.destinations.map((one) => currency_of.get(one.destination_id) ?? '')
  return {
    catalogue,
    nights,
    engine: new Engine(catalogue, nights),
    answers: new Answers(catalogue, nights, currencies),
    cache: cache_bytes === 0 ? undefined : new AnswerCache(nights, cache_bytes),
  }
}

function hotelsOf(rows: readonly sql.IndexHotelRow[]): HotelFacts[] {
  const hotels = new Map<number, HotelFacts & { room_types: RoomTypeFacts[] }>()
  for (const row of rows) {
    const { room_type_id, max_adults, capacity } = row
    const hotel = hotels.get(row.hotel_id) ?? { ...row, room_types: [] }
    hotel.room_types.push({ room_type_id, max_adults, capacity })
    hotels.set(row.hotel_id, hotel)
  }
  return [...hotels.values()]
}

async function loadNights(
  pool: Pick<PoolClient, 'query'>,
  position: ReadonlyMap<number, number>,
  nights: Nights,
  first_night: string,
): Promise<void> {
  const ids = [...position.keys()].sort((a, b) => a - b)
  for (let at = 0; at < ids.length; at += BATCH) {
    const values = [ids[at], (ids[Math.min(at + BATCH, ids.length) - 1] ?? 0) + 1, first_night]
    const { rows } = await pool.query<sql.IndexNightsRow>({
      name: 'index_nights',
      text: sql.index_nights,
      values,
    })
    for (const row of rows) {
      const room_type = position.get(row.room_type_id)
      if (room_type !== undefined) nights.fill(room_type, row)
    }
  }
}
