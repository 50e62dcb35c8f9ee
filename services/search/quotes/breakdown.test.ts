/** Sums are exact for every stay, party and rule; and some breakdowns worked out by hand. */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { countries, currencyOf } from '#lib/dataset/countries'
import { limits } from '../contract.ts'
import { rate_limits } from '../rates/contract.ts'
import { breakdown } from './breakdown.ts'
import { cancellationTimeline } from './cancellation.ts'
import { share } from './money.ts'
import { type TaxRules, taxesOf } from './taxes.ts'

const source = 'generated' as const
const bp = (max: number) => fc.integer({ min: 0, max })
const rules: fc.Arbitrary<TaxRules> = fc.record({
  room: fc.record({
    kind: fc.constantFrom('vat' as const, 'sales_tax' as const),
    included: fc.boolean(),
    rate_basis_points: bp(3_000),
    source: fc.constant(source),
  }),
  city: fc.option(
    fc.oneof(
      fc.record({
        basis: fc.constant('percent' as const),
        rate_basis_points: bp(2_000),
        source: fc.constant(source),
      }),
      fc.record({
        basis: fc.constant('per_person_night' as const),
        minor_units: fc.integer({ min: 1, max: 10_000_000 }),
        source: fc.constant(source),
      }),
    ),
    { nil: undefined },
  ),
})
const prices = fc.array(fc.integer({ min: 1, max: rate_limits.max_price }), {
  minLength: 1,
  maxLength: limits.max_nights,
})
const party = fc.record({
  adults: fc.integer({ min: 1, max: limits.max_adults }),
  children: fc.integer({ min: 0, max: limits.max_children }),
  rooms: fc.integer({ min: 1, max: limits.max_rooms }),
})

