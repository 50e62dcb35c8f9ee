/**
 * The search rules said as plainly as possible, over arrays, with no thought for speed. Tests hold every engine to
 * it; it shares no code with them but the contract, the cursor's form and the distance.
 */
import { amenities, type Sort } from './contract.ts'
import { distance_m, lngScale } from './geo.ts'
import type { SearchQuery } from './search.ts'

export interface OracleNight {
  price: number
  free: number
  min_stay: number
  closed_to_arrival: boolean
}

export interface OracleRoomType {
  room_type_id: number
  max_adults: number
  capacity: number
  /** By date. */
  nights: Map<string, OracleNight>
}

export interface OracleHotel {
  hotel_id: number
  destination_id: number
  stars: number
  rating_tenths: number
  review_count: number
  score: number
  lat: number
  lng: number
  amenities: number
  micro_euros_per_minor: number
  room_types: OracleRoomType[]
}

export interface OracleDestination {
  destination_id: number
  lat: number
  lng: number
  micro_euros_per_minor: number
}

export interface Catalogue {
  destinations: OracleDestination[]
  hotels: OracleHotel[]
}

export interface OracleOffer {
  hotel_id: number
  room_type_id: number
  total: number
  rooms_left: number
  distance_m: number
}

/** Every match in order, all pages. `undefined`: no such destination. */
export function oracleSearch(catalogue: Catalogue, query: SearchQuery): OracleOffer[] | undefined {
  const centre = centreOf(catalogue, query)
  if (centre === undefined) return undefined
  const matches: { offer: OracleOffer; hotel: OracleHotel; comparable: number }[] = []
  for (const hotel of catalogue.hotels) {
    const distance = distance_m(centre, hotel)
    const { place } = query
    if (
      place.kind === 'destination' ? hotel.destination_id !== place.destination_id : distance > place.radius_m
    )
      continue
    if ((query.stars & (1 << hotel.stars)) === 0) continue
    if (!amenities.every((_, i) => (query.amenities & (1 << i)) === 0 || (hotel.amenities & (1 << i)) !== 0))
      continue
    const cheapest = hotel.room_types
      .map((room_type) => offerOf(room_type, query))
      .filter((offer) => offer !== undefined)
      .sort((a, b) => a.total - b.total || a.room_type_id - b.room_type_id)[0]
    if (cheapest === undefined) continue
    const comparable = convert(cheapest.total, hotel.micro_euros_per_minor, centre.micro_euros_per_minor)
    if (query.min_price !== undefined && comparable < query.min_price) continue
    if (query.max_price !== undefined && comparable > query.max_price) continue
    matches.push({
      offer: { hotel_id: hotel.hotel_id, distance_m: distance, ...cheapest },
      hotel,
      comparable,
    })
  }
  const order: Record<Sort, (a: (typeof matches)[0], b: (typeof matches)[0]) => number> = {
    recommended: (a, b) => b.hotel.score - a.hotel.score,
    price: (a, b) => a.comparable - b.comparable,
    rating: (a, b) =>
      b.hotel.rating_tenths - a.hotel.rating_tenths || b.hotel.review_count - a.hotel.review_count,
    distance: (a, b) => a.offer.distance_m - b.offer.distance_m,
  }
  matches.sort((a, b) => order[query.sort](a, b) || a.hotel.hotel_id - b.hotel.hotel_id)
  return matches.map(({ offer }) => offer)
}

function centreOf({ destinations }: Catalogue, { place }: SearchQuery) {
  if (place.kind === 'destination') {
    const found = destinations.find((one) => one.destination_id === place.destination_id)
    return found && { ...found, lng_scale: lngScale(found.lat) }
  }
  const centre = { lat: place.lat, lng: place.lng, lng_scale: lngScale(place.lat) }
  const nearest = [...destinations].sort(
    (a, b) => distance_m(centre, a) - distance_m(centre, b) || a.destination_id - b.destination_id,
  )[0]
  return nearest && { ...centre, micro_euros_per_minor: nearest.micro_euros_per_minor }
}

function offerOf(room_type: OracleRoomType, query: SearchQuery) {
  if (room_type.max_adults * query.rooms < query.adults) return undefined
  if (room_type.capacity * query.rooms < query.adults + query.children) return undefined
  let one_room = 0
  let rooms_left = Number.POSITIVE_INFINITY
  const day = new Date(`${query.check_in}T00:00:00Z`)
  for (let i = 0; i < query.nights; i++, day.setUTCDate(day.getUTCDate() + 1)) {
    const night = room_type.nights.get(day.toISOString().slice(0, 10))
    if (night === undefined || night.free < query.rooms) return undefined
    if (i === 0 && (night.closed_to_arrival || night.min_stay > query.nights)) return undefined
    one_room += night.price
    rooms_left = Math.min(rooms_left, night.free)
  }
  return { room_type_id: room_type.room_type_id, total: one_room * query.rooms, rooms_left }
}

/** To the nearest unit, halves up, in exact integers. */
function convert(amount: number, from: number, to: number): number {
  const divisor = BigInt(to)
  return Number((BigInt(amount) * BigInt(from) + divisor / 2n) / divisor)
}
