/** Brings the index from the service's database into memory. */
import type { Pool } from 'pg'
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
}

/** Room types whose nights are fetched at once: some megabytes. */
const BATCH = 500

/** `cache_bytes`: how much of the answers given is kept; 0 keeps none. */
export async function loadIndex(
  pool: Pick<Pool, 'query'>,
  { cache_bytes }: { cache_bytes: number },
): Promise<Index> {
  const [dataset] = (await pool.query<sql.DatasetRow>(sql.read_dataset)).rows
  if (dataset === undefined) throw new Error('the database has no dataset')
  const destinations = (
    await pool.query<sql.DestinationRow & { micro_euros_per_minor: number }>(sql.index_destinations)
  ).rows
  const rows = (await pool.query<sql.IndexHotelRow>(sql.index_hotels)).rows
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
  await loadNights(pool, catalogue, nights, dataset.first_night)
  const position = new Map<number, number>()
  for (const [i, id] of catalogue.room_type_ids.entries()) position.set(id, i)
  const index = indexOf({ catalogue, nights, destinations, cache_bytes })
  for (const row of rows) index.answers.describe(position.get(row.room_type_id) ?? 0, row)
  return index
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
  pool: Pick<Pool, 'query'>,
  catalogue: Catalogue,
  nights: Nights,
  first_night: string,
): Promise<void> {
  const position = new Map<number, number>()
  for (const [i, id] of catalogue.room_type_ids.entries()) position.set(id, i)
  const ids = [...catalogue.room_type_ids].sort((a, b) => a - b)
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
