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

/** Every room type has as many rooms as a byte holds, and none is taken. */
export async function emptied(database: Database): Promise<void> {
  await database.query(
    `truncate reservations.room_nights, reservations.bookings, reservations.transitions, reservations.inventory_changes`,
  )
  await database.query(
    `update reservations.room_types set allotment = decode(repeat('ff', length(allotment)), 'hex')
     where get_byte(allotment, 0) <> 255`,
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
