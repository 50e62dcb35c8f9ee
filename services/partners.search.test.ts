/** Searches with partners over HTTP: the service with its index, and the partners' stand-in. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import Ajv from 'ajv'
import { partner_names, readConfig } from '#lib/config'
import { addDays } from '#lib/dates'
import { logger } from '#lib/log'
import { freePort } from '#lib/ports'
import { type RunningServer, serve } from '#lib/server'
import type { Service } from '#lib/service'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { eventually } from '#lib/test/processes'
import { queryString } from '#lib/transport'
import {
  type HotelOffer,
  MergedSearchAnswer,
  type PartnerHotelOffer,
  type SearchAnswer,
} from './search/contract.ts'
import { encodeCursor } from './search/cursor.ts'
import { distance_m, lngScale } from './search/geo.ts'
import { build, prepare } from './search/service.ts'
import type { Manner } from './stand-ins/partner-hotels/contract.ts'
import { build as buildPartners } from './stand-ins/partner-hotels/service.ts'

const TODAY = '2026-11-23'
const clock = () => new Date(`${TODAY}T12:00:00Z`)
const config = readConfig({ VACANCY_PROFILE: 'tiny', VACANCY_RATE_LIMIT: '0', VACANCY_POOL_SIZE: '2' })
const template = {
  name: 'search',
  key: JSON.stringify({ TODAY, profile: config.profile, seed: config.seed }),
  prepare: (database_url: string) => prepare({ config, clock, database_url }),
}
const log = logger({ service: 'search', level: 'silent' })

let database: TestDatabase
let partners: RunningServer
let api: Service
beforeAll(async () => {
  database = await testDatabase({ template })
  partners = serve(await buildPartners({ config, log }), {
    ...{ host: '127.0.0.1', port: await freePort(), grace_ms: 100, log },
  })
  api = build({
    config: {
      ...config,
      partners: Object.fromEntries(partner_names.map((name) => [name, `${partners.url}/${name}`])),
    },
    ...{ clock, log, database_url: database.url, secret: 'only-for-this-test-0123456789-0123456789' },
    transport: () => () => Promise.reject(new Error('search follows nobody here')),
    subscribers: () => [],
    services: [],
  })
  // Tests ask much in one turn.
  api.shedding.off()
  await eventually('the index is loaded', 10_000, () =>
    api.ready().then(
      () => true,
      () => false,
    ),
  )
}, 30_000)
afterAll(async () => {
  await api?.close()
  await partners?.stop()
  await database?.drop()
})
const all = (manner: Manner) =>
  Promise.all(
    partner_names.map((name) =>
      fetch(`${partners.url}/admin/partners/${name}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ manner }),
      }),
    ),
  )
beforeEach(() => all('fair'))

type Params = Record<string, string | number>
const stay = { check_in: addDays(TODAY, 14), check_out: addDays(TODAY, 17) }
const paris = { destination_id: 'geo_2988507', ...stay }
const ask = (params: Params) => api.handle(new Request(`http://search/v1/search${queryString(params)}`))
const ajv = new Ajv({ strict: false, allErrors: true })

async function search(params: Params): Promise<MergedSearchAnswer> {
  const response = await ask({ ...params, partners: 'true' })
  const body: unknown = await response.json()
  ajv.validate(MergedSearchAnswer, body)
  expect({ status: response.status, errors: ajv.errors ?? [] }).toEqual({ status: 200, errors: [] })
  return body as MergedSearchAnswer
}
const alone = async (params: Params) => (await (await ask(params)).json()) as SearchAnswer
const isOurs = (hotel: HotelOffer | PartnerHotelOffer): hotel is HotelOffer => !('partner' in hotel)

async function pages(params: Params) {
  const data: (HotelOffer | PartnerHotelOffer)[] = []
  let total = 0
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await search({ ...params, ...(cursor ? { cursor } : {}) })
    data.push(...page.data)
    total = page.total
    cursor = page.next_cursor
  }
  return { data, total }
}

test.each(['price', 'distance', 'rating', 'recommended'])(
  'own and theirs are one list in the order of %s',
  async (sort) => {
    const whole = await search({ ...paris, sort, limit: 100 })
    const own = await alone({ ...paris, sort, limit: 100 })
    expect(whole.next_cursor).toBeNull()
    expect(whole.data.filter(isOurs)).toEqual(own.data)
    const theirs = whole.data.filter((hotel) => !isOurs(hotel))
    expect(theirs.length).toBeGreaterThan(5)
    expect(whole.total).toBe(own.total + theirs.length)
    expect(whole.partners?.map(({ partner, status }) => `${partner} ${status}`)).toEqual(
      partner_names.map((name) => `${name} ok`),
    )
    expect(whole.partners?.reduce((sum, { hotels }) => sum + hotels, 0)).toBe(theirs.length)
    const key = (hotel: (typeof whole.data)[number]) =>
      sort === 'price' ? hotel.offer.total.amount : sort === 'distance' ? hotel.distance_m : -hotel.rating
    const keys = whole.data.map(key)
    if (sort !== 'recommended') expect(keys).toEqual(keys.toSorted((a, b) => a - b))
    else expect(whole.data.findIndex((hotel) => !isOurs(hotel))).toBe(own.data.length)
  },
)

test.each([1, 3, 7])('pages of %d are the whole, nothing lost and nothing twice', async (limit) => {
  for (const sort of ['price', 'rating']) {
    const whole = await search({ ...paris, sort, limit: 100 })
    const { data, total } = await pages({ ...paris, sort, limit })
    expect(data).toEqual(whole.data)
    expect(total).toBe(data.length)
  }
})

test('a house that we have for the stay ourselves is not told twice, one that we have not is', async () => {
  const { data } = await search({ ...paris, limit: 100 })
  const own = data.filter(isOurs)
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/\b(the|hotel)\b/g, '')
      .replace(/\s+/g, ' ')
      .trim()
  const names = new Set(own.map(({ name }) => plain(name)))
  for (const hotel of data) {
    if (isOurs(hotel) || !names.has(plain(hotel.name))) continue
    const same = own.find(({ name }) => plain(name) === plain(hotel.name))
    const centre = { ...hotel.location, lng_scale: lngScale(hotel.location.lat) }
    expect(distance_m(centre, same?.location ?? { lat: 0, lng: 0 })).toBeGreaterThan(150)
  }
  // Two partners have a house of one name in two places, and none in one.
  const theirs = data.filter((hotel) => !isOurs(hotel))
  for (const [name, houses] of Map.groupBy(theirs, (hotel) => plain(hotel.name))) {
    for (const [i, one] of houses.entries()) {
      const centre = { ...one.location, lng_scale: lngScale(one.location.lat) }
      for (const other of houses.slice(i + 1))
        expect([name, distance_m(centre, other.location) > 150]).toEqual([name, true])
    }
  }
  // Where ours is too dear for who asks, a partner's offer of the same house is told.
  let told = 0
  for (const { offer } of own) {
    const max_price = offer.total.amount - 1
    const cheaper = await search({ ...paris, limit: 100, max_price })
    told += cheaper.data.filter((hotel) => !isOurs(hotel) && names.has(plain(hotel.name))).length
  }
  expect(told).toBeGreaterThan(0)
})

test('filters hold for partners, too; what they do not tell is not assumed', async () => {
  const some = await search({ ...paris, stars: '4,5', min_price: 30_000, max_price: 90_000, limit: 100 })
  expect(some.data.some((hotel) => !isOurs(hotel))).toBe(true)
  for (const { stars, offer } of some.data) {
    expect([4, 5]).toContain(stars)
    expect(offer.total.amount).toBeGreaterThanOrEqual(30_000)
    expect(offer.total.amount).toBeLessThanOrEqual(90_000)
  }
  expect((await search({ ...paris, amenities: 'wifi', limit: 100 })).data.every(isOurs)).toBe(true)
  const circle = { lat: 47.5584, lng: 7.5733, radius_km: 8, ...stay, limit: 100 }
  for (const { distance_m } of (await search(circle)).data) expect(distance_m).toBeLessThanOrEqual(8_000)
})

test.each(['broken', 'hangs', 'nonsense', 'endless'] as const)(
  'with every partner %s the own hotels are all there, and the answer says why there are no more',
  async (manner) => {
    await all(manner)
    const later = { ...paris, check_in: addDays(TODAY, 20), check_out: addDays(TODAY, 22 + manner.length) }
    const { data, partners } = await search({ ...later, limit: 100 })
    expect(data.filter(isOurs)).toEqual((await alone({ ...later, limit: 100 })).data)
    const status = ({ broken: 'error', hangs: 'timeout', nonsense: 'ok', endless: 'error' } as const)[manner]
    expect(partners?.map((one) => one.status)).toEqual(partner_names.map(() => status))
  },
)

test('cursors of one kind are refused by the other, and so is what makes no sense', async () => {
  const refusal = async (params: Params) => {
    const response = await ask(params)
    const { code, errors = [] } = (await response.json()) as {
      code: string
      errors?: { field: string; code: string }[]
    }
    return [response.status, code, ...errors.map((one) => `${one.field} ${one.code}`)].join(' ')
  }
  const { next_cursor } = await search({ ...paris, limit: 1 })
  const cursor = next_cursor ?? ''
  expect(await refusal({ ...paris, limit: 1, cursor })).toBe('400 cursor_invalid cursor invalid')
  expect(await refusal({ ...paris, partners: 'true', sort: 'price', cursor })).toBe(
    '400 cursor_mismatch cursor mismatch',
  )
  const own = encodeCursor('abc', { key: 1, hotel_id: 1 })
  for (const bad of [own, 'x', cursor.slice(1), `${cursor}x`])
    expect(await refusal({ ...paris, partners: 'true', cursor: bad })).toBe(
      '400 cursor_invalid cursor invalid',
    )
  expect(await refusal({ ...paris, partners: 'yes' })).toBe('422 validation_failed partners enum')
  expect(await refusal({ ...paris, partners: 'true', engine: 'sql' })).toBe(
    '422 validation_failed engine conflict',
  )
  expect(await refusal({ ...stay, partners: 'true', destination_id: 'geo_1' })).toBe(
    '404 unknown_destination',
  )
})
