/** Hotels near a point that are worth a look: cheapest, best rated, or nearest. */
import { limits, type RecommendationOrder } from '../contract.ts'
import { distance_m, lngScale } from '../geo.ts'
import type { Catalogue } from './catalogue.ts'
import { CLOSED_TO_ARRIVAL, MIN_STAY, type Nights } from './nights.ts'

export interface Recommended {
  hotel: number
  distance_m: number
  /** Minor units of the hotel's currency. */
  from_price: number
}

export interface RecommendationQuery {
  lat: number
  lng: number
  radius_m: number
  by: RecommendationOrder
  limit: number
  /** Prices are of the nights from this day on. */
  day: number
}

/** The best first; hotels without a free room in the time looked at are no recommendation. */
export function recommend(catalogue: Catalogue, nights: Nights, query: RecommendationQuery): Recommended[] {
  const centre = { lat: query.lat, lng: query.lng, lng_scale: lngScale(query.lat) }
  const near = catalogue
    .near(query.lat, query.lng, query.radius_m)
    .map((hotel) => ({
      hotel,
      distance_m: distance_m(centre, { lat: catalogue.lats[hotel] ?? 0, lng: catalogue.lngs[hotel] ?? 0 }),
    }))
    .filter((one) => one.distance_m <= query.radius_m)
  const ids = catalogue.hotel_ids
  const ordered = <T extends { hotel: number }>(list: T[], key: (one: T) => number) =>
    list.sort((a, b) => key(a) - key(b) || (ids[a.hotel] ?? 0) - (ids[b.hotel] ?? 0))

  if (query.by === 'price') {
    const priced = near.flatMap((one) => withPrice(catalogue, nights, one, query.day))
    // Within the radius there may be two countries.
    const price = ({ hotel, from_price }: Recommended) => from_price * (catalogue.micro_euros[hotel] ?? 1)
    return ordered(priced, price).slice(0, query.limit)
  }
  ordered(
    near,
    query.by === 'distance' ? (one) => one.distance_m : ({ hotel }) => catalogue.rating_keys[hotel] ?? 0,
  )
  const found: Recommended[] = []
  for (const one of near) {
    if (found.length === query.limit) break
    found.push(...withPrice(catalogue, nights, one, query.day))
  }
  return found
}

/** Empty when no night is free. */
function withPrice(
  catalogue: Catalogue,
  nights: Nights,
  one: { hotel: number; distance_m: number },
  day: number,
): Recommended[] {
  const from_price = nights.steady(one.hotel, () => lowest(catalogue, nights, one.hotel, day))
  return from_price === Number.POSITIVE_INFINITY ? [] : [{ ...one, from_price }]
}

/** The lowest price of one night for two, among the nights looked at. */
function lowest(catalogue: Catalogue, nights: Nights, hotel: number, day: number): number {
  const { free, rules } = nights
  const { first_day, nights: count } = nights.shape
  const from = Math.max(0, day - first_day)
  const to = Math.min(count, day - first_day + limits.recommended_nights)
  const end = catalogue.first_room_type[hotel + 1] ?? 0
  let best = Number.POSITIVE_INFINITY
  for (let room_type = catalogue.first_room_type[hotel] ?? 0; room_type < end; room_type++) {
    if ((catalogue.max_adults[room_type] ?? 0) < 2) continue
    const base = room_type * count
    for (let at = base + from; at < base + to; at++) {
      const rule = rules[at] ?? 0
      // One night can be had alone: a longer least stay is another price.
      if ((rule & MIN_STAY) !== 1 || (rule & CLOSED_TO_ARRIVAL) !== 0 || (free[at] ?? 0) === 0) continue
      const price = nights.priceAt(at)
      if (price < best) best = price
    }
  }
  return best
}