describe('a breakdown', () => {
  test('adds up, whatever the stay', () => {
    fc.assert(
      fc.property(prices, party, rules, (nights, guests, rule) => {
        const { subtotal, taxes, total } = breakdown(nights, guests, rule, 'EUR')
        let sum = 0n
        for (const price of nights) sum += BigInt(price) * BigInt(guests.rooms)
        expect(BigInt(subtotal)).toBe(sum)
        for (const tax of taxes) if (!tax.included) sum += BigInt(tax.amount.amount)
        expect(BigInt(total)).toBe(sum)
        for (const { amount, included, kind } of taxes) {
          expect(Number.isSafeInteger(amount.amount)).toBe(true)
          expect(amount.amount).toBeGreaterThanOrEqual(0)
          expect(amount.currency).toBe('EUR')
          expect(included && kind === 'city_tax').toBe(false)
          if (included) expect(amount.amount).toBeLessThan(subtotal)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('has taxes within half a unit of their rate', () => {
    fc.assert(
      fc.property(prices, party, rules, (nights, guests, rule) => {
        const { subtotal, taxes } = breakdown(nights, guests, rule, 'EUR')
        const [room, city] = taxes
        const rate = BigInt(rule.room.rate_basis_points)
        const amount = BigInt(room?.amount.amount ?? -1)
        const net = rule.room.included ? BigInt(subtotal) - amount : BigInt(subtotal)
        // Included: the net amount times the rate makes the price again, but for half a unit of net.
        const off = rule.room.included ? net * (10_000n + rate) - BigInt(subtotal) * 10_000n : 0n
        expect((off < 0n ? -off : off) * 2n <= 10_000n + rate).toBe(true)
        if (!rule.room.included) {
          const difference = amount * 10_000n - BigInt(subtotal) * rate
          expect((difference < 0n ? -difference : difference) * 2n <= 10_000n).toBe(true)
        }
        if (rule.city?.basis !== 'percent' || city === undefined) return
        const persons = BigInt(guests.adults + guests.children)
        const exact = net * BigInt(rule.city.rate_basis_points) * BigInt(guests.adults)
        const difference = BigInt(city.amount.amount) * 10_000n * persons - exact
        expect((difference < 0n ? -difference : difference) * 2n <= 10_000n * persons).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('of three nights in Berlin, by hand', () => {
    const berlin = { country_code: 'DE', destination_id: 2950159, stars: 4, currency: 'EUR' }
    const guests = { adults: 2, children: 1, rooms: 1 }
    const made = breakdown([10_000, 10_000, 12_100], guests, taxesOf(berlin, 1), 'EUR')
    // 321.00 with 7 % in it is 300.00 and 21.00; 7.5 % of two thirds of 300.00 is 15.00.
    expect([made.subtotal, made.total]).toEqual([32_100, 33_600])
    expect(made.taxes.map(({ kind, included, amount }) => [kind, included, amount.amount])).toEqual([
      ['vat', true, 2_100],
      ['city_tax', false, 1_500],
    ])
  })

  test('of two nights in Prague, by hand: children pay no city tax', () => {
    const prague = { country_code: 'CZ', destination_id: 3067696, stars: 3, currency: 'CZK' }
    const rooms = { adults: 3, children: 2, rooms: 2 }
    const made = breakdown([200_000, 200_000], rooms, taxesOf(prague, 1), 'CZK')
    // 50 CZK x 3 adults x 2 nights.
    expect([made.subtotal, made.total]).toEqual([800_000, 830_000])
    expect(made.taxes[1]).toMatchObject({
      kind: 'city_tax',
      taxed_guests: 3,
      per_person_night: { amount: 5_000 },
    })
  })

  test('where prices are shown without tax adds it', () => {
    const rule = { kind: 'sales_tax', included: false, rate_basis_points: 1_475, source } as const
    const made = breakdown(
      [20_001],
      { adults: 1, children: 0, rooms: 1 },
      { room: rule, city: undefined },
      'USD',
    )
    // 14.75 % of 200.01 is 29.501475.
    expect([made.subtotal, made.total]).toEqual([20_001, 22_951])
  })
})

describe('taxes', () => {
  const hotels = Object.keys(countries).flatMap((country_code) =>
    [1, 2, 3].map((destination_id) => ({
      country_code,
      destination_id,
      stars: 3,
      currency: currencyOf(country_code),
    })),
  )

  test('are the same for the same seed, within sense, and for another seed others where they are generated', () => {
    for (const hotel of hotels) {
      const { room, city } = taxesOf(hotel, 1)
      expect(taxesOf(hotel, 1)).toEqual({ room, city })
      expect(room.rate_basis_points).toBeWithin(300, 2_501)
      if (city?.basis === 'percent') expect(city.rate_basis_points).toBeWithin(50, 1_251)
      if (room.source === 'published') expect(taxesOf(hotel, 2).room).toEqual(room)
    }
    const generated = (seed: number) => JSON.stringify(hotels.map((hotel) => taxesOf(hotel, seed)))
    expect(generated(1)).not.toBe(generated(2))
  })

  test('are one VAT in a country, and each city its own', () => {
    const of = (country_code: string, destination_id: number) =>
      taxesOf({ country_code, destination_id, stars: 3, currency: currencyOf(country_code) }, 1)
    expect(of('TH', 1).room).toEqual(of('TH', 2).room)
    expect(of('FR', 1).room).toMatchObject({ included: true, rate_basis_points: 1_000, source: 'published' })
    expect(of('US', 1).room).toMatchObject({ kind: 'sales_tax', included: false, source: 'generated' })
    const cities = Array.from({ length: 50 }, (_, id) => JSON.stringify(of('FR', id + 1).city))
    expect(new Set(cities).size).toBeGreaterThan(10)
  })
})

describe('a cancellation', () => {
  const timeline = (policy: Parameters<typeof cancellationTimeline>[0], now: string) =>
    cancellationTimeline(policy, '2027-02-08', 33_601, 'EUR', new Date(now)).map(
      ({ until, refund_percent, refund }) => [until, refund_percent, refund.amount],
    )

  test('is a timeline of instants and amounts', () => {
    const now = '2026-11-23T12:00:00Z'
    expect(timeline('flexible', now)).toEqual([
      ['2027-02-07T00:00:00Z', 100, 33_601],
      [null, 0, 0],
    ])
    expect(timeline('moderate', now)).toEqual([
      ['2027-02-03T00:00:00Z', 100, 33_601],
      ['2027-02-07T00:00:00Z', 50, 16_801],
      [null, 0, 0],
    ])
    expect(timeline('strict', now)).toEqual([
      ['2027-01-25T00:00:00Z', 50, 16_801],
      [null, 0, 0],
    ])
    expect(timeline('non_refundable', now)).toEqual([[null, 0, 0]])
  })

  test('leaves out what is over, to the second', () => {
    expect(timeline('moderate', '2027-02-02T23:59:59Z')).toHaveLength(3)
    expect(timeline('moderate', '2027-02-03T00:00:00Z').map(([until]) => until)).toEqual([
      '2027-02-07T00:00:00Z',
      null,
    ])
    expect(timeline('moderate', '2027-02-08T09:00:00Z')).toEqual([[null, 0, 0]])
  })
})

test('a share is exact where floats are not', () => {
  expect(share(1, 1, 2)).toBe(1)
  expect(share(3, 1, 2)).toBe(2)
  expect(share(34_359_738_240_000, 9_999, 10_000)).toBe(34_356_302_266_176)
})
