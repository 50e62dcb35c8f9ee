/** The routes over a real database: what is refused and how, and that the answers of two routes agree. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { TSchema } from '@sinclair/typebox'
import Ajv from 'ajv'
import type { Pool } from 'pg'
import { readConfig } from '#lib/config'
import { databasePool } from '#lib/database'
import { addDays } from '#lib/dates'
import { foldName } from '#lib/fold'
import { logger } from '#lib/log'
import { ProblemDetails } from '#lib/problem'
import type { Service } from '#lib/service'
import { testDatabase } from '#lib/test/database'
import { eventually } from '#lib/test/processes'
import * as contract from './contract.ts'
import { encodeCursor } from './cursor.ts'
import { lngScale } from './geo.ts'
import { build, prepare } from './service.ts'

const TODAY = '2026-11-23'
const clock = () => new Date(`${TODAY}T12:00:00Z`)
const config = readConfig({ VACANCY_PROFILE: 'tiny', VACANCY_RATE_LIMIT: '0', VACANCY_POOL_SIZE: '4' })
const template = {
  name: 'search',
  key: JSON.stringify({ TODAY, profile: config.profile, seed: config.seed }),
  prepare: (database_url: string) => prepare({ config, clock, database_url }),
}

/** Cities without hotels, beside those of the dataset, for the letters in their names. */
const more_cities = [
  { destination_id: 3448439, name: 'São Paulo', population: 10_021_295 },
  { destination_id: 5391811, name: 'San Diego', population: 1_394_928 },
  { destination_id: 2657896, name: 'Zürich', population: 341_730 },
  { destination_id: 2657908, name: 'Zug', population: 23_435 },
  { destination_id: 3093133, name: 'Łódź', population: 768_755 },
  // As many people as Zug, to see that ties have an order.
  { destination_id: 2657001, name: 'Zuoz', population: 23_435 },
]

let database: Awaited<ReturnType<typeof testDatabase>>
let pool: Pool
let api: Service

beforeAll(async () => {
  database = await testDatabase({ template })
  pool = databasePool({ url: database.url, size: 2, name: 'http-test' })
  for (const city of more_cities) {
    await pool.query(
      `insert into search.destinations (destination_id, name, name_folded, country_code, country, population, lat, lng,
        lng_scale, currency, micro_euros_per_minor, hotel_count) values ($1, $2, $3, 'XX', 'X', $4, -50, 0, $5, 'EUR', 10000, 0)`,
      [city.destination_id, city.name, foldName(city.name), city.population, lngScale(-50)],
    )
  }
  api = build({
    config,
    clock,
    database_url: database.url,
    log: logger({ service: 'search', level: 'silent' }),
    transport: () => () => Promise.reject(new Error('search calls nobody')),
    secret: '',
    subscribers: () => [],
    services: [],
  })
  // A test asks hundreds in one turn of the event loop; over sockets that would be a queue.
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
  await pool?.end()
  await database?.drop()
})

const ajv = new Ajv({ strict: false, allErrors: true })
/** What is wrong with a body, as an API customer's own validator would see it: TypeBox's knows no `enum` of ours. */
function errorsOf(schema: TSchema, body: unknown) {
  ajv.validate(schema, body)
  return ajv.errors ?? []
}

const ask = (path: string) => api.handle(new Request(`http://search${path}`))

async function get<T>(path: string, schema: TSchema): Promise<T> {
  const response = await ask(path)
  const body: unknown = await response.json()
  // The address is in the comparison so that a failure names it.
  expect({ path, status: response.status, errors: errorsOf(schema, body) }).toEqual({
    path,
    status: 200,
    errors: [],
  })
  return body as T
}

/** `422 validation_failed: adults maximum`; the text is what must not hold the value. */
async function refusal(path: string): Promise<{ line: string; text: string }> {
  const response = await ask(path)
  const text = await response.text()
  const body: unknown = JSON.parse(text)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(errorsOf(ProblemDetails, body)).toEqual([])
  const { status, code, errors = [] } = body as ProblemDetails
  expect(status).toBe(response.status)
  const fields = errors.map((one) => `${one.field} ${one.code}`)
  return { line: `${status} ${code}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}`, text }
}

