/** The SQL search against the naive oracle: random catalogues with every restriction, random queries, whole walks of pages. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Pool } from 'pg'
import { databasePool, kyselyOver } from '#lib/database'
import { migrate } from '#lib/migrate'
import { testDatabase } from '#lib/test/database'
import { searchAnswer } from './answer.ts'
import type { SearchParams } from './contract.ts'
import { lngScale } from './geo.ts'
import { migrations } from './migrations/index.ts'
import { type Catalogue, type OracleOffer, oracleSearch } from './oracle.ts'
import { makeCatalogue, params, TODAY } from './random.ts'
import { searchQuery } from './search.ts'
import { type SearchRow, searchStatement } from './sql.ts'

const QUERIES = 4_500

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
