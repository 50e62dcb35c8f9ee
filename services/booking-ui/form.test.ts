/** The address as the state of the site: whatever a form can say survives a link, and nothing else gets in. */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays } from '#lib/dates'
import { Problem } from '#lib/problem'
import { amenities, sorts } from '#service/search/contract'
import { readForm, searchParams } from './form.ts'
import { type Form, movedBy, nightsOf, searchPath, stayQuery, withoutFilters } from './links.ts'

const clock = () => new Date('2026-11-23T12:00:00Z')
const read = (query: string) => readForm(`http://site/search?${query}`, clock)

const forms: fc.Arbitrary<Form> = fc
  .record({
    place: fc.constantFrom('geo_2988507', 'geo_1'),
    ahead: fc.integer({ min: 0, max: 500 }),
    nights: fc.integer({ min: 1, max: 30 }),
    adults: fc.integer({ min: 1, max: 30 }),
    children: fc.integer({ min: 0, max: 10 }),
    rooms: fc.integer({ min: 1, max: 8 }),
    stars: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
    amenities: fc.uniqueArray(fc.constantFrom(...amenities)),
    low: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
    high: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
    sort: fc.constantFrom(...sorts),
  })
  .map(({ place, ahead, nights, low, high, ...rest }) => {
    const check_in = addDays('2026-11-23', ahead)
    return {
      ...rest,
      destination_id: place,
      check_in,
      check_out: addDays(check_in, nights),
      min_price: low,
      max_price: high,
    }
  })

const plain = (form: Form) =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined))

describe('a form', () => {
  test('survives its own link', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const { form: again, errors } = readForm(`http://site${searchPath(form)}`, clock)
        expect(errors).toEqual([])
        expect(plain(again)).toEqual(plain(form))
      }),
    )
  })

  test('gives a hotel its stay and nothing else', () => {
    const { form } = read(
      'destination_id=geo_1&check_in=2026-12-07&check_out=2026-12-10&rooms=2&stars=4&sort=price',
    )
    expect(stayQuery(form)).toBe('check_in=2026-12-07&check_out=2026-12-10&adults=2&rooms=2')
  })

  test('without dates is for three nights in two weeks', () => {
    const { form } = read('')
    expect([form.check_in, form.check_out, form.adults, form.children, form.rooms]).toEqual([
      '2026-12-07',
      '2026-12-10',
      2,
      0,
      1,
    ])
  })

  test('takes what browsers send: empty fields, boxes repeated, strangers’ parameters', () => {
    const { form, errors } = read('q=&stars=4&stars=5&amenities=pool&min_price=&gclid=abc&utm_source=x')
    expect(errors).toEqual([])
    expect(form.stars).toEqual([4, 5])
    expect(form.amenities).toEqual(['pool'])
    expect(form.min_price).toBeUndefined()
  })

  test('keeps what is right and names what is not', () => {
    const { form, errors } = read('q=Paris&adults=99&check_in=2027-02-30&sort=luck&rooms=2')
    expect(errors.map(({ field, code }) => `${field} ${code}`).toSorted()).toEqual([
      'adults maximum',
      'check_in date',
      'sort enum',
    ])
    expect([form.q, form.rooms, form.adults]).toEqual(['Paris', 2, 2])
  })

  test('at the end of the calendar there are no nights, and search says so', () => {
    const { form, errors } = read('destination_id=geo_1&check_in=2999-12-30')
    expect(errors).toEqual([])
    expect([form.check_in, form.check_out, nightsOf(form)]).toEqual(['2999-12-30', '2999-12-30', 0])
  })

  test('never throws but for broken encoding, whatever the address holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (query) => {
        try {
          read(query)
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          expect(error.code).toBe('malformed_encoding')
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('a cursor is left behind by every change', () => {
  const { form } = read('destination_id=geo_1&cursor=abc')
  expect(searchPath(form)).not.toContain('cursor')
  expect(searchPath(form, { sort: 'price' })).not.toContain('cursor')
  expect(searchPath(form, { cursor: 'def' })).toContain('cursor=def')
})

test('prices for a room and night become prices for the stay in minor units', () => {
  const { form } = read('check_in=2026-12-07&check_out=2026-12-10&rooms=2&min_price=50&max_price=100')
  expect(searchParams(form, 'geo_1', 'EUR')).toMatchObject({ min_price: 30_000, max_price: 60_000 })
  expect(searchParams(form, 'geo_1', 'JPY')).toMatchObject({ min_price: 300, max_price: 600 })
})

test('moving and clearing leave the rest', () => {
  const { form } = read('check_in=2026-12-30&check_out=2027-01-02&stars=3&min_price=10&sort=rating')
  expect([movedBy(form, 3).check_in, movedBy(form, 3).check_out]).toEqual(['2027-01-02', '2027-01-05'])
  const cleared = withoutFilters(form)
  expect([cleared.stars, cleared.amenities, cleared.min_price, cleared.sort]).toEqual([
    [],
    [],
    undefined,
    'rating',
  ])
})