type Params = Record<string, string | number | undefined>
const address = (path: string, params: Params) => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value))
  return `${path}?${query}`
}
const stay = { check_in: addDays(TODAY, 14), check_out: addDays(TODAY, 17) }
const paris = { destination_id: 'geo_2988507', ...stay }
const basel = { lat: 47.5584, lng: 7.5733, radius_km: 60, ...stay }
const searchPath = (params: Params) => address('/v1/search', params)
const search = (params: Params) => get<contract.SearchAnswer>(searchPath(params), contract.SearchAnswer)

describe('a search is refused', () => {
  const from = (days: number, nights: number) => ({
    check_in: addDays(TODAY, days),
    check_out: addDays(TODAY, days + nights),
  })
  test.each<[string, Params, string]>([
    ['without a place', stay, 'destination_id required'],
    ['without dates', { destination_id: 'geo_2988507' }, 'check_in required, check_out required'],
    ['for a place and a point', { ...paris, lat: 1, lng: 1, radius_km: 1 }, 'destination_id conflict'],
    ['for a latitude alone', { ...stay, lat: 47 }, 'lng required, radius_km required'],
    ['for a point without a circle', { ...stay, lat: 47, lng: 7 }, 'radius_km required'],
    ['for a circle without a point', { ...stay, radius_km: 5 }, 'lat required, lng required'],
    ['backwards', { ...paris, ...from(20, -3) }, 'check_out order'],
    ['for no night', { ...paris, ...from(20, 0) }, 'check_out order'],
    ['for 400 nights', { ...paris, ...from(20, 400) }, 'check_out too_long'],
    ['for the past', { ...paris, ...from(-2, 3) }, 'check_in past'],
    ['for too far ahead', { ...paris, ...from(541, 1) }, 'check_in too_far'],
    ['for 31 February', { ...paris, check_in: '2027-02-31', check_out: '2027-03-02' }, 'check_in date'],
    ['for 29 February 2027', { ...paris, check_out: '2027-02-29' }, 'check_out date'],
    ['for an instant', { ...paris, check_in: '2027-02-03T00:00:00Z' }, 'check_in date'],
    ['for the year 10000', { ...paris, check_out: '10000-01-01' }, 'check_out date'],
    ['for more rooms than adults', { ...paris, adults: 2, rooms: 3 }, 'rooms more_than_adults'],
    ['for prices crossed', { ...paris, min_price: 4271, max_price: 4270 }, 'max_price order'],
    ['for an unknown amenity', { ...paris, amenities: 'wifi,helipad' }, 'amenities enum'],
    ['for a list with a gap', { ...paris, amenities: 'wifi,' }, 'amenities enum'],
    ['for a star too many', { ...paris, stars: '4,6' }, 'stars maximum'],
    ['for no star', { ...paris, stars: '' }, 'stars type'],
    ['in an unknown order', { ...paris, sort: 'luckiest' }, 'sort enum'],
    ['with an unknown parameter', { ...paris, colour: 'bluish' }, 'colour unknown'],
    ['with SQL for a place', { ...stay, destination_id: "geo_1' or 1=1--" }, 'destination_id pattern'],
    ['with SQL for a price', { ...paris, max_price: '1; drop table search.hotels' }, 'max_price type'],
    ['with facets of another kind', { ...paris, facets: 'yes' }, 'facets enum'],
    ['of an engine that there is not', { ...paris, engine: 'nosql' }, 'engine enum'],
    ['with NUL in a place', { ...stay, destination_id: 'geo_1\0' }, 'destination_id characters'],
  ])('%s', async (_what, params, fields) => {
    const { line, text } = await refusal(searchPath(params))
    expect(line).toBe(`422 validation_failed: ${fields}`)
    expect(text).not.toMatch(/4271|4270|helipad|luckiest|bluish|or 1=1|drop table|2027-02|10000-01/)
  })

  test('for every wrong field at once', async () => {
    const { line } = await refusal(
      searchPath({ ...paris, check_in: addDays(TODAY, -5), adults: 1, rooms: 2 }),
    )
    expect(line).toBe('422 validation_failed: check_in past, rooms more_than_adults')
  })

  test.each([
    [
      'a parameter twice',
      `${searchPath(paris)}&check_in=2026-12-07`,
      '422 validation_failed: check_in repeated',
    ],
    ['broken UTF-8', `${searchPath(paris)}&sort=%ff%fe`, '400 malformed_encoding'],
    ['UTF-8 of a surrogate', `${searchPath(paris)}&sort=%ed%a0%80`, '400 malformed_encoding'],
    ['broken escapes', `${searchPath(paris)}&sort=%zz`, '400 malformed_encoding'],
    ['broken UTF-8 for a name', `${searchPath(paris)}&%ff=1`, '400 malformed_encoding'],
    ['a long address', `${searchPath(paris)}&sort=${'x'.repeat(9_000)}`, '414 uri_too_long'],
    ['a city that is not there', searchPath({ ...stay, destination_id: 'geo_1' }), '404 unknown_destination'],
  ])('with %s', async (_what, path, line) => {
    expect((await refusal(path)).line).toBe(line)
  })

  test.each([
    'NaN',
    'Infinity',
    '1e1',
    '0x1',
    '0b1',
    '1_0',
    '१',
    ' 1',
    '1 ',
    '+1',
    '--1',
    '',
    'null',
    'true',
    '[]',
    '9'.repeat(30),
    '9007199254740993',
  ])('for %p where a number belongs', async (value) => {
    for (const field of ['adults', 'children', 'rooms', 'min_price', 'max_price', 'limit', 'stars']) {
      const { line } = await refusal(searchPath({ ...paris, [field]: value }))
      expect(line).toBe(`422 validation_failed: ${field} type`)
    }
    for (const field of ['lat', 'lng', 'radius_km']) {
      const { line } = await refusal(searchPath({ ...basel, [field]: value }))
      // 2^53 + 1 is a fine decimal number, only too large.
      expect(line).toMatch(new RegExp(`^422 validation_failed: ${field} (type|maximum)$`))
    }
  })

  test.each<[string, Params, (string | number)[], (string | number)[]]>([
    ['adults', paris, [1, contract.limits.max_adults], [-1, 0, contract.limits.max_adults + 1, 99]],
    ['children', paris, [0, contract.limits.max_children], [-1, contract.limits.max_children + 1]],
    ['rooms', { ...paris, adults: 8 }, [1, contract.limits.max_rooms], [0, contract.limits.max_rooms + 1]],
    ['limit', paris, [1, contract.limits.max_page], [0, contract.limits.max_page + 1]],
    ['min_price', paris, [0, 2 ** 50], [-1, 2 ** 50 + 1]],
    ['max_price', paris, [0, 2 ** 50], [-1, 2 ** 50 + 1]],
    ['stars', paris, [1, 5, '1,2,3,4,5', '3,3'], [0, 6, '1,2,3,4,5,5']],
    ['lat', basel, [-90, 90, '-0'], [-90.1, 90.00001]],
    ['lng', basel, [-180, 180], [-180.1, 180.00001]],
    ['radius_km', basel, ['0.0000000000000001', 0.001, 100], [0, -1, 100.001]],
    ['amenities', paris, [contract.amenities.join(',')], [`${contract.amenities.join(',')},wifi`]],
  ])('outside the limits of %s, and not inside', async (field, params, inside, outside) => {
    for (const value of inside) await search({ ...params, [field]: value })
    for (const value of outside) {
      const { line } = await refusal(searchPath({ ...params, [field]: value }))
      expect(line).toMatch(new RegExp(`^422 validation_failed: ${field} (minimum|maximum|max_items)$`))
    }
  })

  test('for dates outside the limits, and not inside', async () => {
    await search({ ...paris, ...from(0, contract.limits.max_nights) })
    await search({ ...paris, ...from(contract.limits.max_days_ahead, contract.limits.max_nights) })
    // The clock says noon in Greenwich, which is the first minute of the same day at UTC-12.
    expect((await refusal(searchPath({ ...paris, ...from(-1, 2) }))).line).toContain('check_in past')
  })
})

