/** The SQL search against the naive oracle: random catalogues with every restriction, random queries, whole walks of pages. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Pool } from 'pg'
import { databasePool, kyselyOver } from '#lib/database'
import { addDays } from '#lib/dates'
import { migrate } from '#lib/migrate'
import { testDatabase } from '#lib/test/database'
import { searchAnswer } from './answer.ts'
import { amenities, type SearchParams, sorts } from './contract.ts'
import { lngScale } from './geo.ts'
import { migrations } from './migrations/index.ts'
import { type Catalogue, type OracleOffer, oracleSearch } from './oracle.ts'
import { searchQuery } from './search.ts'
import { type SearchRow, searchStatement } from './sql.ts'

const TODAY = '2026-11-23'
const NIGHTS = 24
const QUERIES = 4_500

const DESTINATIONS = [
  { destination_id: 1, lat: 47.55, lng: 7.59, micro_euros_per_minor: 10_600 },
  { destination_id: 2, lat: 47.75, lng: 7.34, micro_euros_per_minor: 10_000 },
  { destination_id: 3, lat: -17.8, lng: 179.95, micro_euros_per_minor: 6_100 },
  { destination_id: 4, lat: 0.3, lng: -179.98, micro_euros_per_minor: 9_200 },
  { destination_id: 5, lat: 10, lng: 10, micro_euros_per_minor: 23 },
]

/** Small integers from a seed, so that ties, sold-out nights and gaps are common. */
function random(seed: number) {
  let state = seed >>> 0
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function makeCatalogue(seed: number): Catalogue {
  const pick = random(seed)
  let room_type_id = 0
  const hotels = Array.from({ length: 150 }, (_, i) => {
    const home = DESTINATIONS[pick(4)] ?? DESTINATIONS[0]
    if (home === undefined) throw new Error('no destination')
    // Every tenth is a few metres from the centre, where the edge of the smallest circles is.
    const spread = i % 10 === 0 ? 4 : 2_000
    const shift = () => (pick(spread) - spread / 2) / 10_000
    const lng = home.lng + shift()
    return {
      hotel_id: i + 1,
      destination_id: home.destination_id,
      stars: 1 + pick(5),
      rating_tenths: 60 + pick(8),
      review_count: pick(4),
      score: pick(10),
      lat: home.lat + shift(),
      lng: lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng,
      amenities: pick(2 ** amenities.length) | pick(2 ** amenities.length),
      micro_euros_per_minor: home.micro_euros_per_minor,
      room_types: Array.from({ length: 1 + pick(4) }, () => ({
        room_type_id: ++room_type_id,
        max_adults: 1 + pick(3),
        capacity: 3 + pick(3),
        nights: new Map(
          Array.from({ length: NIGHTS }, (_, night) => [addDays(TODAY, night), night] as const)
            .filter(() => pick(30) > 0)
            .map(([date]) => [
              date,
              {
                price: 50 + pick(4) * 25,
                free: pick(8) === 0 ? 0 : 1 + pick(4),
                min_stay: pick(5) === 0 ? 1 + pick(4) : 1,
                closed_to_arrival: pick(9) === 0,
              },
            ]),
        ),
      })),
    }
  })
  return { destinations: DESTINATIONS, hotels }
}

async function store(pool: Pool, { destinations, hotels }: Catalogue): Promise<void> {
  const insert = (table: string, rows: object[]) =>
    pool.query(
      `${'insert'} into search.${table} select * from json_populate_recordset(null::search.${table}, $1)`,
      [JSON.stringify(rows)],
    )
  await pool.query('truncate search.room_nights, search.room_types, search.hotels, search.destinations')
  const named = {
    name: 'N',
    name_folded: 'n',
    country_code: 'XX',
    country: 'X',
    population: 1,
    currency: 'XXX',
    hotel_count: 1,
  }
  await insert(
    'destinations',
    destinations.map((one) => ({ ...named, ...one, lng_scale: lngScale(one.lat) })),
  )
  const texts = {
    name: 'H',
    address: 'A',
    description: 'D',
    currency: 'XXX',
    check_in_from: '15:00',
    check_out_until: '11:00',
  }
  await insert(
    'hotels',
    hotels.map((one) => ({ ...texts, ...one, id: `h${one.hotel_id}` })),
  )
  const types = hotels.flatMap((hotel) =>
    hotel.room_types.map((type) => ({ ...type, hotel_id: hotel.hotel_id })),
  )
  const rest = {
    name: 'R',
    beds: 'B',
    size_m2: 20,
    rooms: 5,
    breakfast_included: false,
    cancellation_policy: 'flexible',
  }
  await insert(
    'room_types',
    types.map(({ nights: _, ...type }) => ({ ...rest, ...type, id: `r${type.room_type_id}` })),
  )
  await insert(
    'room_nights',
    types.flatMap((type) =>
      [...type.nights].map(([night, values]) => ({ room_type_id: type.room_type_id, night, ...values })),
    ),
  )
}

const optional = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values })
const place = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 2, 3, 4, 5, 99).map((id) => ({ destination_id: `geo_${id}` })) },
  {
    weight: 2,
    arbitrary: fc.record({
      lat: fc.constantFrom(47.55, 47.6, 47.75, -17.8, 0.3, 89.99),
      lng: fc.constantFrom(7.59, 7.4, 179.95, -179.98, 180, -180),
      radius_km: fc.constantFrom(0.0001, 0.011, 0.022, 0.5, 5, 20, 40, 100),
    }),
  },
)
const params: fc.Arbitrary<SearchParams> = fc
  .record({
    place,
    from: fc.integer({ min: 0, max: NIGHTS + 2 }),
    nights: fc.integer({ min: 1, max: 7 }),
    adults: fc.integer({ min: 1, max: 5 }),
    children: fc.integer({ min: 0, max: 3 }),
    rooms: fc.integer({ min: 1, max: 3 }),
    prices: optional(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }))),
    stars: optional(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1 })),
    amenities: optional(fc.uniqueArray(fc.constantFrom(...amenities), { minLength: 1, maxLength: 3 })),
    sort: fc.constantFrom(...sorts),
    limit: fc.constantFrom(1, 2, 3, 7, 50),
  })
  .map(({ place, from, nights, prices, rooms, adults, stars, amenities, ...rest }) => ({
    ...place,
    ...rest,
    check_in: addDays(TODAY, from),
    check_out: addDays(TODAY, from + nights),
    adults: Math.max(adults, rooms),
    rooms,
    ...(prices ? { min_price: Math.min(...prices), max_price: Math.max(...prices) } : {}),
    ...(stars ? { stars } : {}),
    ...(amenities ? { amenities } : {}),
  }))

