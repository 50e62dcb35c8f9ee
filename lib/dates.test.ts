import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays, dateText, dayNumber, earliestToday, nightsBetween, parseDate } from '#lib/dates'

const first = dayNumber('1900-01-01')
const last = dayNumber('2999-12-31')
const day = fc.integer({ min: first, max: last })

describe('dates', () => {
  test('count days from 1970', () => {
    expect(dayNumber('1970-01-01')).toBe(0)
    expect(dayNumber('2026-11-23')).toBe(20_780)
    expect(dateText(-1)).toBe('1969-12-31')
  })

  test('are those of the calendar, every one of them', () => {
    for (let n = first, ms = first * 86_400_000; n <= last; n++, ms += 86_400_000) {
      const text = new Date(ms).toISOString().slice(0, 10)
      if (parseDate(text) !== n) throw new Error(`${text} is not day ${n}`)
    }
    expect(parseDate('2026-02-28')).toBe(dayNumber('2026-03-01') - 1)
  })

  test('exist or not as the calendar says', () => {
    for (const text of ['2024-02-29', '2000-02-29', '2026-12-31']) expect(parseDate(text)).toBeNumber()
    for (const text of [
      ...['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32'],
      ...[
        '',
        '2026-1-1',
        '26-01-01',
        '2026-01-01 ',
        '2026-01-01T00:00:00Z',
        '+002026-01-01',
        '２０２６-01-01',
      ],
      ...['0000-01-01', '1899-12-31', '3000-01-01', '9999-12-31'],
    ])
      expect(parseDate(text)).toBeUndefined()
  })

  test('round-trip, in order, a day apart, whatever the time zone', () => {
    fc.assert(
      fc.property(day, (n) => {
        expect(parseDate(dateText(n))).toBe(n)
        expect(dateText(n) < dateText(n + 1)).toBe(true)
      }),
    )
  })

  test('any text is a date that prints the same, or none', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
    const shaped = fc.tuple(digits(4), digits(2), digits(2)).map((parts) => parts.join('-'))
    fc.assert(
      fc.property(fc.oneof(shaped, fc.string()), (text) => {
        const found = parseDate(text)
        if (found !== undefined) expect(dateText(found)).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a stay is as long as was added', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -365, max: 365 }), (n, nights) => {
        const check_in = dateText(n)
        const check_out = addDays(check_in, nights)
        fc.pre(parseDate(check_out) !== undefined)
        expect(nightsBetween(check_in, check_out)).toBe(nights)
      }),
    )
  })

  test('that a stranger gives may be moved by a stay without leaving four digits', () => {
    expect(addDays('2999-12-31', 540)).toHaveLength(10)
    expect(addDays('1900-01-01', -540)).toHaveLength(10)
    expect(() => addDays('2026-01-01', 1e7)).toThrow(RangeError)
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
  })

  test('today is the earliest anywhere: it turns at noon UTC', () => {
    expect(earliestToday(() => new Date('2026-11-23T11:59:59Z'))).toBe('2026-11-22')
    expect(earliestToday(() => new Date('2026-11-23T12:00:00Z'))).toBe('2026-11-23')
  })
})