describe('a cursor is refused', () => {
  test('when nobody made it, or it is not whole', async () => {
    const { next_cursor } = await search({ ...paris, limit: 1 })
    const made = next_cursor ?? ''
    expect(made).not.toBe('')
    const hostile = [
      'AAAA',
      '!',
      '../../etc/passwd',
      "' or 1=1",
      made.slice(0, -1),
      made.slice(1),
      `${made}A`,
      `${made}=`,
      encodeCursor('zzzzzz', { key: 1, hotel_id: 2 ** 31 }),
      Buffer.from('abc.9999999999999999.1').toString('base64url'),
      Buffer.from('abc.1e3.1').toString('base64url'),
    ]
    for (const cursor of hostile) {
      const { line, text } = await refusal(searchPath({ ...paris, limit: 1, cursor }))
      expect(line).toBe('400 cursor_invalid: cursor invalid')
      expect(text).not.toContain(cursor)
    }
    expect((await refusal(searchPath({ ...paris, cursor: '' }))).line).toContain('cursor min_length')
    expect((await refusal(searchPath({ ...paris, cursor: 'A'.repeat(201) }))).line).toContain(
      'cursor max_length',
    )
  })

  test('with another query, and taken with another page size', async () => {
    const { next_cursor } = await search({ ...paris, limit: 1 })
    const cursor = next_cursor ?? ''
    expect((await search({ ...paris, limit: 2, cursor })).data.length).toBe(2)
    for (const other of [{ sort: 'price' }, { adults: 1 }, { stars: '4' }, { max_price: 10 ** 9 }]) {
      const { line } = await refusal(searchPath({ ...paris, ...other, limit: 1, cursor }))
      expect(line).toBe('400 cursor_mismatch: cursor mismatch')
    }
  })

  test('never as an error of ours, whatever position it claims', async () => {
    // The fingerprint is no secret: whoever forges one gets a page of the same answer, or an empty one.
    const { next_cursor } = await search({ ...paris, limit: 1 })
    const [fingerprint = ''] = Buffer.from(next_cursor ?? '', 'base64url')
      .toString()
      .split('.')
    for (const key of [-999_999_999_999_999, 999_999_999_999_999]) {
      const cursor = encodeCursor(fingerprint, { key, hotel_id: 2 ** 31 - 1 })
      const { data, total } = await search({ ...paris, cursor, limit: 100 })
      expect(data.length).toBe(key < 0 ? total : 0)
    }
  })
})

