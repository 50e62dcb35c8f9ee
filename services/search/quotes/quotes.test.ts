/** Quotes over a real database: from search to a price that changed, and every refusal. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { TSchema } from '@sinclair/typebox'
import Ajv from 'ajv'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { databasePool } from '#lib/database'
import { ProblemDetails } from '#lib/problem'
import { searchClient } from '../client.ts'
import type { AvailabilityAnswer, Hotel, SearchAnswer } from '../contract.ts'
import { type HotelRates, type RatesAnswer, rate_limits } from '../rates/contract.ts'
import { quoteKeys, verifyQuote } from './client.ts'
import { QUOTE_KEYS_PATH, Quote, type QuoteRequest } from './contract.ts'
import { day, type TestSearch, testSearch } from './testing.ts'

let search: TestSearch
beforeAll(async () => {
  search = await testSearch()
}, 30_000)
afterAll(() => search?.close())

const ajv = new Ajv({ strict: false, allErrors: true })
const errorsOf = (schema: TSchema, body: unknown) => {
  ajv.validate(schema, body)
  return ajv.errors ?? []
}

const stay = { check_in: day(14), check_out: day(17) }
const stayQuery = `check_in=${stay.check_in}&check_out=${stay.check_out}&adults=2`
interface Gone extends ProblemDetails {
  reason?: string
  subtotal?: { amount: number; currency: string }
  total?: { amount: number; currency: string }
}

async function offers(place: string): Promise<SearchAnswer['data']> {
  const { body } = await search.get<SearchAnswer>(`/v1/search?destination_id=${place}&${stayQuery}&limit=20`)
  return body.data
}
/** The request of a hotel that can be booked, another one for each `nth`. */
async function bookable(nth: number, place = 'geo_2988507'): Promise<QuoteRequest> {
  const found = (await offers(place))[nth]
  if (found === undefined) throw new Error('the search found nothing')
  return { hotel_id: found.id, room_type_id: found.offer.room_type_id, ...stay, adults: 2 }
}
const rated = async (request: QuoteRequest, rates: object) => {
  const { hotel_id, room_type_id, check_in: from, check_out: to } = request
  const { body: quoted } = await search.quote<Quote>(request)
  const all = { from, to, price: quoted.nights[0]?.price, min_stay: 1, closed_to_arrival: false, ...rates }
  const { status, text } = await search.rates(hotel_id, room_type_id, all)
  expect({ status, text }).toMatchObject({ status: 200 })
}
const line = ({ status, body }: { status: number; body: Gone }) =>
  [status, body.code, ...(body.errors ?? []).map((one) => `${one.field} ${one.code}`)].join(' ')

