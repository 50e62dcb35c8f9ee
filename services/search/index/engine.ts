/**
 * A search over the columns: no object for a hotel, none for a room type, and the same few arrays for every request.
 * Same answers as the statement in sql.ts and the oracle, which the property test holds it to.
 */
import { dayNumber } from '#lib/dates'
import { limits, type Sort } from '../contract.ts'
import { convert } from '../convert.ts'
import { bandEdges, FacetCounts } from '../facets.ts'
import { distance_m, lngScale } from '../geo.ts'
import type { SearchQuery } from '../search.ts'
import type { Catalogue } from './catalogue.ts'
import { CLOSED_TO_ARRIVAL, MIN_STAY, MOST_FREE, type Nights } from './nights.ts'

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
  facets: FacetCounts | undefined
}

/** What a search asks of each hotel, worked out once. */
interface Wanted {
  query: SearchQuery
  day: number
  people: number
  micro_euros: number
  min_price: number
  max_price: number
  facets: FacetCounts | undefined
}

const empty_query = {} as SearchQuery

export class Engine {
  // The matches of the present search.
  private readonly found: Uint32Array
  private readonly found_room_types: Uint32Array
  private readonly found_amounts: Float64Array
  private readonly found_left: Uint8Array
  private readonly found_distances: Int32Array
  private readonly found_keys: Float64Array
  private matches = 0
  private wanted: Wanted = {
    query: empty_query,
    day: 0,
    people: 0,
    micro_euros: 1,
    min_price: 0,
    max_price: 0,
    facets: undefined,
  }
  // The hotel being looked at, and its cheapest room type.
  private hotel = 0
  private room_type = 0
  private amount = 0
  private rooms_left = 0
  /** Made once: a function for each hotel of each search would be garbage. */
  private readonly look_now = () => this.cheapest()
  private readonly page_of: Page

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
    const rows = limits.max_page
    this.page_of = {
      ...{ total: 0, count: 0, more: false, destination: -1, facets: undefined },
      hotels: new Uint32Array(rows),
      room_types: new Uint32Array(rows),
      amounts: new Float64Array(rows),
      rooms_left: new Uint8Array(rows),
      distances: new Int32Array(rows),
      keys: new Float64Array(rows),
    }
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
    this.wanted = {
      query,
      day: dayNumber(query.check_in),
      people: query.adults + query.children,
      micro_euros,
      min_price: query.min_price ?? 0,
      max_price: query.max_price ?? Number.POSITIVE_INFINITY,
      facets: query.facets ? new FacetCounts(bandEdges(micro_euros, query)) : undefined,
    }
    this.matches = 0
    if (place.kind === 'destination') this.scanCity(at)
    else this.scanCircle(place)
    return this.page(at)
  }

  /** Hotels that match the last search, on all pages. */
  lastMatches(): ReadonlySet<number> {
    return new Set(this.found.subarray(0, this.matches))
  }

  private scanCity(d: number): void {
    const { first_hotel, centre_m } = this.catalogue
    const end = first_hotel[d + 1] ?? 0
    for (let hotel = first_hotel[d] ?? 0; hotel < end; hotel++) this.look(hotel, centre_m[hotel] ?? 0)
  }

  private scanCircle(place: { lat: number; lng: number; radius_m: number }): void {
    const { lats, lngs } = this.catalogue
    const centre = { lat: place.lat, lng: place.lng, lng_scale: lngScale(place.lat) }
    const point = { lat: 0, lng: 0 }
    for (const hotel of this.catalogue.near(place.lat, place.lng, place.radius_m)) {
      point.lat = lats[hotel] ?? 0
      point.lng = lngs[hotel] ?? 0
      const metres = distance_m(centre, point)
      if (metres <= place.radius_m) this.look(hotel, metres)
    }
  }

  /** Adds the hotel to the matches when it is one. */
  private look(hotel: number, metres: number): void {
    const { catalogue, wanted } = this
    const { query, facets } = wanted
    const stars = catalogue.stars[hotel] ?? 0
    const stars_match = (query.stars & (1 << stars)) !== 0
    if (!stars_match && facets === undefined) return
    const amenities = catalogue.amenities[hotel] ?? 0
    if ((amenities & query.amenities) !== query.amenities) return
    this.hotel = hotel
    if (!this.nights.steady(hotel, this.look_now)) return
    const { amount } = this
    const own = catalogue.micro_euros[hotel] ?? 1
    const price = convert(amount, own, wanted.micro_euros)
    const price_match = price >= wanted.min_price && price <= wanted.max_price
    facets?.add({ stars, amenities, price, stars_match, price_match })
    if (!stars_match || !price_match) return
    const match = this.matches++
    this.found[match] = hotel
    this.found_room_types[match] = this.room_type
    this.found_amounts[match] = amount
    this.found_left[match] = this.rooms_left
    this.found_distances[match] = metres
    this.found_keys[match] = this.keyOf(query.sort, hotel, metres, price)
  }

  private keyOf(sort: Sort, hotel: number, metres: number, price: number): number {
    if (sort === 'price') return price
    if (sort === 'distance') return metres
    if (sort === 'rating') return this.catalogue.rating_keys[hotel] ?? 0
    return -(this.catalogue.scores[hotel] ?? 0)
  }

  /** Finds the cheapest room type of `hotel` that is free for the stay; false when none is. */
  private cheapest(): boolean {
    const { catalogue, nights, hotel, wanted } = this
    const { max_adults, capacities, first_room_type } = catalogue
    const { free, rules } = nights
    const { rooms, adults, nights: stay } = wanted.query
    const end = first_room_type[hotel + 1] ?? 0
    let found = false
    for (let room_type = first_room_type[hotel] ?? 0; room_type < end; room_type++) {
      if ((max_adults[room_type] ?? 0) * rooms < adults) continue
      if ((capacities[room_type] ?? 0) * rooms < wanted.people) continue
      const at = nights.at(room_type, wanted.day)
      if (at === -1 || nights.at(room_type, wanted.day + stay - 1) === -1) continue
      const rule = rules[at] ?? 0
      if ((rule & CLOSED_TO_ARRIVAL) !== 0 || (rule & MIN_STAY) > stay) continue
      let least = MOST_FREE
      for (let i = at; i < at + stay; i++) {
        const left = ((rules[i] ?? 0) & MIN_STAY) === 0 ? 0 : (free[i] ?? 0)
        if (left < least) least = left
      }
      if (least < rooms) continue
      const amount = nights.sum(at, stay) * rooms
      if (found && amount >= this.amount) continue
      found = true
      this.room_type = room_type
      this.amount = amount
      this.rooms_left = least
    }
    return found
  }

  /** The rows after the cursor, without sorting those that nobody sees. */
  private page(destination: number): Page {
    const { matches, page_of } = this
    const { after, limit } = this.wanted.query
    const order: number[] = []
    const worse = (a: number, b: number) => this.before(order[b] ?? 0, order[a] ?? 0)
    let rest = 0
    for (let i = 0; i < matches; i++) {
      if (after !== undefined && !this.isAfter(i, after.key, after.hotel_id)) continue
      rest++
      if (order.length < limit) push(order, i, worse)
      else if (this.before(i, order[0] ?? 0)) replaceTop(order, i, worse)
    }
    if (order.length > 1) order.sort((a, b) => (this.before(a, b) ? -1 : 1))
    for (let row = 0; row < order.length; row++) {
      const i = order[row] ?? 0
      page_of.hotels[row] = this.found[i] ?? 0
      page_of.room_types[row] = this.found_room_types[i] ?? 0
      page_of.amounts[row] = this.found_amounts[i] ?? 0
      page_of.rooms_left[row] = this.found_left[i] ?? 0
      page_of.distances[row] = this.found_distances[i] ?? 0
      page_of.keys[row] = this.found_keys[i] ?? 0
    }
    page_of.total = matches
    page_of.count = order.length
    page_of.more = rest > order.length
    page_of.destination = destination
    page_of.facets = this.wanted.facets
    return page_of
  }

  /** Whether match `a` stands before match `b`. */
  private before(a: number, b: number): boolean {
    const key_a = this.found_keys[a] ?? 0
    const key_b = this.found_keys[b] ?? 0
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