describe('pages', () => {
  test.each(contract.sorts)('ordered by %s are the one large page', async (sort) => {
    for (const place of [paris, basel]) {
      const whole = await search({ ...place, sort, limit: 100 })
      expect(whole.next_cursor).toBeNull()
      expect(whole.total).toBe(whole.data.length)
      expect(whole.total).toBeGreaterThan(10)
      const walked: contract.HotelOffer[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: contract.SearchAnswer = await search({ ...place, sort, limit: 7, cursor })
        expect(page.total).toBe(whole.total)
        walked.push(...page.data)
        cursor = page.next_cursor
      }
      expect(walked).toEqual(whole.data)
    }
  })

  test('are in the order asked for', async () => {
    const values = async (sort: contract.Sort, value: (hotel: contract.HotelOffer) => number) =>
      (await search({ ...paris, sort, limit: 100 })).data.map(value)
    const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b)
    const prices = await values('price', (hotel) => hotel.offer.total.amount)
    expect(prices).toEqual(ascending(prices))
    const distances = await values('distance', (hotel) => hotel.distance_m)
    expect(distances).toEqual(ascending(distances))
    const ratings = await values('rating', (hotel) => -hotel.rating)
    expect(ratings).toEqual(ascending(ratings))
  })

  test('end when the last is exactly full', async () => {
    const { total } = await search(paris)
    expect((await search({ ...paris, limit: total })).next_cursor).toBeNull()
    expect((await search({ ...paris, limit: total - 1 })).next_cursor).not.toBeNull()
  })
})

