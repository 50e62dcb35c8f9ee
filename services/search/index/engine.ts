/**
 * A search over the columns: no object for a hotel, none for a room type, and the same few arrays for every request.
 * Same answers as the statement in sql.ts and the oracle, which the property test holds it to.
 */
import { dayNumber } from '#lib/dates'
import { distance_m, lngScale } from '../geo.ts'
import type { SearchQuery } from '../search.ts'
import type { Catalogue } from './catalogue.ts'
import { CLOSED_TO_ARRIVAL, MIN_STAY, type Nights } from './nights.ts'

/** One page: row i is hotel `hotels[i]` with its cheapest room type. Good until the next search. */
export interface Page {
  /** All matches, on every page. */
  total: number
  /** Rows of this page. */
  count: number
  /** Whether there is a page after it. */
  more: boolean
  hotels: Uint32Array
  room_types: Uint32Array
  amounts: Float64Array
  rooms_left: Uint8Array
  distances: Int32Array
  /** Sort keys, ascending; ties by hotel id. */
  keys: Float64Array
  /** Whose currency prices are compared in: a position in the catalogue, -1 where there is no place at all. */
  destination: number
}

/** Which room type is cheapest, and for how much: what one look at a hotel leaves. */
interface Offer {
  room_type: number
  amount: number
  rooms_left: number
}

/** A writer changes a hotel within microseconds, unless it is just not running: then its core is given to it. */
const SPINS = 200
const PAUSE_MS = 1
/** Who finds a hotel changing for so long has met a writer that died. */
const MOST_PAUSES = 5_000

export class Engine {
  // The matches of the present search.
  private found: Uint32Array
  private found_room_types: Uint32Array
  private found_amounts: Float64Array
  private found_left: Uint8Array
  private found_distances: Int32Array
  private found_keys: Float64Array
  private readonly offer: Offer = { room_type: 0, amount: 0, rooms_left: 0 }

  constructor(
    readonly catalogue: Catalogue,
    readonly nights: Nights,
  ) {
    const size = Math.max(1, catalogue.hotel_count)
    this.found = new Uint32Array(size)
    this.found_room_types = new Uint32Array(size)
    this.found_amounts = new Float64Array(size)
    this.found_left = new Uint8Array(size)
    this.found_distances = new Int32Array(size)
    this.found_keys = new Float64Array(size)
  }

  /** `undefined`: no such destination. */
  search(query: SearchQuery): Page | undefined {
    const { catalogue } = this
    const { place } = query
    const at =
      place.kind === 'destination'
        ? catalogue.destinationAt(place.destination_id)
        : catalogue.nearest(place.lat, place.lng)
    const destination = catalogue.destinations[at]
    if (destination === undefined && place.kind === 'destination') return undefined
    const micro_euros = destination?.micro_euros_per_minor ?? 1
    const matches =
      place.kind === 'destination'
        ? this.scanCity(query, at, micro_euros)
        : this.scanCircle(query, place, micro_euros)
    return this.page(query, matches, at)
  }

  private scanCity(query: SearchQuery, d: number, micro_euros: number): number {
    const { first_hotel, centre_m } = this.catalogue
    const end = first_hotel[d + 1] ?? 0
    let matches = 0
    for (let hotel = first_hotel[d] ?? 0; hotel < end; hotel++)
      matches = this.look(query, hotel, centre_m[hotel] ?? 0, micro_euros, matches)
    return matches
  }

  private scanCircle(
    query: SearchQuery,
    place: { lat: number; lng: number; radius_m: number },
    micro_euros: number,
  ): number {
    const { lats, lngs } = this.catalogue
    const centre = { lat: place.lat, lng: place.lng, lng_scale: lngScale(place.lat) }
    const point = { lat: 0, lng: 0 }
    let matches = 0
    for (const hotel of this.catalogue.near(place.lat, place.lng, place.radius_m)) {
      point.lat = lats[hotel] ?? 0
      point.lng = lngs[hotel] ?? 0
      const metres = distance_m(centre, point)
      if (metres <= place.radius_m) matches = this.look(query, hotel, metres, micro_euros, matches)
    }
    return matches
  }

  /** Adds the hotel to the matches when it is one; returns how many there are. */
  private look(
    query: SearchQuery,
    hotel: number,
    metres: number,
    micro_euros: number,
    matches: number,
  ): number {
    const { catalogue } = this
    if ((query.stars & (1 << (catalogue.stars[hotel] ?? 0))) === 0) return matches
    if (((catalogue.amenities[hotel] ?? 0) & query.amenities) !== query.amenities) return matches
    if (!this.cheapest(query, hotel)) return matches
    const { room_type, amount, rooms_left } = this.offer
    const own = catalogue.micro_euros[hotel] ?? 1
    const comparable = own === micro_euros ? amount : convert(amount, own, micro_euros)
    if (query.min_price !== undefined && comparable < query.min_price) return matches
    if (query.max_price !== undefined && comparable > query.max_price) return matches
    this.found[matches] = hotel
    this.found_room_types[matches] = room_type
    this.found_amounts[matches] = amount
    this.found_left[matches] = rooms_left
    this.found_distances[matches] = metres
    this.found_keys[matches] = this.keyOf(query, hotel, metres, comparable)
    return matches + 1
  }

  private keyOf({ sort }: SearchQuery, hotel: number, metres: number, comparable: number): number {
    if (sort === 'price') return comparable
    if (sort === 'distance') return metres
    if (sort === 'rating') return this.catalogue.rating_keys[hotel] ?? 0
    return -(this.catalogue.scores[hotel] ?? 0)
  }

