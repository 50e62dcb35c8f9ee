/** Every statement of `search`. Hot ones are fixed texts with names, so that PostgreSQL plans them once. */

import type { Sort } from './contract.ts'
import { lngScale, METRES_PER_DEGREE } from './geo.ts'
import type { SearchQuery } from './search.ts'
import type { Stay } from './stay.ts'

/** What `pg` takes as a named prepared statement. */
export interface Statement {
  name: string
  text: string
  values: unknown[]
}

// --- search ------------------------------------------------------------------------------------------------
//
// The honest SQL baseline. One round trip answers a page and the count of all matches:
//
//   place     one row: centre and currency of what was asked for
//   free      hotels of the place x their room types that are large enough, and for each a range of the primary key
//             of room_nights: all nights there, enough rooms on every one, arrival allowed on the first
//   cheapest  one room type a hotel, the cheapest
//   matching  the price range applied; `key` is the sort key, ascending in every order
//   page      the count, and `limit + 1` rows after the cursor; only these are joined with names and texts
//
// The plan, the same generic one for all values (EXPLAIN ANALYZE, demo profile, Paris: 70 hotels, 3 nights, warm, 1.1 ms
// of execution, 1,422 pages, none read from disk):
//
//   Nested Loop Left Join                                                            21 rows   0.06 ms for the page
//     Limit <- top-N heapsort by (key, hotel_id)                                     21 of 67
//       CTE matching: Unique <- Sort by (hotel_id, total, room_type_id)              67 of 241 0.10 ms
//         Nested Loop                                                                241 rows
//           Bitmap Heap Scan on hotels, hotels_by_destination                        70 rows   0.03 ms, 5 pages
//           Index Scan on room_types, room_types_by_hotel            70 loops        257 rows  0.13 ms, 213 pages
//           Aggregate <- Index Scan on room_nights, room_nights_pkey 257 loops x 3   241 rows  0.65 ms, 1,032 pages
//     Index Scans on hotels_pkey, destinations_pkey, room_types_pkey 21 loops each   21 rows
//
// Three fifths of the time are 257 descents of room_nights_pkey (2.5 us each, 4 pages), which is what the question
// costs: each room type's nights must be looked at. They are cheap because the load writes the nights of a room type
// side by side, and the room types of a city side by side. Carrying the hotel's columns through `free` and `cheapest`
// made it 1.2 times as fast here, and 2.2 times in the bench profile (257 hotels), as joining the hotels again in each
// step. An index that covers price and restrictions
// would save one of the 4 pages and double the size of what every booking writes to.
//
// Prices are compared across currencies through whole micro-euros; within one currency the expression is the
// identity. Integer arithmetic, so that other implementations agree to the last unit.

const KEYS: Readonly<Record<Sort, string>> = {
  recommended: '-score::bigint',
  price: 'comparable',
  rating: '-(rating_tenths * 10000000::bigint + least(review_count, 9999999))',
  distance: 'distance_m',
}

const PLACES: Readonly<Record<SearchQuery['place']['kind'], { place: string; within: string }>> = {
  destination: {
    place: `select lat, lng, lng_scale, currency, micro_euros_per_minor
      from search.destinations where destination_id = $1::int and $2::float8 is null and $3::float8 is null and $4::int is null`,
    within: 'x.destination_id = $1::int',
  },
  // The bounding band of latitude uses an index; the circle itself is applied to what it leaves. A metre wider, since
  // distances are rounded down: 11.9 m lies within 11.
  point: {
    place: `select $1::float8 as lat, $2::float8 as lng, $3::float8 as lng_scale, currency, micro_euros_per_minor
      from search.destinations
      order by ${metres('lat', 'lng', '$1::float8', '$2::float8', '$3::float8')}, destination_id limit 1`,
    within: `x.lat between $1::float8 - ($4::int + 1) / 111000.0 and $1::float8 + ($4::int + 1) / 111000.0
      and ${metres('x.lat', 'x.lng', '$1::float8', '$2::float8', '$3::float8')} <= $4::int`,
  },
}

/** The SQL of `distance_m` in geo.ts: the same operations in the same order. */
function metres(lat: string, lng: string, lat0: string, lng0: string, scale: string): string {
  const metre = `${METRES_PER_DEGREE}::float8`
  const dy = `((${lat} - ${lat0}) * ${metre})`
  const dx = `(((${lng} - ${lng0}) - 360 * round((${lng} - ${lng0}) / 360)) * ${scale} * ${metre})`
  return `floor(sqrt(${dy} * ${dy} + ${dx} * ${dx}))::int`
}

