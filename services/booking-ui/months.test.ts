import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { dayNumber } from '#lib/dates'
import { monthAfter, readMonth, weeksOf } from './months.ts'

test('months follow each other over years', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01')
  expect(monthAfter('2027-01', -1)).toBe('2026-12')
  expect(monthAfter('2026-11', 26)).toBe('2029-01')
})

test('a month in an address is kept within bounds, and nonsense is left out', () => {
  const bounds = { first: '2026-11', last: '2028-05' }
  for (const [text, month] of [
    ['2027-03', '2027-03'],
    ['1999-01', '2026-11'],
    ['9999-12', '2028-05'],
    ['2027-13', '2026-12'],
    ["2027-01'--", '2026-12'],
    [null, '2026-12'],
  ] as const)
    expect(readMonth(text, '2026-12', bounds)).toBe(month)
})

test('a month has each of its days once, in order, below its own weekday', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), fc.constantFrom(1, 6, 7), (months, first_weekday) => {
      const month = monthAfter('1980-01', months)
      const weeks = weeksOf(month, first_weekday)
      const days = weeks.flat().filter((day) => day !== undefined)
      const length = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
      expect(days.map((day) => Number(day.slice(8)))).toEqual(Array.from({ length }, (_, i) => i + 1))
      for (const week of weeks)
        for (const [column, day] of week.entries()) {
          if (day === undefined) continue
          const weekday = new Date(dayNumber(day) * 86_400_000).getUTCDay() || 7
          expect(((weekday - first_weekday + 7) % 7) + 0).toBe(column)
        }
      expect(weeks.every((week) => week.some((day) => day !== undefined))).toBe(true)
    }),
  )
})