  /** Leaves the cheapest room type that is free for the stay in `offer`; false when none is. Never half of a change. */
  private cheapest(query: SearchQuery, hotel: number): boolean {
    const { sequence } = this.nights
    for (let tries = 0; tries < SPINS + MOST_PAUSES; tries++) {
      const before = Atomics.load(sequence, hotel)
      if ((before & 1) === 1) {
        if (tries >= SPINS) Atomics.wait(sequence, hotel, before, PAUSE_MS)
        continue
      }
      const found = this.cheapestNow(query, hotel)
      if (Atomics.load(sequence, hotel) === before) return found
    }
    throw new Error('a hotel has been changing for too long: its writer has died')
  }

  private cheapestNow(query: SearchQuery, hotel: number): boolean {
    const { catalogue, nights, offer } = this
    const { max_adults, capacities, first_room_type } = catalogue
    const { free, rules } = nights
    const { rooms, adults, children, nights: stay } = query
    const day = dayNumber(query.check_in)
    const people = adults + children
    const end = first_room_type[hotel + 1] ?? 0
    let found = false
    for (let room_type = first_room_type[hotel] ?? 0; room_type < end; room_type++) {
      if ((max_adults[room_type] ?? 0) * rooms < adults || (capacities[room_type] ?? 0) * rooms < people)
        continue
      const at = nights.at(room_type, day)
      if (at === -1 || nights.at(room_type, day + stay - 1) === -1) continue
      const rule = rules[at] ?? 0
      if ((rule & CLOSED_TO_ARRIVAL) !== 0 || (rule & MIN_STAY) > stay) continue
      let least = 255
      for (let i = at; i < at + stay; i++) {
        const left = ((rules[i] ?? 0) & MIN_STAY) === 0 ? 0 : (free[i] ?? 0)
        if (left < least) least = left
      }
      if (least < rooms) continue
      const amount = nights.sum(at, stay) * rooms
      if (found && amount >= offer.amount) continue
      found = true
      offer.room_type = room_type
      offer.amount = amount
      offer.rooms_left = least
    }
    return found
  }

  /** The rows after the cursor, without sorting those that nobody sees. */
  private page(query: SearchQuery, matches: number, destination: number): Page {
    const { after, limit } = query
    const order: number[] = []
    const worse = (a: number, b: number) => this.before(order[b] ?? 0, order[a] ?? 0)
    let rest = 0
    for (let i = 0; i < matches; i++) {
      if (after !== undefined && !this.isAfter(i, after.key, after.hotel_id)) continue
      rest++
      if (order.length < limit) push(order, i, worse)
      else if (this.before(i, order[0] ?? 0)) replaceTop(order, i, worse)
    }
    order.sort((a, b) => (this.before(a, b) ? -1 : 1))
    const pick = <T extends Uint32Array | Float64Array | Uint8Array | Int32Array>(column: T, into: T): T => {
      for (const [row, i] of order.entries()) into[row] = column[i] ?? 0
      return into
    }
    return {
      total: matches,
      count: order.length,
      more: rest > order.length,
      hotels: pick(this.found, new Uint32Array(order.length)),
      room_types: pick(this.found_room_types, new Uint32Array(order.length)),
      amounts: pick(this.found_amounts, new Float64Array(order.length)),
      rooms_left: pick(this.found_left, new Uint8Array(order.length)),
      distances: pick(this.found_distances, new Int32Array(order.length)),
      keys: pick(this.found_keys, new Float64Array(order.length)),
      destination,
    }
  }

  /** Whether match `a` stands before match `b`. */
  private before(a: number, b: number): boolean {
    const [key_a, key_b] = [this.found_keys[a] ?? 0, this.found_keys[b] ?? 0]
    if (key_a !== key_b) return key_a < key_b
    return this.idOf(a) < this.idOf(b)
  }

  private isAfter(i: number, key: number, hotel_id: number): boolean {
    const own = this.found_keys[i] ?? 0
    return own !== key ? own > key : this.idOf(i) > hotel_id
  }

  private idOf(match: number): number {
    return this.catalogue.hotel_ids[this.found[match] ?? 0] ?? 0
  }
}

/** To the nearest unit, halves up, exact below 2^53: as the integers of PostgreSQL. */
function convert(amount: number, from: number, to: number): number {
  return Math.floor((amount * from + Math.floor(to / 2)) / to)
}

// A heap whose top is the last of those kept: `worse(a, b)` says whether the entry at `a` stands after that at `b`.

function push(heap: number[], value: number, worse: (a: number, b: number) => boolean): void {
  heap.push(value)
  for (let at = heap.length - 1; at > 0; ) {
    const parent = (at - 1) >> 1
    if (!worse(at, parent)) return
    swap(heap, at, parent)
    at = parent
  }
}

function replaceTop(heap: number[], value: number, worse: (a: number, b: number) => boolean): void {
  heap[0] = value
  for (let at = 0; ; ) {
    const [left, right] = [2 * at + 1, 2 * at + 2]
    let worst = at
    if (left < heap.length && worse(left, worst)) worst = left
    if (right < heap.length && worse(right, worst)) worst = right
    if (worst === at) return
    swap(heap, at, worst)
    at = worst
  }
}

function swap(heap: number[], a: number, b: number): void {
  const kept = heap[a] ?? 0
  heap[a] = heap[b] ?? 0
  heap[b] = kept
}