describe('from search to a quote', () => {
  test('the price is the one that was shown, until the hotel changes it', async () => {
    for (const place of ['geo_2988507', 'geo_5128581', 'geo_1850147']) {
      const [found] = await offers(place)
      if (found === undefined) throw new Error('the search found nothing')
      const { id: hotel_id, offer } = found
      const { room_type_id } = offer
      const availability = async () => {
        const { body } = await search.get<AvailabilityAnswer>(
          `/v1/hotels/${hotel_id}/availability?${stayQuery}`,
        )
        return body.data.find((one) => one.id === room_type_id)
      }
      expect((await availability())?.total).toEqual(offer.total)

      const request = { hotel_id, room_type_id, ...stay, adults: 2, expected_total: offer.total }
      const first = await search.quote<Quote>(request)
      expect({ status: first.status, errors: errorsOf(Quote, first.body) }).toEqual({
        status: 200,
        errors: [],
      })
      expect(first.body.subtotal).toEqual(offer.total)
      expect(first.headers.get('cache-control')).toBe('no-store')
      // What an earlier quote said, taxes and all, is no change either.
      expect((await search.quote({ ...request, expected_total: first.body.total })).status).toBe(200)

      const { amount, currency } = first.body.nights[0]?.price ?? { amount: 0, currency: '' }
      const price = { amount: amount + 100, currency }
      await rated(request, { price })
      const stale = await search.quote<Gone>(request)
      const now = await search.quote<Quote>({ ...request, expected_total: undefined })
      expect(line(stale)).toBe('409 price_changed')
      expect(stale.body).toMatchObject({ subtotal: now.body.subtotal, total: now.body.total })
      expect(errorsOf(ProblemDetails, stale.body)).toEqual([])
      expect(now.body.subtotal.amount).toBe(3 * price.amount)

      // Memory and database say the same at once.
      expect((await availability())?.total).toEqual(now.body.subtotal)
      const again = await search.quote<Quote>({ ...request, expected_total: stale.body.total })
      expect([again.status, again.body.total]).toEqual([200, now.body.total])
    }
  })

  test('an expectation in another currency is none of ours', async () => {
    const request = await bookable(1)
    const { body } = await search.quote<Quote>(request)
    const expected_total = { amount: body.total.amount, currency: 'JPY' }
    expect(line(await search.quote<Gone>({ ...request, expected_total }))).toBe('409 price_changed')
  })

  test('the same request again is another quote of the same offer', async () => {
    const request = await bookable(1)
    const [a, b] = [await search.quote<Quote>(request), await search.quote<Quote>(request)]
    expect(decodeJwt(a.body.quote).jti).not.toBe(decodeJwt(b.body.quote).jti)
    expect({ ...a.body, quote: '', expires_at: '' }).toEqual({ ...b.body, quote: '', expires_at: '' })
  })

  test('thirty nights for eight rooms are signed and verified', async () => {
    const request = await bookable(2)
    const { hotel_id, room_type_id } = request
    const long = { ...request, check_out: day(44), adults: 8, rooms: 4 }
    await search.pool.query(
      `update search.room_nights set free = 8 where room_type_id = (select room_type_id from search.room_types where id = $1)`,
      [room_type_id],
    )
    const price = { amount: rate_limits.max_price, currency: 'EUR' }
    const rates = { from: long.check_in, to: long.check_out, price, min_stay: 1, closed_to_arrival: false }
    expect((await search.rates(hotel_id, room_type_id, rates)).status).toBe(200)
    const { status, body } = await search.quote<Quote>(long)
    expect([status, body.nights?.length, body.subtotal?.amount]).toEqual([
      200,
      30,
      120 * rate_limits.max_price,
    ])
    const claims = await verifyQuote(body.quote, { keys: quoteKeys(search.transport), now_ms: search.now_ms })
    expect(claims.total).toEqual(body.total)
    // The index adds up below 2^32, so it says the same.
    const address = `/v1/hotels/${hotel_id}/availability?check_in=${long.check_in}&check_out=${long.check_out}&adults=8&rooms=4`
    const both = await Promise.all(
      ['index', 'sql'].map((engine) => search.get<AvailabilityAnswer>(`${address}&engine=${engine}`)),
    )
    const totals = both.map((one) => one.body.data.find(({ id }) => id === room_type_id)?.total)
    expect(totals).toEqual([body.subtotal, body.subtotal])
  })

  test('what is answered is what is signed, for fifteen minutes', async () => {
    const { body } = await search.quote<Quote>(await bookable(1))
    const { quote, expires_at, ...offer } = body
    const { iss, aud, jti, iat, exp, ...signed } = decodeJwt(quote)
    expect(signed).toEqual(offer)
    expect([iss, aud, jti?.length, (exp ?? 0) - (iat ?? 0)]).toEqual([
      'urn:vacancy:search',
      'urn:vacancy:reservations',
      22,
      900,
    ])
    expect(Date.parse(expires_at)).toBe((exp ?? 0) * 1000)
    expect(decodeProtectedHeader(quote)).toEqual({ alg: 'EdDSA', typ: 'quote+jwt', kid: expect.any(String) })
  })

  test('the client asks as anybody does', async () => {
    const client = searchClient(search.transport, { token: async () => search.tokens.quote })
    const request = await bookable(1)
    expect((await client.quote(request)).hotel.id).toBe(request.hotel_id)
    const hotels = searchClient(search.transport, { token: async () => search.tokens.rates })
    const price = { amount: 12_300, currency: 'EUR' }
    const rates = { from: stay.check_in, to: stay.check_out, price, min_stay: 1, closed_to_arrival: false }
    expect(await hotels.changeRates(request.hotel_id, request.room_type_id, rates)).toMatchObject({
      nights: 3,
    })
    const expected_total = { amount: 1, currency: 'EUR' }
    const refused = client.quote({ ...request, expected_total })
    await expect(refused).rejects.toMatchObject({
      problem: { code: 'price_changed', subtotal: { amount: 36_900, currency: 'EUR' } },
    })
  })
})

