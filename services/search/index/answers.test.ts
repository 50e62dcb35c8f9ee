/** The index over the loaded dataset against SQL over the same: the same bytes for everything that can be asked. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Pool } from 'pg'
import { readConfig } from '#lib/config'
import { databasePool } from '#lib/database'
import { Random } from '#lib/dataset/random'
import { addDays, dayNumber } from '#lib/dates'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { queryString } from '#lib/transport'
import { availability, facetsOf, searchAnswer } from '../answer.ts'
import { calendarQuery, recommendationQuery } from '../calendar.ts'
import {
  amenities,
  type CalendarAnswer,
  type RecommendationsAnswer,
  recommendation_orders,
  type SearchAnswer,
  type SearchParams,
  sorts,
} from '../contract.ts'
import { distance_m, lngScale } from '../geo.ts'
import { facetQuery, type SearchQuery, searchQuery } from '../search.ts'
import { prepare } from '../service.ts'
import { type AvailabilityRow, availabilityStatement, type SearchRow, searchStatement } from '../sql.ts'
import { readStay } from '../stay.ts'
import { indexOfDatasetApart } from './apart.ts'
import { AnswerCache } from './cache.ts'
import { ByteWriter } from './fragments.ts'
import { type Index, loadIndex } from './load.ts'
import { recommend } from './recommendations.ts'
import { keep, keptAnswer, makeSearch } from './serve.ts'

const TODAY = '2026-11-23'
const QUERIES = 600
const config = readConfig({ VACANCY_PROFILE: 'tiny' })
const template = {
  name: 'search',
  key: JSON.stringify({ TODAY, profile: config.profile, seed: config.seed }),
  prepare: (database_url: string) =>
    prepare({ config, clock: () => new Date(`${TODAY}T12:00:00Z`), database_url }),
}

let database: TestDatabase
let pool: Pool
let index: Index
beforeAll(async () => {
  database = await testDatabase({ template })
  pool = databasePool({ url: database.url, size: 2, name: 'answers-test' })
  index = await loadIndex(pool, { cache_bytes: 0 })
}, 30_000)
afterAll(async () => {
  await pool?.end()
  await database?.drop()
})

function randomParams(random: Random, destinations: readonly number[]): SearchParams {
  const some = <T>(values: readonly T[]) => values[random.below(values.length)]
  const check_in = addDays(TODAY, random.below(40))
  const point = random.chance(250)
  return {
    ...(point
      ? { lat: 48.8 + random.unit(), lng: 2 + random.unit(), radius_km: 1 + random.below(90) }
      : { destination_id: `geo_${some(destinations) ?? 1}` }),
    check_in,
    check_out: addDays(check_in, 1 + random.below(6)),
    adults: 2 + random.below(3),
    children: random.below(2),
    rooms: 1 + random.below(2),
    ...(random.chance(300) ? { stars: [3, 4, 5] } : {}),
    ...(random.chance(300) ? { amenities: [some(amenities) ?? 'wifi'] } : {}),
    ...(random.chance(300) ? { min_price: 10_000, max_price: 60_000 } : {}),
    ...(random.chance(200) ? { facets: 'true' as const } : {}),
    sort: some(sorts) ?? 'price',
    limit: 1 + random.below(30),
  }
}

async function facets(query: SearchQuery) {
  const { rows } = await pool.query<SearchRow>(searchStatement(facetQuery(query)))
  const place = await pool.query<{ micro_euros_per_minor: number }>(
    'select micro_euros_per_minor from search.destinations where currency = $1',
    [rows[0]?.place_currency],
  )
  return facetsOf(query, rows, place.rows[0]?.micro_euros_per_minor ?? 1)
}

test('answers as SQL does, byte for byte, page by page', async () => {
  const random = new Random(3, 0x1dea)
  const destinations = [...index.catalogue.destinations.map((one) => one.destination_id), 1]
  let hotels = 0
  for (let i = 0; i < QUERIES; i++) {
    const params = randomParams(random, destinations)
    for (let cursor: string | null | undefined, pages = 0; cursor !== null && pages < 4; pages++) {
      const query = searchQuery({ ...params, ...(cursor ? { cursor } : {}) }, TODAY)
      const { rows } = await pool.query<SearchRow>(searchStatement(query))
      const expected = searchAnswer(query, rows, query.facets ? await facets(query) : undefined)
      const page = index.engine.search(query)
      const found =
        page === undefined ? undefined : new TextDecoder().decode(index.answers.search(query, page))
      expect({ asked: queryString(params as never), found }).toEqual({
        asked: queryString(params as never),
        found: expected === undefined ? undefined : JSON.stringify(expected),
      })
      hotels += expected?.data.length ?? 0
      cursor = (expected as SearchAnswer | undefined)?.next_cursor ?? null
    }
  }
  // Agreement on nothing but empty answers would prove nothing.
  expect(hotels).toBeGreaterThan(QUERIES)
}, 120_000)

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('availability as SQL has it, byte for byte', async () => {
  const random = new Random(4, 0x1dea)
  const hotels = (await pool.query<{ id: string }>('select id from search.hotels order by hotel_id')).rows
  const reasons = new Map<string | null, number>()
  for (let i = 0; i < QUERIES; i++) {
    const { id = '' } = hotels[random.below(hotels.length)] ?? {}
    // Some stays reach beyond the last night that has a rate.
    const check_in = addDays(TODAY, random.below(random.chance(100) ? 540 : 60))
    const adults = 1 + random.below(6)
    const params = {
      check_in,
      check_out: addDays(check_in, 1 + random.below(9)),
      ...{ adults, children: random.below(3), rooms: 1 + random.below(Math.min(2, adults)) },
    }
    const { stay } = readStay(params, TODAY)
    const { rows } = await pool.query<AvailabilityRow>(availabilityStatement(id, stay))
    const expected = availability(id, stay, rows)
    const found = index.answers.availability(id, index.answers.hotelAt(id) ?? -1, stay, dayNumber(check_in))
    expect(text(found)).toBe(JSON.stringify(expected))
    for (const { reason } of expected.data) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  expect(reasons.size).toBe(5)
  expect(Math.min(...reasons.values())).toBeGreaterThan(3)
}, 60_000)

interface NightRow {
  hotel: string
  room_type_id: number
  night: string
  price: number
  free: number
  min_stay: number
  closed_to_arrival: boolean
  max_adults: number
  capacity: number
}
const nightRows = async () =>
  (
    await pool.query<NightRow>(
      `select h.id as hotel, n.*, n.night::text as night, t.max_adults, t.capacity
       from search.room_nights n join search.room_types t using (room_type_id) join search.hotels h using (hotel_id)`,
    )
  ).rows

test('a calendar says what a party finds each night', async () => {
  const random = new Random(5, 0x1dea)
  const by_night = Map.groupBy(await nightRows(), ({ hotel, night }) => `${hotel} ${night}`)
  const ids = [...new Set([...by_night.keys()].map((key) => key.slice(0, 30)))]
  let [free, taken, closed] = [0, 0, 0]
  for (let i = 0; i < 200; i++) {
    const id = ids[random.below(ids.length)] ?? ''
    const from = addDays(TODAY, random.below(400))
    const to = addDays(from, 1 + random.below(60))
    const [adults, children] = [1 + random.below(5), random.below(3)]
    const rooms = 1 + random.below(Math.min(3, adults))
    const query = calendarQuery({ from, to, adults, children, rooms }, TODAY)
    const answer: CalendarAnswer = JSON.parse(
      text(index.answers.calendar(id, index.answers.hotelAt(id) ?? -1, query)),
    )
    expect(answer).toMatchObject({ hotel_id: id, from, to })
    expect(answer.data.map(({ night }) => night)).toEqual(
      Array.from({ length: query.count }, (_, day) => addDays(from, day)),
    )
    for (const { night, from_price, ...rest } of answer.data) {
      const fitting = (by_night.get(`${id} ${night}`) ?? []).filter(
        (one) =>
          one.free >= rooms && one.max_adults * rooms >= adults && one.capacity * rooms >= adults + children,
      )
      const expected = {
        rooms_left: fitting.reduce((sum, one) => sum + one.free, 0),
        min_stay: fitting.length === 0 ? 0 : Math.min(...fitting.map((one) => one.min_stay)),
        closed_to_arrival: fitting.length > 0 && fitting.every((one) => one.closed_to_arrival),
      }
      expect(rest).toEqual(expected)
      expect(from_price?.amount).toBe(
        fitting.length === 0 ? undefined : Math.min(...fitting.map((one) => one.price)) * rooms,
      )
      if (fitting.length > 0) free++
      else taken++
      if (expected.closed_to_arrival) closed++
    }
  }
  expect(Math.min(free, taken, closed)).toBeGreaterThan(5)
}, 60_000)

test('recommends the cheapest, the best rated or the nearest that have a room', async () => {
  const random = new Random(6, 0x1dea)
  const last = addDays(TODAY, 30)
  const single = (await nightRows()).filter(
    (one) =>
      one.night < last && one.free > 0 && one.min_stay === 1 && !one.closed_to_arrival && one.max_adults >= 2,
  )
  const from_price = new Map(
    [...Map.groupBy(single, ({ hotel }) => hotel)].map(([id, nights]) => [
      id,
      Math.min(...nights.map((one) => one.price)),
    ]),
  )
  interface HotelRow {
    hotel_id: number
    id: string
    lat: number
    lng: number
    rating_tenths: number
    review_count: number
    micro_euros_per_minor: number
  }
  const hotels = (await pool.query<HotelRow>('select * from search.hotels order by hotel_id')).rows
  let recommended = 0
  for (let i = 0; i < 60; i++) {
    const { lat, lng } = index.catalogue.destinations[random.below(index.catalogue.destinations.length)] ?? {
      lat: 0,
      lng: 0,
    }
    const by = recommendation_orders[i % 3] ?? 'price'
    const limit = 1 + random.below(20)
    const query = recommendationQuery({ lat, lng, by, radius_km: 1 + random.below(100), limit }, TODAY)
    const bytes = index.answers.recommendations(recommend(index.catalogue, index.nights, query))
    const { data }: RecommendationsAnswer = JSON.parse(text(bytes))
    const centre = { lat, lng, lng_scale: lngScale(lat) }
    const expected = hotels
      .map((hotel) => ({
        ...hotel,
        metres: distance_m(centre, hotel),
        price: from_price.get(hotel.id) ?? -1,
      }))
      .filter(({ metres, price }) => metres <= query.radius_m && price >= 0)
      .map(({ id, metres, price, ...hotel }) => ({
        id,
        distance_m: metres,
        amount: price,
        key: {
          price: price * hotel.micro_euros_per_minor,
          distance: metres,
          rating: -hotel.rating_tenths * 1e9 - hotel.review_count,
        }[by],
      }))
      .sort((a, b) => a.key - b.key)
      .slice(0, limit)
    expect(data.map(({ id, distance_m, from_price }) => [id, distance_m, from_price.amount])).toEqual(
      expected.map(({ id, distance_m, amount }) => [id, distance_m, amount]),
    )
    recommended += data.length
  }
  expect(recommended).toBeGreaterThan(60)
}, 60_000)

test('a kept answer is the one that would be made now, whatever has changed since', () => {
  const random = new Random(7, 0x1dea)
  const { catalogue, nights } = index
  const cached = { ...index, cache: new AnswerCache(nights, 2_000_000) }
  const destinations = catalogue.destinations.map((one) => one.destination_id)
  const asked = Array.from({ length: 60 }, () => randomParams(random, destinations))
  const [day, ...before] = [dayNumber(TODAY) + 3, nights.free.slice()]
  let [kept, made] = [0, 0]
  for (let i = 0; i < 3_000; i++) {
    const params = asked[random.below(asked.length)] as SearchParams
    const target = `/v1/search${queryString(params as never)}`
    const fresh = makeSearch(index, searchQuery(params, TODAY))
    if (fresh === undefined) throw new Error('no such destination')
    const found = keptAnswer(cached, target, TODAY)
    if (found === undefined) {
      made++
      keep(cached, target, TODAY, fresh)
    } else {
      kept++
      expect(text(found)).toBe(text(fresh.body))
    }
    if (random.chance(30)) {
      const room_type = random.below(catalogue.room_type_count)
      const night = day + random.below(30)
      nights.change(catalogue.hotel_of[room_type] ?? 0, () =>
        nights.writeFree(room_type, night, random.below(6)),
      )
    }
  }
  // For the tests after this one.
  for (const values of before) nights.free.set(values)
  expect(kept).toBeGreaterThan(1_000)
  expect(made).toBeGreaterThan(asked.length + 50)
  // Tomorrow some stays are in the past.
  const today = asked.find((params) => keptAnswer(cached, `/v1/search${queryString(params as never)}`, TODAY))
  expect(today).toBeDefined()
  const target = `/v1/search${queryString(today as never)}`
  expect(keptAnswer(cached, target, addDays(TODAY, 1))).toBeUndefined()
})

test('only so much is kept', () => {
  const cache = new AnswerCache(index.nights, 100_000)
  const made = { body: new Uint8Array(5_000), place: 0, version: index.nights.versionOf(0) }
  for (let i = 0; i < 1_000; i++) cache.set(`/${i}`, TODAY, made)
  const kept = Array.from({ length: 1_000 }, (_, i) => cache.get(`/${i}`, TODAY)).filter(Boolean)
  expect(kept.length).toBeGreaterThan(10)
  expect(kept.length).toBeLessThanOrEqual(20)
  cache.set('/large', TODAY, { ...made, body: new Uint8Array(50_000) })
  expect(cache.get('/large', TODAY)).toBeUndefined()
})

test('straight from the dataset it is the same, and handed over by another thread, too', async () => {
  const { profile, seed } = config
  const other = await indexOfDatasetApart({ profile, seed, first_day: dayNumber(TODAY) })
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    Buffer.from(buffer, byteOffset, byteLength)
  for (const column of ['sums', 'free', 'rules', 'destination_of'] as const)
    expect(bytes(other.nights[column]).equals(bytes(index.nights[column]))).toBe(true)
  const random = new Random(8, 0x1dea)
  const destinations = index.catalogue.destinations.map((one) => one.destination_id)
  const bodies = ({ catalogue, nights, answers, ...rest }: Index, query: SearchQuery, id: string) => {
    const hotel = answers.hotelAt(id) ?? -1
    const { lat, lng } = catalogue.destinations[0] ?? { lat: 0, lng: 0 }
    const near = recommendationQuery({ lat, lng, by: 'price', limit: 20, radius_km: 100 }, TODAY)
    const search = makeSearch({ catalogue, nights, answers, ...rest }, query)?.body
    const availability = answers.availability(id, hotel, query, dayNumber(query.check_in))
    const recommended = answers.recommendations(recommend(catalogue, nights, near))
    return [search ?? new Uint8Array(), availability, recommended].map(text)
  }
  const { rows } = await pool.query<{ id: string }>('select id from search.hotels order by hotel_id')
  for (let i = 0; i < 200; i++) {
    const query = searchQuery(randomParams(random, destinations), TODAY)
    const { id = '' } = rows[random.below(rows.length)] ?? {}
    expect(bodies(other, query, id)).toEqual(bodies(index, query, id))
  }
})

test('numbers as JSON writes them', () => {
  const writer = new ByteWriter(1)
  const numbers = [0, 1, 9, 10, 11, 99, 100, 12_345, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, -1, -10]
  for (const number of numbers) {
    writer.reset()
    writer.integer(number)
    expect(new TextDecoder().decode(writer.copy())).toBe(JSON.stringify(number))
  }
})