describe('search by SQL', () => {
  let pool: Pool
  let database: Awaited<ReturnType<typeof testDatabase>>
  beforeAll(async () => {
    database = await testDatabase({})
    pool = databasePool({ url: database.url, size: 4, name: 'property' })
    await pool.query('create schema search')
    await migrate(kyselyOver<unknown>(pool), 'search', migrations)
  }, 30_000)
  afterAll(async () => {
    await pool?.end()
    await database?.drop()
  })

  /** Every page of a query, followed by its cursors to the end. */
  async function walk(asked: SearchParams): Promise<{ offers: OracleOffer[]; total: number } | undefined> {
    const offers: OracleOffer[] = []
    let total = 0
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = searchQuery({ ...asked, ...(cursor === undefined ? {} : { cursor }) }, TODAY)
      const { rows } = await pool.query<SearchRow>(searchStatement(query))
      const answer = searchAnswer(query, rows)
      if (answer === undefined) return undefined
      total = answer.total
      cursor = answer.next_cursor
      for (const { id, offer, distance_m } of answer.data) {
        offers.push({
          hotel_id: Number(id.slice(1)),
          room_type_id: Number(offer.room_type_id.slice(1)),
          total: offer.total.amount,
          rooms_left: offer.rooms_left,
          distance_m,
        })
      }
      if (offers.length > 1_000) throw new Error('the cursors do not end')
    }
    return { offers, total }
  }

  for (const seed of [1, 2, 3]) {
    test(`agrees with the oracle on catalogue ${seed}`, async () => {
      const catalogue = makeCatalogue(seed)
      await store(pool, catalogue)
      let matched = 0
      await fc.assert(
        fc.asyncProperty(params, async (asked) => {
          const expected = oracleSearch(catalogue, searchQuery(asked, TODAY))
          const found = await walk(asked)
          expect(found?.offers).toEqual(expected)
          if (found) expect(found.total).toBe(found.offers.length)
          matched += found?.offers.length ?? 0
        }),
        { numRuns: QUERIES / 3, seed },
      )
      // Agreement on nothing but empty answers would prove nothing.
      expect(matched).toBeGreaterThan(QUERIES / 2)
    }, 60_000)
  }
})
