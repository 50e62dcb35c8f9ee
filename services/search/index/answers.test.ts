/** The index over the loaded dataset against SQL over the same: the same bytes for everything that can be asked. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Pool } from 'pg'
import { readConfig } from '#lib/config'
import { databasePool } from '#lib/database'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { queryString } from '#lib/transport'
import { searchAnswer } from '../answer.ts'
import { amenities, type SearchAnswer, type SearchParams, sorts } from '../contract.ts'
import { searchQuery } from '../search.ts'
import { prepare } from '../service.ts'
import { type SearchRow, searchStatement } from '../sql.ts'
import { ByteWriter } from './fragments.ts'
import { type Index, loadIndex } from './load.ts'

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
  index = await loadIndex(pool)
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
    sort: some(sorts) ?? 'price',
    limit: 1 + random.below(30),
  }
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
      const expected = searchAnswer(query, rows)
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

test('numbers as JSON writes them', () => {
  const writer = new ByteWriter(1)
  const numbers = [0, 1, 9, 10, 11, 99, 100, 12_345, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, -1, -10]
  for (const number of numbers) {
    writer.reset()
    writer.integer(number)
    expect(new TextDecoder().decode(writer.copy())).toBe(JSON.stringify(number))
  }
})
