/**
 * Reading an address: place, dates, party, filters, order and page. The same values fill the form, ask `search` and make
 * every link (`links.ts`), so that each state of the site can be bookmarked and works without a script.
 */
import { type Static, Type as t } from '@sinclair/typebox'
import { addDays, type Clock, earliestToday } from '#lib/dates'
import { minorDigits } from '#lib/money'
import { type FieldError, Problem } from '#lib/problem'
import { queryParser } from '#lib/query'
import { limits, type SearchParams, SearchParams as schema } from '#service/search/contract'
import { type Form, nightsOf } from './links.ts'

/** What a visitor sees who has not chosen dates. */
const DEFAULT_AHEAD_DAYS = 14
const DEFAULT_NIGHTS = 3
/** The calendar ends with four digits. Whatever is asked for there is refused by `search` in words. */
const LAST_ARRIVAL = '2999-12-01'
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
  const check_out =
    params.check_out ?? (check_in > LAST_ARRIVAL ? check_in : addDays(check_in, DEFAULT_NIGHTS))
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
