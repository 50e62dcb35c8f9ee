/**
 * What the address holds: place, dates, party, filters, order and page. The same values fill the form, ask `search` and
 * make every link, so that each state of the site can be bookmarked and works without a script.
 */
import { type Static, Type as t } from '@sinclair/typebox'
import { addDays, type Clock, dateText, dayNumber, earliestToday, nightsBetween } from '#lib/dates'
import { minorDigits } from '#lib/money'
import { type FieldError, Problem } from '#lib/problem'
import { queryParser } from '#lib/query'
import { limits, type SearchParams, SearchParams as schema } from '#service/search/contract'

/** What a visitor sees who has not chosen dates. */
const DEFAULT_AHEAD_DAYS = 14
const DEFAULT_NIGHTS = 3
const PAGE = 20
/** Per room and night in whole units of the currency, also for those whose unit is worth little (VND, IDR). */
const MAX_PRICE = 1_000_000_000

const { properties } = schema
const FormParams = t.Object({
  q: t.Optional(t.String({ maxLength: limits.max_text })),
  destination_id: properties.destination_id,
  check_in: t.Optional(properties.check_in),
  check_out: t.Optional(properties.check_out),
  adults: properties.adults,
  children: properties.children,
  rooms: properties.rooms,
  min_price: t.Optional(t.Integer({ minimum: 0, maximum: MAX_PRICE })),
  max_price: t.Optional(t.Integer({ minimum: 0, maximum: MAX_PRICE })),
  stars: properties.stars,
  amenities: properties.amenities,
  sort: properties.sort,
  cursor: properties.cursor,
})
type FormParams = Static<typeof FormParams>
const parse = queryParser(FormParams)
const names = new Set(Object.keys(FormParams.properties))

/** Dates and party are always there; `min_price` and `max_price` are for one room and night, in whole currency units. */
export type Form = Required<Pick<FormParams, Given>> & {
  [Field in Exclude<keyof FormParams, Given>]?: FormParams[Field] | undefined
}
type Given = 'check_in' | 'check_out' | 'adults' | 'children' | 'rooms' | 'stars' | 'amenities' | 'sort'

/**
 * The form that a page's address holds, and the fields that could not be read, which get their defaults. Lenient where
 * a browser is (empty fields, repeated boxes, a stranger's tracking parameters), strict about values.
 * Throws a 400 Problem for broken encoding.
 */
export function readForm(url: string, clock: Clock): { form: Form; errors: readonly FieldError[] } {
  const pairs = rawPairs(url)
  try {
    return { form: complete(parse(rawUrl(pairs)), clock), errors: [] }
  } catch (error) {
    if (!(error instanceof Problem) || error.errors === undefined) throw error
    for (const { field } of error.errors) pairs.delete(field)
    return { form: complete(parse(rawUrl(pairs)), clock), errors: error.errors }
  }
}

function complete(params: FormParams, clock: Clock): Form {
  const { adults = 2, children = 0, rooms = 1, stars = [], amenities = [], sort = 'recommended' } = params
  const check_in = params.check_in ?? addDays(earliestToday(clock), DEFAULT_AHEAD_DAYS)
  const check_out = params.check_out ?? addDays(check_in, DEFAULT_NIGHTS)
  return { ...params, check_in, check_out, adults, children, rooms, stars, amenities, sort }
}

/** Still encoded, by name: known ones that have a value, a list's repetitions joined by commas. */
function rawPairs(url: string): Map<string, string> {
  const pairs = new Map<string, string>()
  const start = url.indexOf('?')
  if (start === -1) return pairs
  for (const pair of url.slice(start + 1).split('&')) {
    const [name = '', value = ''] = pair.split('=', 2)
    if (value === '' || !names.has(name)) continue
    const before = pairs.get(name)
    const list = name === 'stars' || name === 'amenities'
    pairs.set(name, before !== undefined && list ? `${before},${value}` : value)
  }
  return pairs
}

const rawUrl = (pairs: ReadonlyMap<string, string>) =>
  `?${[...pairs].map(([name, value]) => `${name}=${value}`).join('&')}`

export const nightsOf = (form: Form): number => nightsBetween(form.check_in, form.check_out)

/** Dates and party, as the query of a link to a hotel. */
export function stayQuery(form: Form, changes: Partial<Form> = {}): string {
  const { check_in, check_out, adults, children, rooms } = { ...form, ...changes }
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

/** What to ask `search`: prices for one room and night become prices for the stay, in minor units of `currency`. */
export function searchParams(form: Form, destination_id: string, currency: string): SearchParams {
  const {
    check_in,
    check_out,
    adults,
    children,
    rooms,
    sort,
    stars,
    amenities,
    min_price,
    max_price,
    cursor,
  } = form
  // Dates in the wrong order are refused by `search` itself; the price does not matter then.
  const units = 10 ** minorDigits(currency) * Math.max(1, nightsOf(form)) * rooms
  return {
    destination_id,
    check_in,
    check_out,
    adults,
    children,
    rooms,
    sort,
    limit: PAGE,
    ...(stars.length > 0 ? { stars } : {}),
    ...(amenities.length > 0 ? { amenities } : {}),
    ...(min_price === undefined ? {} : { min_price: min_price * units }),
    ...(max_price === undefined ? {} : { max_price: max_price * units }),
    ...(cursor === undefined ? {} : { cursor }),
  }
}