describe('a stay that cannot be had is gone', () => {
  test('with the reason, the most fundamental first', async () => {
    const request = await bookable(3)
    const reason = async (changes: Partial<QuoteRequest> = {}) => {
      const { status, body } = await search.quote<Gone>({ ...request, ...changes })
      return status === 409 ? `${body.code} ${body.reason}` : String(status)
    }
    const own = `room_type_id = (select room_type_id from search.room_types where id = '${request.room_type_id}')`
    expect(await reason()).toBe('200')
    const rates = { from: stay.check_in, to: stay.check_out, price: { amount: 9_900, currency: 'EUR' } }
    const put = (more: object) => search.rates(request.hotel_id, request.room_type_id, { ...rates, ...more })
    await put({ closed_to_arrival: true, min_stay: 3 })
    expect(await reason()).toBe('gone closed_to_arrival')
    await put({ closed_to_arrival: true, min_stay: 4 })
    expect(await reason()).toBe('gone min_stay')
    await search.pool.query(`update search.room_nights set free = 0 where ${own} and night = $1`, [day(16)])
    expect(await reason()).toBe('gone sold_out')
    await search.pool.query(`delete from search.room_nights where ${own} and night = $1`, [day(15)])
    expect(await reason()).toBe('gone no_rate')
    expect(await reason({ adults: 30 })).toBe('gone too_small')
    // Nothing of it is left from the quote before, and restrictions count for the arrival alone.
    expect(await reason({ check_in: day(20), check_out: day(21) })).not.toBe('gone no_rate')
    expect(await reason({ check_in: day(70), check_out: day(71) })).toBe('gone no_rate')
  })
})