function searchText(kind: SearchQuery['place']['kind'], sort: Sort): string {
  const { place, within } = PLACES[kind]
  return `with place as materialized (
  ${place}
), free as (
  select h.*, t.room_type_id, n.total * $7::bigint as total, n.rooms_left
  from (
    select x.hotel_id, x.score, x.rating_tenths, x.review_count, x.micro_euros_per_minor,
      ${metres('x.lat', 'x.lng', 'p.lat', 'p.lng', 'p.lng_scale')} as distance_m
    from place p join search.hotels x
      on ${within} and (1 << x.stars) & $5::int <> 0 and x.amenities & $6::int = $6::int
  ) h
  join search.room_types t on t.hotel_id = h.hotel_id
    and t.max_adults * $7::int >= $8::int and t.capacity * $7::int >= $8::int + $9::int
  cross join lateral (
    select sum(price) as total, min(free) as rooms_left
    from search.room_nights
    where room_type_id = t.room_type_id and night >= $10::date and night < $11::date
    having count(*) = $12::int and min(free) >= $7::int
      and bool_and(night <> $10::date or (min_stay <= $12::int and not closed_to_arrival))
  ) n
), cheapest as (
  select distinct on (hotel_id) * from free order by hotel_id, total, room_type_id
), matching as materialized (
  select hotel_id, room_type_id, total, rooms_left, distance_m, ${KEYS[sort]} as key
  from (
    select f.*,
      (f.total * f.micro_euros_per_minor + p.micro_euros_per_minor / 2) / p.micro_euros_per_minor as comparable
    from cheapest f, place p
  ) c
  where ($13::bigint is null or comparable >= $13) and ($14::bigint is null or comparable <= $14)
)
select (select count(*) from matching) as total_count, p.currency as place_currency, m.*,
  h.id, h.name, h.stars, h.rating_tenths, h.review_count, h.address, h.lat, h.lng, h.amenities, h.currency,
  d.name as city, d.country_code,
  t.id as room_type_public_id, t.name as room_type_name, t.beds, t.breakfast_included, t.cancellation_policy
from place p
left join lateral (
  select hotel_id, room_type_id, total, rooms_left, distance_m, key from matching
  where $15::bigint is null or (key, hotel_id) > ($15, $16::int)
  order by key, hotel_id limit $17::int
) m on true
left join search.hotels h on h.hotel_id = m.hotel_id
left join search.destinations d on d.destination_id = h.destination_id
left join search.room_types t on t.room_type_id = m.room_type_id
order by m.key, m.hotel_id`
}

/** One row of a page; every field of the hotel is null when the place has no match. No row: no such destination. */
export interface SearchRow {
  total_count: number
  place_currency: string
  hotel_id: number | null
  total: number
  rooms_left: number
  distance_m: number
  key: number
  id: string
  name: string
  stars: number
  rating_tenths: number
  review_count: number
  address: string
  lat: number
  lng: number
  amenities: number
  currency: string
  city: string
  country_code: string
  room_type_public_id: string
  room_type_name: string
  beds: string
  breakfast_included: boolean
  cancellation_policy: string
}

const search_texts = new Map<string, string>()

export function searchStatement(query: SearchQuery): Statement {
  const { place, sort } = query
  const name = `search_${place.kind}_${sort}`
  let text = search_texts.get(name)
  if (text === undefined) {
    text = searchText(place.kind, sort)
    search_texts.set(name, text)
  }
  const where =
    place.kind === 'destination'
      ? [place.destination_id, null, null, null]
      : [place.lat, place.lng, lngScale(place.lat), place.radius_m]
  const values = [
    ...where,
    query.stars,
    query.amenities,
    query.rooms,
    query.adults,
    query.children,
    query.check_in,
    query.check_out,
    query.nights,
    query.min_price ?? null,
    query.max_price ?? null,
    query.after?.key ?? null,
    query.after?.hotel_id ?? null,
    query.limit + 1,
  ]
  return { name, text, values }
}

// --- destinations ------------------------------------------------------------------------------------------

const DESTINATION = `destination_id, name, country_code, country, population, lat, lng, currency, hotel_count
from search.destinations`

