/** The statements of `hold`: the service's own, and what the laboratory asks of its tables around them. */
import { type RawBuilder, sql } from 'kysely'
import type { Pool } from 'pg'
import { type StayRooms, takenNights } from '#service/reservations/sql'

type Database = Pick<Pool, 'query'>

/**
 * Takes the rooms of every night, or fails: where the service looks at the number and rolls back, this divides by zero,
 * since whoever waits for a transaction sees nothing of it before its end.
 */
export const takenOrFailed = (stay: StayRooms, nights: number): RawBuilder<unknown> =>
  sql`${takenNights(stay, nights)} select 1 / (count(*) = ${nights}::int)::int as taken from taken`

/** Room types that most want, by number: their nights have rows with rooms for hours of load. */
const WANTED = 200
const WANTED_NIGHTS = 180
const ROOMS = 32_767

/**
 * An allotment has a byte for each night, and a night as many rooms at most; a laboratory that holds thousands of them a
 * second is sold out within a minute. The check that matters, on what is booked, stays.
 */
export async function widened(database: Database): Promise<void> {
  await database.query(
    `alter table reservations.room_nights drop constraint if exists room_nights_capacity_check`,
  )
  await database.query(
    `update reservations.room_types set allotment = decode(repeat('ff', length(allotment)), 'hex')`,
  )
}

/** No room is taken. */
export async function emptied(database: Database): Promise<void> {
  await database.query(
    `truncate reservations.room_nights, reservations.bookings, reservations.transitions, reservations.inventory_changes`,
  )
  await database.query(
    `insert into reservations.room_nights (room_type_id, night, capacity, booked, stop_sell)
     select room_type_id, first_night + n, $1, 0, false from reservations.room_types
     cross join generate_series(0, least($2, length(allotment)) - 1) n where room_type_id <= $3`,
    [ROOMS, WANTED_NIGHTS, WANTED],
  )
}

export interface Holds {
  bookings: number
  /** Nights that bookings say they have, and that the inventory says are taken. */
  booked_nights: number
  taken_nights: number
  /** Nights with more taken than there are. */
  oversold: number
}

export async function holds(database: Database): Promise<Holds> {
  const { rows } = await database.query<Holds>(
    `select (select count(*) from reservations.bookings) as bookings,
       (select coalesce(sum((check_out - check_in) * rooms), 0) from reservations.bookings) as booked_nights,
       (select coalesce(sum(booked), 0) from reservations.room_nights) as taken_nights,
       (select count(*) from reservations.room_nights where booked > capacity) as oversold`,
  )
  return rows[0] ?? { bookings: 0, booked_nights: 0, taken_nights: 0, oversold: 0 }
}