describe('an answer', () => {
  test('holds only what the filters ask for', async () => {
    const { data } = await search({ ...paris, stars: '3,4', amenities: 'wifi,restaurant', limit: 100 })
    expect(data.length).toBeGreaterThan(0)
    for (const hotel of data) {
      expect([3, 4]).toContain(hotel.stars)
      expect(hotel.amenities).toEqual(expect.arrayContaining(['wifi', 'restaurant']))
    }
  })

  test('with facets tells what each filter would leave, the same from both engines', async () => {
    const wifi = { ...paris, amenities: 'wifi', stars: '4,5' }
    const { facets, total } = await search({ ...wifi, facets: 'true', limit: 1 })
    const counts = (list: readonly { count: number }[] = []) => list.map(({ count }) => count)
    expect(counts(facets?.stars.slice(3)).reduce((sum, count) => sum + count)).toBe(total)
    expect(counts(facets?.price).reduce((sum, count) => sum + count)).toBe(total)
    expect(facets?.amenities.find(({ amenity }) => amenity === 'wifi')?.count).toBe(total)
    for (const { stars, count } of facets?.stars ?? [])
      expect((await search({ ...wifi, stars })).total).toBe(count)
    for (const { min_price, max_price, count } of facets?.price ?? [])
      expect((await search({ ...wifi, min_price, max_price: max_price ?? undefined })).total).toBe(count)
    const sql = await search({ ...wifi, facets: 'true', engine: 'sql', limit: 1 })
    expect(sql.facets).toEqual(facets)
    expect(await search(wifi)).not.toHaveProperty('facets')
  })

  test('of a price range is the part of the whole that lies in it, both ends included', async () => {
    const whole = await search({ ...paris, sort: 'price', limit: 100 })
    const prices = whole.data.map((hotel) => hotel.offer.total.amount)
    const [min_price = 0, max_price = 0] = [prices[3], prices[9]]
    const part = await search({ ...paris, sort: 'price', min_price, max_price, limit: 100 })
    expect(part.data).toEqual(
      whole.data.filter(({ offer: { total } }) => total.amount >= min_price && total.amount <= max_price),
    )
  })

  test('across a border has each hotel in its own currency and the range in that of the place', async () => {
    const { data, currency } = await search({ ...basel, limit: 100 })
    expect(currency).toBe('CHF')
    expect(new Set(data.map((hotel) => hotel.offer.total.currency))).toEqual(new Set(['CHF', 'EUR']))
    for (const hotel of data) expect(hotel.distance_m).toBeLessThanOrEqual(60_000)
  })

  test('for more rooms costs as many times as much', async () => {
    const one = await search({ ...paris, adults: 2, rooms: 1, limit: 100 })
    const two = await search({ ...paris, adults: 2, rooms: 2, limit: 100 })
    const price = new Map(one.data.map(({ id, offer }) => [id, offer]))
    const same = two.data.filter(({ id, offer }) => price.get(id)?.room_type_id === offer.room_type_id)
    expect(same.length).toBeGreaterThan(5)
    for (const { id, offer } of same) expect(offer.total.amount).toBe(2 * (price.get(id)?.total.amount ?? 0))
  })

  /** The two routes have no statement in common: each checks the other. */
  test.each<Params>([
    stay,
    { ...stay, adults: 1 },
    { ...stay, adults: 3, children: 2, rooms: 2 },
    { check_in: addDays(TODAY, 5), check_out: addDays(TODAY, 19) },
    // Its last nights have no rates.
    { check_in: addDays(TODAY, 57), check_out: addDays(TODAY, 62) },
  ])('agrees with what each hotel says of itself: %p', async (party) => {
    const { data } = await search({ ...party, destination_id: 'geo_2988507', limit: 100 })
    const offers = new Map(data.map(({ id, offer }) => [id, offer]))
    const { rows } = await pool.query<{ id: string }>(
      'select id from search.hotels where destination_id = 2988507 order by hotel_id',
    )
    expect(rows.length).toBe(30)
    for (const { id } of rows) {
      const hotel = await get<contract.AvailabilityAnswer>(
        address(`/v1/hotels/${id}/availability`, party),
        contract.AvailabilityAnswer,
      )
      const [cheapest] = hotel.data
        .filter((room) => room.bookable)
        .toSorted((a, b) => (a.total?.amount ?? 0) - (b.total?.amount ?? 0))
      const offer = offers.get(id)
      expect([id, offer?.room_type_id, offer?.total, offer?.rooms_left]).toEqual([
        id,
        cheapest?.id,
        cheapest?.total ?? undefined,
        cheapest?.rooms_left,
      ])
    }
  })
})