export interface DestinationRow {
  destination_id: number
  name: string
  country_code: string
  country: string
  population: number
  lat: number
  lng: number
  currency: string
  hotel_count: number
}

/** `prefix` is folded and holds no LIKE wildcard. */
export function destinationsStatement(prefix: string, limit: number): Statement {
  const text = `select ${DESTINATION} where name_folded like $1 || '%' order by population desc, destination_id limit $2`
  return { name: 'destinations', text, values: [prefix, limit] }
}

export function destinationStatement(destination_id: number): Statement {
  return {
    name: 'destination',
    text: `select ${DESTINATION} where destination_id = $1`,
    values: [destination_id],
  }
}

// --- one hotel ---------------------------------------------------------------------------------------------

export interface HotelRow {
  id: string
  destination_id: number
  name: string
  stars: number
  rating_tenths: number
  review_count: number
  address: string
  description: string
  lat: number
  lng: number
  amenities: number
  currency: string
  check_in_from: string
  check_out_until: string
  city: string
  country_code: string
  country: string
  room_types: RoomTypeRow[]
}

export interface RoomTypeRow {
  id: string
  name: string
  beds: string
  size_m2: number
  max_adults: number
  capacity: number
  breakfast_included: boolean
  cancellation_policy: string
}

const ROOM_TYPE =
  't.id, t.name, t.beds, t.size_m2, t.max_adults, t.capacity, t.breakfast_included, t.cancellation_policy'

export function hotelStatement(id: string): Statement {
  const text = `select h.*, d.name as city, d.country_code, d.country, (
    select json_agg(r order by r.room_type_id) from (
      select t.room_type_id, ${ROOM_TYPE} from search.room_types t where t.hotel_id = h.hotel_id
    ) r
  ) as room_types
from search.hotels h join search.destinations d using (destination_id) where h.id = $1`
  return { name: 'hotel', text, values: [id] }
}

export interface AvailabilityRow extends RoomTypeRow {
  currency: string
  /** Null for a room type without a rate in the range; then the other arrays are too. */
  night: string[] | null
  price: number[] | null
  free: number[] | null
  min_stay: number | null
  closed_to_arrival: boolean | null
}

/** No row: no such hotel. */
export function availabilityStatement(hotel_id: string, stay: Stay): Statement {
  const text = `select h.currency, ${ROOM_TYPE}, n.*
from search.hotels h join search.room_types t using (hotel_id)
left join lateral (
  select array_agg(night::text order by night) as night, array_agg(price order by night) as price,
    array_agg(free::int order by night) as free,
    max(min_stay) filter (where night = $2::date) as min_stay,
    bool_or(closed_to_arrival) filter (where night = $2::date) as closed_to_arrival
  from search.room_nights where room_type_id = t.room_type_id and night >= $2::date and night < $3::date
) n on true
where h.id = $1 order by t.room_type_id`
  return { name: 'availability', text, values: [hotel_id, stay.check_in, stay.check_out] }
}

// --- loading the index -------------------------------------------------------------------------------------

export const index_destinations =
  'select destination_id, lat, lng, currency, micro_euros_per_minor from search.destinations order by destination_id'

export interface IndexHotelRow
  extends Omit<SearchRow, 'total_count' | 'place_currency' | 'total' | 'rooms_left' | 'distance_m' | 'key'> {
  hotel_id: number
  destination_id: number
  score: number
  micro_euros_per_minor: number
  room_type_id: number
  size_m2: number
  max_adults: number
  capacity: number
}

/** A row for each room type, with its hotel. */
export const index_hotels = `select h.hotel_id, h.destination_id, h.score, h.micro_euros_per_minor,
  h.id, h.name, h.stars, h.rating_tenths, h.review_count, h.address, h.lat, h.lng, h.amenities, h.currency,
  d.name as city, d.country_code,
  t.room_type_id, t.max_adults, t.capacity, t.size_m2, t.id as room_type_public_id, t.name as room_type_name, t.beds,
  t.breakfast_included, t.cancellation_policy
from search.hotels h join search.destinations d using (destination_id) join search.room_types t using (hotel_id)
order by h.hotel_id, t.room_type_id`

export interface IndexNightsRow {
  room_type_id: number
  /** Days from the first night of the dataset; of the same length and order are the others. */
  day: number[]
  price: number[]
  free: number[]
  /** Least nights, plus 128 where nobody may arrive. */
  rules: number[]
}

