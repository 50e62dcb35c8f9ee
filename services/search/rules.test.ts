/** The rules of a search without a database: stays, contradictions, cursors, distances. */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays } from '#lib/dates'
import { Problem } from '#lib/problem'
import { limits, type SearchParams } from './contract.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { distance_m, lngScale } from './geo.ts'
import { searchQuery } from './search.ts'
import { fits, readStay } from './stay.ts'

const today = '2026-11-23'
const stay = (check_in: number, nights: number, rest: object = {}) => {
  const from = addDays(today, check_in)
  return { check_in: from, check_out: addDays(from, nights), ...rest }
}
const codes = (params: Parameters<typeof readStay>[0]) =>
  readStay(params, today).errors.map(({ field, code }) => `${field} ${code}`)

describe('a stay', () => {
  test.each([
    ['tonight', stay(0, 1), []],
    ['yesterday', stay(-1, 1), ['check_in past']],
    ['the longest', stay(1, limits.max_nights), []],
    ['a night longer', stay(1, limits.max_nights + 1), ['check_out too_long']],
    ['none at all', stay(1, 0), ['check_out order']],
    ['backwards', stay(5, -2), ['check_out order']],
    ['the furthest ahead', stay(limits.max_days_ahead, 1), []],
    ['a day further', stay(limits.max_days_ahead + 1, 1), ['check_in too_far']],
    ['as many rooms as adults', stay(1, 1, { adults: 3, rooms: 3 }), []],
    ['an empty room', stay(1, 1, { adults: 2, children: 5, rooms: 3 }), ['rooms more_than_adults']],
    [
      'everything wrong',
      stay(-9, -1, { rooms: 8 }),
      ['check_in past', 'check_out order', 'rooms more_than_adults'],
    ],
  ])('%s', (_what, params, expected) => {
    expect(codes(params)).toEqual(expected)
  })

  test('crosses months, leap days and changes of clocks by the calendar', () => {
    const nights = (check_in: string, check_out: string) =>
      readStay({ check_in, check_out }, today).stay.nights
    expect(nights('2028-02-27', '2028-03-02')).toBe(4)
    expect(nights('2027-03-27', '2027-03-29')).toBe(2)
    expect(nights('2026-12-31', '2027-01-01')).toBe(1)
  })

  test('fits by adults and by everyone', () => {
    const party = (adults: number, children: number, rooms: number) =>
      readStay(stay(1, 1, { adults, children, rooms }), today).stay
    const double = { max_adults: 2, capacity: 3 }
    expect(fits(double, party(2, 1, 1))).toBe(true)
    expect(fits(double, party(3, 0, 1))).toBe(false)
    expect(fits(double, party(2, 2, 1))).toBe(false)
    expect(fits(double, party(3, 3, 2))).toBe(true)
  })
})

describe('a search', () => {
  const refused = (params: Partial<SearchParams>) => {
    try {
      searchQuery({ ...stay(1, 2), ...params } as SearchParams, today)
      return []
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return (error.errors ?? []).map(({ field }) => field)
    }
  }
  const paris = { destination_id: 'geo_2988507' }

  test.each([
    ['nowhere', {}, ['destination_id']],
    ['a place and a point', { ...paris, lat: 1, lng: 1, radius_km: 1 }, ['destination_id']],
    ['half a point', { lat: 48 }, ['lng', 'radius_km']],
    ['a point without a radius', { lat: 48, lng: 2 }, ['radius_km']],
    ['a radius without a point', { radius_km: 5 }, ['lat', 'lng']],
    ['prices in the wrong order', { ...paris, min_price: 2, max_price: 1 }, ['max_price']],
  ])('%s is refused with its fields', (_what, params, fields) => {
    expect(refused(params)).toEqual(fields)
  })

  test('takes equal prices, and nothing but a place', () => {
    expect(refused(paris)).toEqual([])
    expect(refused({ ...paris, min_price: 5, max_price: 5 })).toEqual([])
  })

  test('has a fingerprint of everything but the page', () => {
    const fingerprint = (params: Partial<SearchParams>) =>
      searchQuery({ ...stay(1, 2), ...paris, ...params } as SearchParams, today).fingerprint
    const plain = fingerprint({})
    expect(fingerprint({ limit: 3 })).toBe(plain)
    const others: Partial<SearchParams>[] = [
      { destination_id: 'geo_1' },
      { adults: 3 },
      { children: 1 },
      { rooms: 2 },
      { sort: 'price' },
      { stars: [4] },
      { amenities: ['pool'] },
      { min_price: 1 },
      { max_price: 1 },
      { check_out: addDays(today, 4) },
    ]
    expect(new Set([plain, ...others.map(fingerprint)]).size).toBe(others.length + 1)
  })
})

describe('a cursor', () => {
  test('comes back as it went', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 36 ** 7 - 1 }),
        fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
        fc.integer({ min: 1, max: 2_147_483_647 }),
        (print, key, hotel_id) => {
          const fingerprint = print.toString(36)
          expect(decodeCursor(encodeCursor(fingerprint, { key, hotel_id }))).toEqual({
            fingerprint,
            position: { key, hotel_id },
          })
        },
      ),
    )
  })

  test('that nobody made is no cursor, and never an error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const decoded = decodeCursor(text)
        if (decoded !== undefined) expect(encodeCursor(decoded.fingerprint, decoded.position)).toBe(text)
      }),
    )
    const whole = encodeCursor('abc', { key: 12, hotel_id: 7 })
    for (const broken of [whole.slice(0, -1), `${whole}=`, `${whole}A`, ` ${whole}`, ''])
      expect(decodeCursor(broken)).toBeUndefined()
  })
})

describe('distance', () => {
  /** Great circle on a sphere of 6,371,008.8 m (IUGG mean radius). */
  const haversine_m = (a: { lat: number; lng: number }, b: { lat: number; lng: number }) => {
    const r = Math.PI / 180
    const s =
      Math.sin(((b.lat - a.lat) * r) / 2) ** 2 +
      Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin(((b.lng - a.lng) * r) / 2) ** 2
    return 2 * 6_371_008.8 * Math.asin(Math.sqrt(s))
  }

  test('is within 0.8 % of the great circle for the largest radius, up to 65 degrees, across the date line', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -65, max: 65, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: 1, max: limits.max_radius_km, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (lat, lng, km, bearing) => {
          const centre = { lat, lng, lng_scale: lngScale(lat) }
          const east = lng + (Math.sin(bearing) * km) / 111.195 / centre.lng_scale
          const point = { lat: lat + (Math.cos(bearing) * km) / 111.195, lng: ((east + 540) % 360) - 180 }
          const truth = haversine_m(centre, point)
          expect(Math.abs(distance_m(centre, point) - truth)).toBeLessThan(truth * 0.008 + 2)
        },
      ),
    )
  })

  test('is nothing to itself', () => {
    expect(distance_m({ lat: 48.85, lng: 2.35, lng_scale: lngScale(48.85) }, { lat: 48.85, lng: 2.35 })).toBe(
      0,
    )
  })
})
