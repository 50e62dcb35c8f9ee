/** From rows to what the contract promises. */
import {
  type Amenity,
  type AvailabilityAnswer,
  amenities,
  type CancellationPolicy,
  type Destination,
  type Facets,
  type Hotel,
  type HotelOffer,
  type RoomTypeAvailability,
  type SearchAnswer,
  type UnavailableReason,
} from './contract.ts'
import { encodeCursor } from './cursor.ts'
import { bandEdges, FacetCounts, facetAnswer } from './facets.ts'
import type { SearchQuery } from './search.ts'
import type { AvailabilityRow, DestinationRow, HotelRow, RoomTypeRow, SearchRow } from './sql.ts'
import { fits, type Stay } from './stay.ts'

const amenity_lists = new Map<number, Amenity[]>()

/** The names behind a bit mask. Few masks occur, so each list is made once. */
export function amenityNames(mask: number): Amenity[] {
  let names = amenity_lists.get(mask)
  if (names === undefined) {
    names = amenities.filter((_, i) => (mask & (1 << i)) !== 0)
    if (amenity_lists.size < 100_000) amenity_lists.set(mask, names)
  }
  return names
}

export const destinationId = (id: number): string => `geo_${id}`

/** `undefined` when there is no such destination. */
export function searchAnswer(
  query: SearchQuery,
  rows: readonly SearchRow[],
  facets?: Facets,
): SearchAnswer | undefined {
  const first = rows[0]
  if (first === undefined) return query.place.kind === 'point' ? emptyPlanet(query) : undefined
  const matches = first.hotel_id === null ? [] : rows
  const page = matches.slice(0, query.limit)
  const last = page.at(-1)
  const more = matches.length > query.limit && last !== undefined && last.hotel_id !== null
  return {
    data: page.map(hotelOffer),
    next_cursor: more
      ? encodeCursor(query.fingerprint, { key: last.key, hotel_id: Number(last.hotel_id) })
      : null,
    total: first.total_count,
    nights: query.nights,
    currency: first.place_currency,
    ...(facets ? { facets } : {}),
  }
}

/** Of rows that no star, no price and no page has kept out, with the price as their key (`facetQuery`). */
export function facetsOf(query: SearchQuery, rows: readonly SearchRow[], micro_euros: number): Facets {
  const counts = new FacetCounts(bandEdges(micro_euros, query))
  const { min_price = 0, max_price = Number.POSITIVE_INFINITY } = query
  for (const { hotel_id, stars, amenities: mask, key: price } of rows) {
    if (hotel_id === null) continue
    const stars_match = (query.stars & (1 << stars)) !== 0
    counts.add({
      stars,
      amenities: mask,
      price,
      stars_match,
      price_match: price >= min_price && price <= max_price,
    })
  }
  return facetAnswer(counts)
}

/** A point search while no destination exists at all: nothing is near, and no currency is nearer than another. */
const emptyPlanet = (query: SearchQuery): SearchAnswer => ({
  data: [],
  next_cursor: null,
  total: 0,
  nights: query.nights,
  currency: 'EUR',
})

function hotelOffer(row: SearchRow): HotelOffer {
  return {
    ...hotelSummary(row),
    distance_m: row.distance_m,
    offer: {
      room_type_id: row.room_type_public_id,
      room_type: row.room_type_name,
      beds: row.beds,
      breakfast_included: row.breakfast_included,
      cancellation_policy: row.cancellation_policy as CancellationPolicy,
      rooms_left: row.rooms_left,
      total: { amount: row.total, currency: row.currency },
    },
  }
}

export type HotelSummaryColumn =
  | 'id'
  | 'name'
  | 'stars'
  | 'rating_tenths'
  | 'review_count'
  | 'address'
  | 'lat'
  | 'lng'
  | 'amenities'
  | 'city'
  | 'country_code'

export function hotelSummary(row: Pick<SearchRow, HotelSummaryColumn>) {
  return {
    id: row.id,
    name: row.name,
    stars: row.stars,
    rating: row.rating_tenths / 10,
    review_count: row.review_count,
    address: row.address,
    city: row.city,
    country_code: row.country_code,
    location: { lat: row.lat, lng: row.lng },
    amenities: amenityNames(row.amenities),
  }
}

export function destination(row: DestinationRow): Destination {
  return {
    id: destinationId(row.destination_id),
    name: row.name,
    country_code: row.country_code,
    country: row.country,
    population: row.population,
    location: { lat: row.lat, lng: row.lng },
    currency: row.currency,
    hotel_count: row.hotel_count,
  }
}

export function hotel(row: HotelRow): Hotel {
  return {
    ...hotelSummary(row),
    destination_id: destinationId(row.destination_id),
    country: row.country,
    description: row.description,
    currency: row.currency,
    check_in_from: row.check_in_from,
    check_out_until: row.check_out_until,
    room_types: row.room_types.map(roomType),
  }
}

export const roomType = (row: RoomTypeRow) => ({
  id: row.id,
  name: row.name,
  beds: row.beds,
  size_m2: row.size_m2,
  max_adults: row.max_adults,
  capacity: row.capacity,
  breakfast_included: row.breakfast_included,
  cancellation_policy: row.cancellation_policy as CancellationPolicy,
})

export function availability(
  hotel_id: string,
  stay: Stay,
  rows: readonly AvailabilityRow[],
): AvailabilityAnswer {
  const data = rows.map((row) => roomTypeAvailability(stay, row))
  return { hotel_id, check_in: stay.check_in, check_out: stay.check_out, nights: stay.nights, data }
}

function roomTypeAvailability(stay: Stay, row: AvailabilityRow): RoomTypeAvailability {
  const { currency, night = [], price = [], free = [] } = row
  const dates = night ?? []
  const prices = price ?? []
  const frees = free ?? []
  const complete = dates.length === stay.nights
  const rooms_left = complete ? Math.min(...frees) : 0
  const reason = whyNot(stay, row, rooms_left)
  const one_room = prices.reduce((sum, amount) => sum + amount, 0)
  return {
    ...roomType(row),
    bookable: reason === null,
    reason,
    min_stay: row.min_stay ?? 0,
    rooms_left,
    total: complete ? { amount: one_room * stay.rooms, currency } : null,
    nights: dates.map((date, i) => ({
      night: date,
      price: { amount: prices[i] ?? 0, currency },
      rooms_left: frees[i] ?? 0,
    })),
  }
}

/** A night without a rate is not on sale, which for the guest is sold out. */
function whyNot(stay: Stay, row: AvailabilityRow, rooms_left: number): UnavailableReason | null {
  if (!fits(row, stay)) return 'too_small'
  if (rooms_left < stay.rooms) return 'sold_out'
  if ((row.min_stay ?? 1) > stay.nights) return 'min_stay'
  if (row.closed_to_arrival === true) return 'closed_to_arrival'
  return null
}