/** Some room types at once, so that neither side holds all of them as rows. */
export const index_nights = `select room_type_id,
  array_agg(night - $3::date order by night) as day, array_agg(price order by night) as price,
  array_agg(free::int order by night) as free,
  array_agg(least(min_stay, 127)::int + case when closed_to_arrival then 128 else 0 end order by night) as rules
from search.room_nights where room_type_id >= $1 and room_type_id < $2 and night >= $3::date group by room_type_id`

// --- following the inventory -------------------------------------------------------------------------------

export const read_inventory_cursor = 'select cursor from search.inventory_cursor'
export const lock_inventory_cursor = 'select cursor from search.inventory_cursor for update'
export const write_inventory_cursor = 'update search.inventory_cursor set cursor = $1'

/** Ids, nights and free rooms, side by side. */
export type NightColumns = readonly [ids: string[], nights: string[], free: number[]]

/**
 * The nights as they are now, and the cursor up to which that is true, if it is still the one that they follow. It need
 * not be on disk before the next: what a crash takes, cursor and nights together, is followed again.
 */
export const followStatement = (from: string, to: string, nights: NightColumns): Statement => ({
  name: 'follow_inventory',
  text: `with moved as (
  update search.inventory_cursor set cursor = $4 where cursor = $5 returning true
), ${writtenNights('moved,')}
select exists (select from moved) as moved, set_config('synchronous_commit', 'off', true)`,
  values: [...nights, to, from],
})

export const stateStatement = (nights: NightColumns): Statement => ({
  name: 'inventory_state',
  text: `with ${writtenNights('')} select`,
  values: [...nights],
})

/** Locked in the order of the nights, as whoever changes their rates locks them. */
function writtenNights(condition: string): string {
  return `locked as materialized (
  select n.room_type_id, n.night, v.free
  from ${condition} unnest($1::text[], $2::date[], $3::smallint[]) as v (id, night, free)
  join search.room_types t on t.id = v.id
  join search.room_nights n on n.room_type_id = t.room_type_id and n.night = v.night
  where n.free <> v.free order by n.room_type_id, n.night for update of n
), written as (
  update search.room_nights n set free = l.free, allotment = coalesce(n.allotment, n.free)
  from locked l where n.room_type_id = l.room_type_id and n.night = l.night
)`
}

export interface ResetRow {
  id: string
  night: string
  free: number
}
/** Some of the nights that were changed, back to what the hotel gives. Answers them. */
export const reset_nights = `update search.room_nights n set free = n.allotment, allotment = null
from search.room_types t
where t.room_type_id = n.room_type_id and n.ctid = any (array(
  select ctid from search.room_nights where allotment is not null order by room_type_id, night limit $1 for update
))
returning t.id, n.night::text, n.free`

// --- loading the dataset -----------------------------------------------------------------------------------

export interface DatasetRow {
  profile: string
  seed: string | number
  first_night: string
  last_night: string
}

/** Readers go on, until a new load truncates; a second loader waits. */
export const lock_dataset = 'lock table search.dataset in share row exclusive mode'
export const read_dataset = 'select profile, seed, first_night::text, last_night::text from search.dataset'
export const insert_dataset =
  'insert into search.dataset (profile, seed, first_night, last_night) values ($1, $2, $3, $4)'
export const move_dataset_window = 'update search.dataset set first_night = $1, last_night = $2'
export const empty_catalogue =
  'truncate search.dataset, search.room_nights, search.room_types, search.hotels, search.destinations'
export const analyze_catalogue =
  'vacuum analyze search.room_nights, search.room_types, search.hotels, search.destinations'
/** The planner's count of rows is -1 from a truncate to the first analysis. */
export const is_unanalysed =
  "select bool_or(reltuples < 0) as unanalysed from pg_class where oid = 'search.room_nights'::regclass"
export const delete_nights_before = 'delete from search.room_nights where night < $1'
export const copy_destinations = 'copy search.destinations from stdin'
export const copy_hotels = 'copy search.hotels from stdin'
export const copy_room_types = 'copy search.room_types from stdin'
export const copy_room_nights =
  'copy search.room_nights (room_type_id, night, price, free, min_stay, closed_to_arrival) from stdin with (format binary)'
/** Nights that have just been loaded know nothing of the inventory. */
export const forget_inventory = 'update search.inventory_cursor set cursor = null'
