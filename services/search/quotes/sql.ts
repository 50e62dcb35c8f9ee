/** What a quote is made from, in one statement: hotel, room type and nights as they are at one moment. */
import type { Statement } from '../sql.ts'

export interface QuoteRow {
  hotel_id: string
  hotel: string
  stars: number
  address: string
  currency: string
  check_in_from: string
  check_out_until: string
  destination_id: number
  city: string
  country_code: string
  country: string
  /** Null, and all that follows, when the hotel has no such room type. */
  room_type_id: string | null
  room_type: string
  beds: string
  max_adults: number
  capacity: number
  breakfast_included: boolean
  cancellation_policy: string
  /** Null where no night has a rate. */
  night: string[] | null
  price: number[] | null
  rooms_left: number | null
  /** Of the night of arrival. */
  min_stay: number | null
  closed_to_arrival: boolean | null
}

const QUOTE = `select h.id as hotel_id, h.name as hotel, h.stars, h.address, h.currency, h.check_in_from, h.check_out_until,
  h.destination_id, d.name as city, d.country_code, d.country,
  t.id as room_type_id, t.name as room_type, t.beds, t.max_adults, t.capacity, t.breakfast_included,
  t.cancellation_policy, n.*
from search.hotels h
join search.destinations d using (destination_id)
left join search.room_types t on t.hotel_id = h.hotel_id and t.id = $2
left join lateral (
  select array_agg(night::text order by night) as night, array_agg(price order by night) as price,
    min(free)::int as rooms_left,
    max(min_stay) filter (where night = $3::date) as min_stay,
    bool_or(closed_to_arrival) filter (where night = $3::date) as closed_to_arrival
  from search.room_nights where room_type_id = t.room_type_id and night >= $3::date and night < $4::date
) n on true
where h.id = $1`

/** No row: no such hotel. */
export function quoteStatement(
  hotel_id: string,
  room_type_id: string,
  check_in: string,
  check_out: string,
): Statement {
  return { name: 'quote', text: QUOTE, values: [hotel_id, room_type_id, check_in, check_out] }
}
