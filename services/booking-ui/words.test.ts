/** Dates, prices and policies as a guest reads them. */
import { describe, expect, test } from 'bun:test'
import { readForm } from './form.ts'
import { de } from './text/de.ts'
import { en } from './text/en.ts'
import { zh } from './text/zh.ts'
import { words } from './words.ts'

const at = (instant: string) => words(en, () => new Date(instant))
const clock = () => new Date('2026-11-23T12:00:00Z')
const now = at('2026-11-23T12:00:00Z')
const form = (query: string) => readForm(`http://site/?${query}`, () => new Date('2026-11-23T12:00:00Z')).form

test('a stay', () => {
  const week = form('check_in=2026-12-29&check_out=2027-01-02&adults=1&children=2&rooms=1')
  expect(now.stay(week).replaceAll(/[\u2009\u202f\u00a0]/g, ' ')).toBe('29 Dec 2026 – 2 Jan 2027, 4 nights')
  expect(now.party(week)).toBe('1 adult, 2 children')
  expect(now.party(form('adults=4&rooms=2'))).toBe('4 adults, 2 rooms')
})

test('prices, whole ones without their zeros', () => {
  expect(now.money({ amount: 110_200, currency: 'EUR' })).toBe('€1,102')
  expect(now.money({ amount: 110_250, currency: 'EUR' })).toBe('€1,102.50')
  expect(now.money({ amount: 12_900, currency: 'JPY' })).toBe('¥12,900')
  const three = form('check_in=2026-12-07&check_out=2026-12-10&rooms=2&adults=2')
  expect(now.perNight({ amount: 100_000, currency: 'EUR' }, three)).toBe('€166.67')
})

test('distances as one walks them', () => {
  expect([now.distance(0), now.distance(340), now.distance(949), now.distance(1_240)]).toEqual([
    '0 m',
    '350 m',
    '950 m',
    '1.2 km',
  ])
})

test('countries by the names that each language has for them', () => {
  const wien = { name: 'Wien', country: 'Austria', country_code: 'AT' }
  expect(now.place(wien)).toBe('Wien, Austria')
  expect(words(de, clock).place(wien)).toBe('Wien, Österreich')
  expect(words(zh, clock).place(wien)).toContain('奥地利')
  // No code that Intl knows.
  expect(words(de, clock).country({ country: 'Somewhere', country_code: '??' })).toBe('Somewhere')
})

describe('a policy', () => {
  test('names the day before which everything comes back', () => {
    expect(now.policy('flexible', '2026-12-07')).toEqual({
      generous: true,
      lines: ['Free cancellation before Sun 6 Dec'],
    })
  })

  test('goes on with what comes back later', () => {
    expect(now.policy('moderate', '2026-12-07').lines).toEqual([
      'Free cancellation before Wed 2 Dec',
      'then 50% back before Sun 6 Dec',
    ])
  })

  test('leaves out what is over', () => {
    expect(at('2026-12-02T00:00:00Z').policy('moderate', '2026-12-07').lines).toEqual([
      '50% back if you cancel before Sun 6 Dec',
    ])
    expect(at('2026-12-06T00:00:00Z').policy('moderate', '2026-12-07')).toEqual({
      generous: false,
      lines: ['Non-refundable for these dates'],
    })
    expect(at('2026-12-01T23:59:59Z').policy('moderate', '2026-12-07').generous).toBe(true)
  })

  test('says plainly when nothing comes back', () => {
    expect(now.policy('non_refundable', '2026-12-07')).toEqual({ generous: false, lines: ['Non-refundable'] })
    expect(now.policy('strict', '2026-12-07').lines).toEqual(['Non-refundable for these dates'])
  })
})
