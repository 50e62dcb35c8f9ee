/** For each night the least that a room of a place costs: what a visitor without a hotel in mind wants to know of dates. */
import type { CalendarQuery } from '../calendar.ts'
import { convert } from '../convert.ts'
import type { Catalogue } from './catalogue.ts'
import { MIN_STAY, type Nights } from './nights.ts'

/** Minor units of the place's currency, all rooms; infinite where none is free. `place` is a position in the catalogue. */
export function placeCalendar(
  catalogue: Catalogue,
  nights: Nights,
  place: number,
  { day, count, party }: Pick<CalendarQuery, 'day' | 'count' | 'party'>,
): Float64Array {
  const { first_hotel, first_room_type, max_adults, capacities, micro_euros, destinations } = catalogue
  const { adults, children, rooms } = party
  const { free, rules, shape } = nights
  const from = day - shape.first_day
  const begin = Math.max(0, -from)
  const end = Math.min(count, shape.nights - from)
  const own = new Float64Array(count)
  const least = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const target = destinations[place]?.micro_euros_per_minor ?? 1
  let hotel = 0
  const look = () => {
    own.fill(Number.POSITIVE_INFINITY)
    for (let type = first_room_type[hotel] ?? 0; type < (first_room_type[hotel + 1] ?? 0); type++) {
      if ((max_adults[type] ?? 0) * rooms < adults) continue
      if ((capacities[type] ?? 0) * rooms < adults + children) continue
      const base = type * shape.nights + from
      for (let i = begin; i < end; i++) {
        const at = base + i
        if (((rules[at] ?? 0) & MIN_STAY) === 0 || (free[at] ?? 0) < rooms) continue
        const price = nights.priceAt(at)
        if (price < (own[i] ?? 0)) own[i] = price
      }
    }
  }
  for (hotel = first_hotel[place] ?? 0; hotel < (first_hotel[place + 1] ?? 0); hotel++) {
    nights.steady(hotel, look)
    for (let i = begin; i < end; i++) {
      const price = own[i] ?? 0
      if (price === Number.POSITIVE_INFINITY) continue
      const converted = convert(price * rooms, micro_euros[hotel] ?? 1, target)
      if (converted < (least[i] ?? 0)) least[i] = converted
    }
  }
  return least
}