describe('destinations', () => {
  const names = async (q: string, limit?: number) =>
    (
      await get<contract.DestinationList>(address('/v1/destinations', { q, limit }), contract.DestinationList)
    ).data.map(({ name }) => name)

  test.each([
    ['sao', ['São Paulo']],
    ['SÃO p', ['São Paulo']],
    ['Sa\u0303o', ['São Paulo']],
    ['sa', ['São Paulo', 'San Diego']],
    ['zur', ['Zürich']],
    ['zü', ['Zürich', 'Zuoz', 'Zug']],
    ['lodz', ['Łódź']],
    [' paris ', ['Paris']],
    ['aris', []],
    ['%', []],
    ['_', []],
    ['\\', []],
    ['s_o', []],
    ['s%o', []],
    ['z\\u', []],
    ["p' or ''='", []],
    ['😀', []],
  ])('%p finds %p', async (q, found) => {
    expect(await names(q)).toEqual(found)
  })

  test('come as many as asked for', async () => {
    expect(await names('z', 2)).toEqual(['Zürich', 'Zuoz'])
  })

  test('are one by one what the list has', async () => {
    const [listed] = (
      await get<contract.DestinationList>('/v1/destinations?q=basel', contract.DestinationList)
    ).data
    expect(listed?.id).toBe('geo_2661604')
    expect(await get<contract.Destination>('/v1/destinations/geo_2661604', contract.Destination)).toEqual(
      listed as contract.Destination,
    )
  })

  test.each([
    ['/v1/destinations', '422 validation_failed: q required'],
    ['/v1/destinations?q=', '422 validation_failed: q min_length'],
    [`/v1/destinations?q=${'é'.repeat(101)}`, '422 validation_failed: q max_length'],
    ['/v1/destinations?q=a&q=b', '422 validation_failed: q repeated'],
    ['/v1/destinations?q=%00', '422 validation_failed: q characters'],
    ['/v1/destinations?q=%e9', '400 malformed_encoding'],
    ['/v1/destinations?q=a&limit=0', '422 validation_failed: limit minimum'],
    ['/v1/destinations?q=a&limit=51', '422 validation_failed: limit maximum'],
    ['/v1/destinations/geo_1', '404 unknown_destination'],
    ['/v1/destinations/geo_999999999', '404 unknown_destination'],
    ['/v1/destinations/geo_9999999999', '422 validation_failed: id pattern'],
    ['/v1/destinations/geo_0', '422 validation_failed: id pattern'],
    ['/v1/destinations/2988507', '422 validation_failed: id pattern'],
    ['/v1/destinations/geo_1%0a', '422 validation_failed: id pattern'],
  ])('%s is %s', async (path, line) => {
    expect((await refusal(path)).line).toBe(line)
  })
})

