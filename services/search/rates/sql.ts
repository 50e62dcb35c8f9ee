/** Statements on rates: price and restrictions of nights. `free` of the same rows belongs to the inventory feed. */
import type { Statement } from '../sql.ts'

export interface RoomTypeOfHotelRow {
  currency: string
  /** Null when the hotel has no such room type. */
  room_type_id: number | null
}

/** No row: no such hotel. */
export function roomTypeOfHotelStatement(hotel_id: string, room_type_id: string): Statement {
  return {
    name: 'room_type_of_hotel',
    text: `select h.currency, t.room_type_id
from search.hotels h left join search.room_types t on t.hotel_id = h.hotel_id and t.id = $2 where h.id = $1`,
    values: [hotel_id, room_type_id],
  }
}

/**
 * All nights of the range or none, and the note of it, in one statement. Rows are locked in the order of nights: two who
 * change the same ones wait for each other and never in a circle. Nights that were deleted meanwhile were of the past.
 */
const CHANGE = `with wanted as materialized (
  select night from search.room_nights
  where room_type_id = $1 and night >= $2::date and night < $3::date
  order by night for update
), changed as (
  update search.room_nights n set price = coalesce($5::int, n.price),
    min_stay = coalesce($6::smallint, n.min_stay),
    closed_to_arrival = coalesce($7::boolean, n.closed_to_arrival)
  from wanted w
  where n.room_type_id = $1 and n.night = w.night and (select count(*) from wanted) = $4::int
  returning n.night
), noted as (
  insert into search.rate_changes (room_type_id, first_night, last_night)
  select $1, min(night), max(night) from changed having count(*) > 0
)
select count(*)::int as nights from changed`

export interface RateChange {
  room_type_id: number
  from: string
  to: string
  nights: number
  /** Undefined here and below: as it is, night by night. */
  price: number | undefined
  min_stay: number | undefined
  closed_to_arrival: boolean | undefined
}

/** One row: `nights` changed, 0 when one of the range is not there. */
export function changeRatesStatement(change: RateChange): Statement {
  const { room_type_id, from, to, nights, price, min_stay, closed_to_arrival } = change
  return {
    name: 'change_rates',
    text: CHANGE,
    values: [room_type_id, from, to, nights, price ?? null, min_stay ?? null, closed_to_arrival ?? null],
  }
}

export const forget_rate_changes =
  "delete from search.rate_changes where changed_at < now() - interval '7 days'"

/** Every transaction before it has ended: what it changed can be seen by whoever reads from now on. */
export const rate_horizon = 'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon'

export interface FollowedRow {
  horizon: string
  /** Null when nothing changed. */
  room_type_id: number | null
  first_night: string
  last_night: string
}

/**
 * What changed in transactions from one horizon to the next, a row for each room type. Transactions are numbered as they
 * begin and seen as they end: by the number of a row alone, one that took longer would be skipped.
 */
export function followStatement(from: string): Statement {
  return {
    name: 'follow_rates',
    text: `select s.horizon::text, c.room_type_id, c.first_night::text, c.last_night::text
from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) s
left join lateral (
  select room_type_id, min(first_night) as first_night, max(last_night) as last_night
  from search.rate_changes where xid >= $1::xid8 and xid < s.horizon group by room_type_id
) c on true`,
    values: [from],
  }
}

export interface RateRow {
  /** Days since 1970. */
  day: number
  price: number
  min_stay: number
  closed_to_arrival: boolean
}

export function ratesStatement(room_type_id: number, first_night: string, last_night: string): Statement {
  return {
    name: 'rates',
    text: `select night - date '1970-01-01' as day, price, min_stay, closed_to_arrival
from search.room_nights where room_type_id = $1 and night between $2::date and $3::date`,
    values: [room_type_id, first_night, last_night],
  }
}

export interface HotelRateRow {
  room_type_id: string
  currency: string
  /** Null for a room type without a rate in the range. */
  night: string | null
  price: number
  min_stay: number
  closed_to_arrival: boolean
}

/** A row for each night, by room type; at least one for each room type. No row: no such hotel. */
export function hotelRatesStatement(hotel_id: string, from: string, to: string): Statement {
  return {
    name: 'hotel_rates',
    text: `select t.id as room_type_id, h.currency, n.night::text, n.price, n.min_stay, n.closed_to_arrival
from search.hotels h
join search.room_types t on t.hotel_id = h.hotel_id
left join search.room_nights n on n.room_type_id = t.room_type_id and n.night >= $2::date and n.night < $3::date
where h.id = $1
order by t.room_type_id, n.night`,
    values: [hotel_id, from, to],
  }
}
