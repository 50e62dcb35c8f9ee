/** From what was asked to bytes, through the cache of answers where there is one. */
import { dateText } from '#lib/dates'
import type { CalendarQuery } from '../calendar.ts'
import type { SearchQuery } from '../search.ts'
import type { Stay } from '../stay.ts'
import type { Bytes } from './answers.ts'
import type { Made } from './cache.ts'
import type { Index } from './load.ts'
import { placeCalendar } from './place-calendar.ts'
import { type RecommendationQuery, recommend } from './recommendations.ts'

/** Path and query of a request: what an answer is kept by. */
export const targetOf = (url: string): string => url.slice(url.indexOf('/', url.indexOf('//') + 2))

/** What was made for the same target before, when it still holds. */
export const keptAnswer = ({ cache }: Index, target: string, today: string): Bytes | undefined =>
  cache?.get(target, today)

/** Keeps what was made, and returns its bytes. */
export function keep({ cache }: Index, target: string, today: string, made: Made): Bytes {
  cache?.set(target, today, made)
  return made.body
}

/** `undefined`: no such destination. */
export function makeSearch(
  { catalogue, nights, engine, answers }: Index,
  query: SearchQuery,
): Made | undefined {
  const place = query.place.kind === 'point' ? 'all' : catalogue.destinationAt(query.place.destination_id)
  if (place === -1) return undefined
  const version = nights.versionOf(place)
  const page = engine.search(query)
  return page && { body: answers.search(query, page), place, version }
}

export function makeAvailability(index: Index, id: string, hotel: number, stay: Stay, day: number): Made {
  return ofHotel(index, hotel, () => index.answers.availability(id, hotel, stay, day))
}

export function makeCalendar(index: Index, id: string, hotel: number, query: CalendarQuery): Made {
  return ofHotel(index, hotel, () => index.answers.calendar(id, hotel, query))
}

/** `undefined`: no such destination. */
export function makePlaceCalendar(
  { catalogue, nights, answers }: Index,
  id: string,
  query: CalendarQuery,
): Made | undefined {
  const place = catalogue.destinationAt(Number(id.slice('geo_'.length)))
  if (place === -1) return undefined
  const version = nights.versionOf(place)
  const currency = answers.currencyAt(place)
  const least = placeCalendar(catalogue, nights, place, query)
  const data = Array.from(least, (amount, i) => ({
    night: dateText(query.day + i),
    from_price: amount === Number.POSITIVE_INFINITY ? null : { amount, currency },
  }))
  const { from, to } = query
  const body = new TextEncoder().encode(JSON.stringify({ destination_id: id, from, to, data }))
  return { body, place, version }
}

export function makeRecommendations({ catalogue, nights, answers }: Index, query: RecommendationQuery): Made {
  const version = nights.versionOf('all')
  return { body: answers.recommendations(recommend(catalogue, nights, query)), place: 'all', version }
}

function ofHotel({ catalogue, nights }: Index, hotel: number, make: () => Bytes): Made {
  const place = catalogue.destination_of[hotel] ?? 0
  const version = nights.versionOf(place)
  return { body: make(), place, version }
}
