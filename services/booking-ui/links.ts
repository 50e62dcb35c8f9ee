/** What a visitor looks for, and the addresses that say it. For the server and for browsers: nothing is checked here. */
import { addDays, type Clock, dateText, dayNumber, earliestToday, nightsBetween } from '#lib/dates'
import { type Amenity, limits, type Sort } from '#service/search/terms/contract'

/** Dates and party are always there; `min_price` and `max_price` are for one room and night, in whole currency units. */
export interface Form {
  /** As it was typed. */
  q?: string | undefined
  destination_id?: string | undefined
  check_in: string
  check_out: string
  adults: number
  children: number
  rooms: number
  min_price?: number | undefined
  max_price?: number | undefined
  stars: number[]
  amenities: Amenity[]
  sort: Sort
  cursor?: string | undefined
}

export const nightsOf = (form: Pick<Form, 'check_in' | 'check_out'>): number =>
  nightsBetween(form.check_in, form.check_out)

/** Dates and party, as the query of a link to a hotel. */
export type Stay = Pick<Form, 'check_in' | 'check_out' | 'adults' | 'children' | 'rooms'>

export function stayQuery({ check_in, check_out, adults, children, rooms }: Stay): string {
  return write({
    check_in,
    check_out,
    adults,
    children: children || undefined,
    rooms: rooms === 1 ? undefined : rooms,
  })
}

/** Address of the results for this form. The cursor belongs to one search alone: only `changes` may bring one. */
export function searchPath(form: Form, changes: Partial<Form> = {}): string {
  const next = { ...form, cursor: undefined, ...changes }
  const place =
    next.destination_id === undefined ? write({ q: next.q }) : write({ destination_id: next.destination_id })
  const filters = write({
    stars: next.stars.join(',') || undefined,
    amenities: next.amenities.join(',') || undefined,
    min_price: next.min_price,
    max_price: next.max_price,
    sort: next.sort === 'recommended' ? undefined : next.sort,
    cursor: next.cursor,
  })
  return `/search?${[place, stayQuery(next), filters].filter((part) => part !== '').join('&')}`
}

function write(values: Record<string, string | number | undefined>): string {
  return Object.entries(values)
    .flatMap(([name, value]) =>
      // A comma is legal in a query and easier on the eye.
      value === undefined ? [] : [`${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`],
    )
    .join('&')
}

/** Same place, dates and party; no filter and the order kept. */
export const withoutFilters = (form: Form): Form => ({
  ...form,
  min_price: undefined,
  max_price: undefined,
  stars: [],
  amenities: [],
})

/** The form moved by whole days, its length kept. */
export const movedBy = (form: Form, days: number): Form => ({
  ...form,
  check_in: addDays(form.check_in, days),
  check_out: addDays(form.check_out, days),
})

export const isPast = (date: string, clock: Clock): boolean => date < earliestToday(clock)
export const latestArrival = (clock: Clock): string =>
  dateText(dayNumber(earliestToday(clock)) + limits.max_days_ahead)
