/** Months and their weeks, for calendars. */
import { addDays, dayNumber } from '#lib/dates'

/** `2027-01` */
export type Month = string

const FORM = /^\d{4}-(0[1-9]|1[0-2])$/

export const monthOf = (date: string): Month => date.slice(0, 7)

export function monthAfter(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const index = year * 12 + number - 1 + months
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
}

/** What an address asks for, or `fallback`; never outside of the bounds. */
export function readMonth(
  text: string | null,
  fallback: Month,
  bounds: { first: Month; last: Month },
): Month {
  const asked = text !== null && FORM.test(text) ? text : fallback
  // As texts they sort as they follow each other.
  return [bounds.first, asked, bounds.last].sort()[1] ?? fallback
}

/** 1 is Monday, 7 is Sunday. */
const weekdayOf = (date: string) => ((dayNumber(date) + 3) % 7) + 1

/** Rows of seven, from `first_weekday`; undefined for days of other months. */
export function weeksOf(month: Month, first_weekday: number): (string | undefined)[][] {
  const first = `${month}-01`
  const days = dayNumber(`${monthAfter(month, 1)}-01`) - dayNumber(first)
  const before = (weekdayOf(first) - first_weekday + 7) % 7
  const rows = Math.ceil((before + days) / 7)
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: 7 }, (_, column) => {
      const day = row * 7 + column - before
      return day >= 0 && day < days ? addDays(first, day) : undefined
    }),
  )
}