describe('a hotel', () => {
  const nobody = 'htl_00000000000000000000000000'
  const dates = 'check_in=2026-12-07&check_out=2026-12-10'

  test('is found by the id that a search gave', async () => {
    const [found] = (await search(paris)).data
    const hotel = await get<contract.Hotel>(`/v1/hotels/${found?.id}`, contract.Hotel)
    expect({ ...found, ...hotel }).toMatchObject(hotel)
    expect(hotel.name).toBe(found?.name ?? '')
    expect(hotel.room_types.map((room) => room.id)).toContain(found?.offer.room_type_id ?? '')
  })

  test.each([
    [`/v1/hotels/${nobody}`, '404 unknown_hotel'],
    [`/v1/hotels/${nobody}/availability?${dates}`, '404 unknown_hotel'],
    ['/v1/hotels/1', '422 validation_failed: id pattern'],
    [`/v1/hotels/${nobody.toUpperCase()}`, '422 validation_failed: id pattern'],
    [`/v1/hotels/${nobody}%0a`, '422 validation_failed: id pattern'],
    [`/v1/hotels/${nobody}%00`, '422 validation_failed: id pattern'],
    ["/v1/hotels/htl_'%20or%20''='", '422 validation_failed: id pattern'],
    [`/v1/hotels/1/availability?${dates}`, '422 validation_failed: id pattern'],
    [`/v1/hotels/${nobody}/availability`, '422 validation_failed: check_in required, check_out required'],
    [
      `/v1/hotels/${nobody}/availability?${dates}&adults=1&rooms=2`,
      '422 validation_failed: rooms more_than_adults',
    ],
    [`/v1/hotels/${nobody}/availability?${dates}&sort=price`, '422 validation_failed: sort unknown'],
    [`/v1/hotels/${nobody}/calendar?from=2026-12-07&to=2026-12-10`, '404 unknown_hotel'],
    ['/v1/hotels/1/calendar?from=2026-12-07&to=2026-12-10', '422 validation_failed: id pattern'],
    [`/v1/hotels/${nobody}/calendar`, '422 validation_failed: from required, to required'],
    [`/v1/hotels/${nobody}/calendar?from=2026-12-07&to=2026-12-07`, '422 validation_failed: to order'],
    [`/v1/hotels/${nobody}/calendar?from=2026-12-07&to=2027-12-09`, '422 validation_failed: to too_long'],
    [`/v1/hotels/${nobody}/calendar?from=2026-11-22&to=2026-12-07`, '422 validation_failed: from past'],
    [`/v1/hotels/${nobody}/calendar?from=2028-11-22&to=2028-12-07`, '422 validation_failed: from too_far'],
    [
      `/v1/hotels/${nobody}/calendar?from=2026-12-07&to=2026-12-10&adults=1&rooms=2`,
      '422 validation_failed: rooms more_than_adults',
    ],
    [
      `/v1/destinations/geo_2988507/calendar?from=${TODAY}&to=${addDays(TODAY, 93)}`,
      '422 validation_failed: to too_long',
    ],
    ['/v1/destinations/geo_1/calendar?from=2026-12-07&to=2026-12-10', '404 unknown_destination'],
    ['/v1/recommendations', '422 validation_failed: lat required, lng required, by required'],
    [
      '/v1/recommendations?lat=91&lng=181&by=luck',
      '422 validation_failed: lat maximum, lng maximum, by enum',
    ],
    [
      '/v1/recommendations?lat=1&lng=1&by=price&limit=21&radius_km=0',
      '422 validation_failed: radius_km minimum, limit maximum',
    ],
  ])('%s is %s', async (path, line) => {
    expect((await refusal(path)).line).toBe(line)
  })

  test('has a calendar of up to a year, as its availability has it', async () => {
    const [found] = (await search(paris)).data
    const path = `/v1/hotels/${found?.id}`
    const { data } = await get<contract.CalendarAnswer>(
      address(`${path}/calendar`, { from: TODAY, to: addDays(TODAY, contract.limits.max_calendar) }),
      contract.CalendarAnswer,
    )
    expect(data.length).toBe(contract.limits.max_calendar)
    for (const { night, from_price } of data.slice(0, 40)) {
      const stay = { check_in: night, check_out: addDays(night, 1) }
      const { data: rooms } = await get<contract.AvailabilityAnswer>(
        address(`${path}/availability`, stay),
        contract.AvailabilityAnswer,
      )
      const prices = rooms
        .filter((room) => room.rooms_left > 0 && room.reason !== 'too_small')
        .map((room) => room.total?.amount ?? 0)
      expect(from_price?.amount).toBe(prices.length === 0 ? undefined : Math.min(...prices))
    }
    // Beyond the last night with a rate there is none, and no error.
    expect(data.at(-1)?.from_price).toBeNull()
  })

  test('of a whole place the calendar has the least of its hotels', async () => {
    const nights = { from: addDays(TODAY, 5), to: addDays(TODAY, 25), adults: 3, rooms: 2 }
    const { data } = await get<contract.PlaceCalendarAnswer>(
      address('/v1/destinations/geo_2988507/calendar', nights),
      contract.PlaceCalendarAnswer,
    )
    const { rows } = await pool.query<{ id: string }>(
      `select id from search.hotels where destination_id = 2988507`,
    )
    const all = await Promise.all(
      rows.map(({ id }) =>
        get<contract.CalendarAnswer>(address(`/v1/hotels/${id}/calendar`, nights), contract.CalendarAnswer),
      ),
    )
    expect(all.length).toBeGreaterThan(10)
    for (const [i, { night, from_price }] of data.entries()) {
      const prices = all.flatMap((one) => one.data[i]?.from_price?.amount ?? [])
      expect([night, from_price?.amount]).toEqual([
        night,
        prices.length === 0 ? undefined : Math.min(...prices),
      ])
    }
    expect(data.length).toBe(20)
  })

  test('is recommended to who is near', async () => {
    const near = (by: string) =>
      get<contract.RecommendationsAnswer>(
        address('/v1/recommendations', { lat: 48.8566, lng: 2.3522, by }),
        contract.RecommendationsAnswer,
      )
    for (const by of contract.recommendation_orders) expect((await near(by)).data).toHaveLength(5)
    const nowhere = { lat: -50, lng: -140, by: 'price' }
    const { data } = await get<contract.RecommendationsAnswer>(
      address('/v1/recommendations', nowhere),
      contract.RecommendationsAnswer,
    )
    expect(data).toEqual([])
  })

  test('with an id of broken UTF-8 is a refusal and no error of ours', async () => {
    for (const path of ['/v1/hotels/%ff', '/v1/hotels/%zz', `/v1/hotels/%ff/availability?${dates}`])
      expect((await refusal(path)).line).toMatch(/^4\d\d /)
  })
})