describe('a quote is refused', () => {
  test('of a hotel or a room type that is not there, and of another hotel’s', async () => {
    const [a, b] = [await bookable(4), await bookable(5)]
    const nowhere = '00000000000000000000000000'
    const quote = (changes: object) => search.quote<Gone>({ ...a, ...changes }).then(line)
    expect(await quote({ hotel_id: `htl_${nowhere}` })).toBe('404 unknown_hotel')
    expect(await quote({ room_type_id: `rmt_${nowhere}` })).toBe('404 unknown_room_type')
    expect(await quote({ room_type_id: b.room_type_id })).toBe('404 unknown_room_type')
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['without a hotel', { hotel_id: undefined }, 'hotel_id required'],
    ['with null for a hotel', { hotel_id: null }, 'hotel_id type'],
    ['with SQL for a hotel', { hotel_id: "htl_' or 1=1--" }, 'hotel_id pattern'],
    ['with a long hotel', { hotel_id: `htl_${'0'.repeat(9_000)}` }, 'hotel_id pattern'],
    ['with a hotel for a room type', { room_type_id: `htl_${'0'.repeat(26)}` }, 'room_type_id pattern'],
    ['for 31 February', { check_in: '2027-02-31', check_out: '2027-03-02' }, 'check_in date'],
    ['for an instant', { check_out: '2026-12-10T00:00:00Z' }, 'check_out date'],
    ['for a date with NUL', { check_out: '2026-12-10\0' }, 'check_out date'],
    ['for a number of a date', { check_in: 20261207 }, 'check_in type'],
    ['backwards', { check_in: day(17), check_out: day(14) }, 'check_out order'],
    ['for the past', { check_in: day(-2) }, 'check_in past'],
    ['for 31 nights', { check_out: day(45) }, 'check_out too_long'],
    ['for too far ahead', { check_in: day(541), check_out: day(542) }, 'check_in too_far'],
    ['for nobody', { adults: 0 }, 'adults minimum'],
    ['for a crowd', { adults: 31 }, 'adults maximum'],
    ['for half a person', { adults: 1.5 }, 'adults type'],
    ['for a text of a number', { adults: '2' }, 'adults type'],
    ['for true adults', { adults: true }, 'adults type'],
    ['for negative children', { children: -1 }, 'children minimum'],
    ['for eleven children', { children: 11 }, 'children maximum'],
    ['for no room', { rooms: 0 }, 'rooms minimum'],
    ['for nine rooms', { rooms: 9, adults: 9 }, 'rooms maximum'],
    ['for more rooms than adults', { rooms: 3 }, 'rooms more_than_adults'],
    ['for a list of rooms', { rooms: [1] }, 'rooms type'],
    ['with a bare number for money', { expected_total: 4271 }, 'expected_total type'],
    ['with half a cent', { expected_total: { amount: 1.5, currency: 'EUR' } }, 'expected_total.amount type'],
    [
      'with less than nothing',
      { expected_total: { amount: -1, currency: 'EUR' } },
      'expected_total.amount minimum',
    ],
    [
      'with 2^53 of money',
      { expected_total: { amount: 2 ** 53, currency: 'EUR' } },
      'expected_total.amount maximum',
    ],
    [
      'with a currency in small letters',
      { expected_total: { amount: 1, currency: 'eur' } },
      'expected_total.currency pattern',
    ],
    [
      'with more than money',
      { expected_total: { amount: 1, currency: 'EUR', vat: 4271 } },
      'expected_total.vat unknown',
    ],
    ['with an unknown field', { colour: 'bluish' }, 'colour unknown'],
    ['with a price of their own', { total: { amount: 1, currency: 'EUR' } }, 'total unknown'],
  ])('%s', async (_what, changes, fields) => {
    const { status, body, text, headers } = await search.quote<Gone>({ ...(await bookable(6)), ...changes })
    expect(line({ status, body })).toBe(`422 validation_failed ${fields}`)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(text).not.toMatch(/4271|bluish|1=1|2027-02|0{27}|2026-12-10/)
  })

  test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, string]>([
    ['that is no JSON', '{', {}, '400 malformed_body'],
    ['that is empty', '', {}, '400 malformed_body'],
    ['of broken UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), {}, '400 malformed_body'],
    ['that is a list', '[]', {}, '422 validation_failed body type'],
    ['that is null', 'null', {}, '422 validation_failed body type'],
    ['that is a text', '"quote"', {}, '422 validation_failed body type'],
    ['of another type', 'a=b', { 'content-type': 'text/plain' }, '415 unsupported_media_type'],
    [
      'of a form',
      'a=b',
      { 'content-type': 'application/x-www-form-urlencoded' },
      '415 unsupported_media_type',
    ],
    ['without a type', '{}', { 'content-type': '' }, '415 unsupported_media_type'],
    ['in Latin', '{}', { 'content-type': 'application/json; charset=latin1' }, '415 unsupported_media_type'],
    ['compressed', '{}', { 'content-encoding': 'gzip' }, '415 unsupported_media_type'],
    ['too long', JSON.stringify({ a: 'x'.repeat(20_000) }), {}, '413 body_too_large'],
  ])('for a body %s', async (_what, body, headers, expected) => {
    const answer = await search.send<Gone>('POST', '/v1/quotes', {
      token: search.tokens.quote,
      body,
      headers,
    })
    expect(line(answer)).toBe(expected)
  })

  test('with every bad field at once, and not more lines than anybody reads', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field_${i}`, i]))
    const { body } = await search.quote<Gone>({ adults: 0, ...many })
    expect(body.errors?.length).toBe(20)
    const names = await search.quote<Gone>({ ...(await bookable(6)), '<b>\n': 1, ['__proto__']: { a: 1 } })
    expect(names.body.errors?.map(({ field }) => field)).toEqual(['?b??', '__proto__'])
  })

  test('without a token, and with one for searches or rates', async () => {
    const body = JSON.stringify(await bookable(6))
    const ask = async (token?: string) => {
      const init = token === undefined ? { body } : { body, token }
      return line(await search.send<Gone>('POST', '/v1/quotes', init))
    }
    expect(await ask()).toBe('401 token_required')
    expect(await ask(search.tokens.rates)).toBe('403 insufficient_scope')
    expect(await ask(search.tokens.quote)).toStartWith('200')
  })
})

describe('what changes seldom', () => {
  test.each(['/v1/destinations?q=par', '/v1/destinations/geo_2988507', 'hotel'])(
    '%s has a tag, and 304 for who knows it',
    async (path) => {
      const address = path === 'hotel' ? `/v1/hotels/${(await bookable(0)).hotel_id}` : path
      const { headers, text } = await search.get<Hotel>(address)
      const etag = headers.get('etag') ?? ''
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/)
      const ask = (if_none_match: string) =>
        search.send('GET', address, { headers: { 'if-none-match': if_none_match } })
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const { status, text: empty, headers: again } = await ask(known)
        expect([status, empty, again.get('etag'), again.get('cache-control')]).toEqual([
          304,
          '',
          etag,
          headers.get('cache-control'),
        ])
      }
      for (const other of ['"other"', etag.slice(1, -1), '']) {
        const { status, text: whole } = await ask(other)
        expect([status, whole]).toEqual([200, text])
      }
      const unknown = await ask('"x"')
      expect(unknown.headers.get('content-type')).toBe('application/json; charset=utf-8')
    },
  )
})

describe('rates', () => {
  test('are set for all nights of a range or none, and rooms left stay', async () => {
    const { hotel_id, room_type_id } = await bookable(7)
    const rows = async () =>
      (
        await search.pool.query<{ night: string; price: number; free: number; min_stay: number }>(
          `select night::text, price, free, min_stay, closed_to_arrival from search.room_nights
           where room_type_id = (select room_type_id from search.room_types where id = $1) order by night`,
          [room_type_id],
        )
      ).rows
    const before = await rows()
    const price = { amount: 4_711, currency: 'EUR' }
    const put = (from: string, to: string) =>
      search.rates<RatesAnswer>(hotel_id, room_type_id, {
        from,
        to,
        price,
        min_stay: 2,
        closed_to_arrival: true,
      })
    const { status, body } = await put(day(30), day(33))
    expect([status, body.nights]).toEqual([200, 3])
    const expected = before.map((row) =>
      row.night >= day(30) && row.night < day(33)
        ? { ...row, price: 4_711, min_stay: 2, closed_to_arrival: true }
        : row,
    )
    expect(await rows()).toEqual(expected)
    // The dataset has 60 nights: the last of these is not there, so none is changed.
    const beyond = await put(day(58), day(62))
    expect([beyond.status, (beyond.body as unknown as Gone).code]).toEqual([409, 'no_inventory'])
    expect(await rows()).toEqual(expected)
  })

  test('are set one by one, what is left out staying as it is, and read back', async () => {
    const { hotel_id, room_type_id } = await bookable(2)
    const range = { from: day(40), to: day(43) }
    const path = `/v1/hotels/${hotel_id}/rates?from=${day(38)}&to=${day(43)}`
    const read = async () => {
      const { body } = await search.send<HotelRates>('GET', path, { token: search.tokens.rates })
      return body.data.find((one) => one.room_type_id === room_type_id)?.nights ?? []
    }
    const put = async (changes: object) =>
      expect((await search.rates(hotel_id, room_type_id, { ...range, ...changes })).status).toBe(200)
    await put({ min_stay: 2, closed_to_arrival: true, price: { amount: 5_000, currency: 'EUR' } })
    await search.rates(hotel_id, room_type_id, { from: day(41), to: day(42), min_stay: 5 })
    await put({ price: { amount: 6_000, currency: 'EUR' } })
    const nights = await read()
    expect(nights.map(({ night }) => night)).toEqual([38, 39, 40, 41, 42].map(day))
    expect(nights.slice(2)).toEqual(
      [2, 5, 2].map((min_stay, i) => ({
        ...{ night: day(40 + i), price: { amount: 6_000, currency: 'EUR' }, min_stay },
        closed_to_arrival: true,
      })),
    )
    await put({ closed_to_arrival: false })
    expect((await read()).slice(2).map((one) => [one.min_stay, one.closed_to_arrival])).toEqual([
      [2, false],
      [5, false],
      [2, false],
    ])
    // Nights that are over, and those that nobody sells yet, have none.
    const beyond = `/v1/hotels/${hotel_id}/rates?from=${day(-5)}&to=${day(200)}`
    const { body } = await search.send<HotelRates>('GET', beyond, { token: search.tokens.rates })
    expect(body.data[0]?.nights).toHaveLength(60)
    for (const [query, token, expected] of [
      [`from=${day(3)}&to=${day(3)}`, search.tokens.rates, '422 validation_failed to order'],
      [`from=${day(3)}&to=${day(400)}`, search.tokens.rates, '422 validation_failed to too_long'],
      ['from=x&to=y', search.tokens.rates, '422 validation_failed from date to date'],
      [`from=${day(3)}&to=${day(4)}`, search.tokens.quote, '403 insufficient_scope'],
    ] as const) {
      const answer = await search.send<Gone>('GET', `/v1/hotels/${hotel_id}/rates?${query}`, { token })
      expect(line(answer)).toBe(expected)
    }
    const nowhere = `/v1/hotels/htl_${'0'.repeat(26)}/rates?from=${day(3)}&to=${day(4)}`
    expect(line(await search.send<Gone>('GET', nowhere, { token: search.tokens.rates }))).toBe(
      '404 unknown_hotel',
    )
  })

  test('that many change at once end alike in the database and in memory', async () => {
    const request = await bookable(8)
    const { hotel_id, room_type_id } = request
    const changes = Array.from({ length: 40 }, (_, i) => ({
      from: day(14 + (i % 3)),
      to: day(18 + (i % 2)),
      price: { amount: 5_000 + i, currency: 'EUR' },
      min_stay: 1,
      closed_to_arrival: false,
    }))
    const answers = await Promise.all(changes.map((one) => search.rates(hotel_id, room_type_id, one)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const address = `/v1/hotels/${hotel_id}/availability?${stayQuery}`
    const [memory, database] = await Promise.all(
      ['index', 'sql'].map((engine) => search.get(`${address}&engine=${engine}`)),
    )
    expect(memory?.text).toBe(database?.text ?? '')
  })

  test('come through while rooms left are written in another order', async () => {
    const { hotel_id, room_type_id } = await bookable(8)
    const own = '(select room_type_id from search.room_types where id = $1)'
    const other = await search.pool.connect()
    const lock = (night: string) =>
      other.query(`update search.room_nights set free = free where room_type_id = ${own} and night = $2`, [
        room_type_id,
        night,
      ])
    await other.query('begin')
    // This side gives up late, so that the other one is ended.
    await other.query("set local deadlock_timeout = '60s'")
    await lock(day(22))
    const rates = search.rates(hotel_id, room_type_id, {
      from: day(20),
      to: day(23),
      price: { amount: 8_888, currency: 'EUR' },
      min_stay: 1,
      closed_to_arrival: false,
    })
    const waits =
      'select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0'
    while ((await search.pool.query(waits)).rows.length === 0) await Bun.sleep(5)
    await lock(day(20))
    await other.query('commit')
    other.release()
    expect((await rates).status).toBe(200)
  })

  test('that another process set are found, those that it sets while one starts, too', async () => {
    const { hotel_id, room_type_id } = await bookable(9)
    const address = `/v1/hotels/${hotel_id}/availability?${stayQuery}`
    const put = (amount: number) =>
      search.rates(hotel_id, room_type_id, {
        from: day(14),
        to: day(17),
        price: { amount, currency: 'EUR' },
        min_stay: 1,
        closed_to_arrival: false,
      })
    const starting = search.start()
    for (let amount = 7_000; amount < 7_020; amount++) await put(amount)
    const other = await starting
    await put(7_777)
    const found = async () => (await search.get(address, other)).text
    const truth = (await search.get(`${address}&engine=sql`)).text
    expect(truth).toContain('"amount":23331')
    for (let tries = 0; tries < 300 && (await found()) !== truth; tries++) await Bun.sleep(10)
    expect(await found()).toBe(truth)
  })

  test('of a transaction that began early and ended late are found', async () => {
    const { hotel_id, room_type_id } = await bookable(0)
    const client = await search.pool.connect()
    const own = '(select room_type_id from search.room_types where id = $1)'
    await client.query('begin')
    await client.query('select pg_current_xact_id()')
    // Meanwhile another one begins, ends, and is followed.
    await rated(await bookable(4), {})
    await Bun.sleep(700)
    await client.query(`update search.room_nights set price = 6543 where room_type_id = ${own}`, [
      room_type_id,
    ])
    await client.query(
      `insert into search.rate_changes (room_type_id, first_night, last_night) values (${own}, $2, $3)`,
      [room_type_id, day(0), day(59)],
    )
    await client.query('commit')
    client.release()
    const address = `/v1/hotels/${hotel_id}/availability?${stayQuery}`
    const found = async () => (await search.get(address)).text
    for (let tries = 0; tries < 300 && !(await found()).includes('6543'); tries++) await Bun.sleep(10)
    expect(await found()).toBe((await search.get(`${address}&engine=sql`)).text)
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['for the past', { from: day(-2) }, '422 validation_failed from past'],
    ['backwards', { to: day(14) }, '422 validation_failed to order'],
    ['for two years', { to: day(14 + 367) }, '422 validation_failed to too_long'],
    ['far ahead', { from: day(541), to: day(542) }, '422 validation_failed from too_far'],
    ['for no date', { from: 'soon' }, '422 validation_failed from date'],
    ['for nothing', { price: { amount: 0, currency: 'EUR' } }, '422 validation_failed price.amount minimum'],
    [
      'for too much',
      { price: { amount: rate_limits.max_price + 1, currency: 'EUR' } },
      '422 validation_failed price.amount maximum',
    ],
    [
      'in another currency',
      { price: { amount: 1, currency: 'JPY' } },
      '422 validation_failed price.currency currency',
    ],
    [
      'without anything to set',
      { price: undefined, min_stay: undefined, closed_to_arrival: undefined },
      '422 validation_failed price required',
    ],
    ['without a least stay', { min_stay: 0 }, '422 validation_failed min_stay minimum'],
    ['with a long least stay', { min_stay: 31 }, '422 validation_failed min_stay maximum'],
    [
      'with a text of a boolean',
      { closed_to_arrival: 'true' },
      '422 validation_failed closed_to_arrival type',
    ],
    ['with rooms', { free: 9 }, '422 validation_failed free unknown'],
  ])('are refused %s', async (_what, changes, expected) => {
    const { hotel_id, room_type_id } = await bookable(6)
    const price = { amount: 9_900, currency: 'EUR' }
    const rates = { from: day(14), to: day(15), price, min_stay: 1, closed_to_arrival: false, ...changes }
    expect(line(await search.rates<Gone>(hotel_id, room_type_id, rates))).toBe(expected)
  })

  test('are refused for what is not there, and without the scope', async () => {
    const [a, b] = [await bookable(6), await bookable(5)]
    const price = { amount: 9_900, currency: 'EUR' }
    const rates = { from: day(14), to: day(15), price, min_stay: 1, closed_to_arrival: false }
    const put = async (hotel_id: string, room_type_id: string) =>
      line(await search.rates<Gone>(hotel_id, room_type_id, rates))
    const nowhere = '00000000000000000000000000'
    expect(await put(`htl_${nowhere}`, a.room_type_id)).toBe('404 unknown_hotel')
    expect(await put(a.hotel_id, `rmt_${nowhere}`)).toBe('404 unknown_room_type')
    expect(await put(a.hotel_id, b.room_type_id)).toBe('404 unknown_room_type')
    expect(await put(a.hotel_id, 'x')).toBe('422 validation_failed room_type_id pattern')
    const path = `/v1/hotels/${a.hotel_id}/room-types/${a.room_type_id}/rates`
    const with_quote = { token: search.tokens.quote, body: JSON.stringify(rates) }
    expect(line(await search.send<Gone>('PUT', path, with_quote))).toBe('403 insufficient_scope')
  })
})

test('keys are published without their private halves, and are the same in every process', async () => {
  const keys = (await search.get<{ keys: object[] }>(QUOTE_KEYS_PATH)).body.keys
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  const other = await search.start()
  expect((await search.get<{ keys: object[] }>(QUOTE_KEYS_PATH, other)).body.keys).toEqual(keys)
  const pool = databasePool({ url: search.url, size: 1, name: 'keys-test' })
  const { rows } = await pool.query<{ private_key: Buffer }>('select private_key from search.signing_keys')
  expect(rows[0]?.private_key.toString('latin1')).not.toContain('"d"')
  await pool.end()
})