test('anybody may ask, at a limited rate for each address', async () => {
  const limited = build({
    config: { ...config, rate_limit: 2 },
    clock,
    database_url: database.url,
    log: logger({ service: 'search', level: 'silent' }),
    transport: () => () => Promise.reject(new Error('search calls nobody')),
    secret: '',
    subscribers: () => [],
    services: [],
  })
  const from = async (address: string) =>
    limited.handle(new Request('http://search/v1/destinations?q=par'), address)
  try {
    const answers = await Promise.all(Array.from({ length: 20 }, () => from('192.0.2.1')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(8)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(12)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await from('192.0.2.2')).status).toBe(200)
  } finally {
    await limited.close()
  }
})

test('OpenAPI tells of the parameters, the answer and the problem of every route', async () => {
  interface Operation {
    parameters?: { name: string }[]
    requestBody?: { content: object }
    responses: Record<string, { content: object }>
  }
  const { paths } = (await (await ask('/openapi/json')).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const routes = Object.entries(paths).filter(([path]) => path.startsWith('/v1/') && path !== '/v1/events')
  // Of a path with a dot the plugin thinks that it is a file: the keys are not among them.
  expect(routes.length).toBe(11)
  for (const [method, operation] of routes.flatMap(([, methods]) => Object.entries(methods))) {
    const { requestBody, responses } = operation
    expect(responses['200']?.content).toHaveProperty(['application/json', 'schema', 'properties'])
    expect(responses.default?.content).toHaveProperty(['application/problem+json', 'schema', 'properties'])
    if (method === 'get') expect(requestBody).toBeUndefined()
    else expect(requestBody?.content).toHaveProperty(['application/json', 'schema', 'properties'])
  }
  const names = paths['/v1/search']?.get?.parameters?.map(({ name }) => name)
  expect(names).toEqual(Object.keys(contract.SearchParams.properties))
})
