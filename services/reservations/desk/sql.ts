/** Every statement of the desk. Each takes a database or a transaction of `reservations`. */
import { sql } from 'kysely'
import type { Guest, Sold } from '../bookings/contract.ts'
import type { State } from '../bookings/state.ts'
import type { Night } from '../contract.ts'
import type { Db, Trx } from '../sql.ts'

export async function hotelsOf(db: Db, subject: string): Promise<string[]> {
  const { rows } = await sql<{ hotel_id: string }>`
select hotel_id from reservations.hotel_staff where subject = ${subject} order by hotel_id`.execute(db)
  return rows.map(({ hotel_id }) => hotel_id)
}

export async function worksAt(db: Db, subject: string, hotel_id: string): Promise<boolean> {
  const { rows } = await sql`
select 1 from reservations.hotel_staff where subject = ${subject} and hotel_id = ${hotel_id}`.execute(db)
  return rows.length > 0
}

export async function hotelOf(db: Db, room_type_id: string): Promise<string | undefined> {
  const { rows } = await sql<{ hotel_id: string }>`
select hotel_id from reservations.room_types where id = ${room_type_id}`.execute(db)
  return rows[0]?.hotel_id
}

export const hasHotel = async (db: Db, hotel_id: string): Promise<boolean> => {
  const { rows } = await sql`
select 1 from reservations.room_types where hotel_id = ${hotel_id} limit 1`.execute(db)
  return rows.length > 0
}

export interface ArrivalRow {
  id: string
  state: State
  sold: Sold
  guest: Guest
  special_requests: string | null
}

/** One more than `limit`, where there are more. */
export async function arrivals(
  db: Db,
  range: { hotel_id: string; from: string; to: string; limit: number },
): Promise<ArrivalRow[]> {
  const { rows } = await sql<ArrivalRow>`
select b.id, b.state, b.sold, b.guest, b.special_requests
from reservations.room_types t
join reservations.bookings b on b.room_type_id = t.id
where t.hotel_id = ${range.hotel_id} and b.check_in between ${range.from}::date and ${range.to}::date
  and b.state in ('confirmed', 'completed', 'no_show')
order by b.check_in, b.id limit ${range.limit + 1}`.execute(db)
  return rows
}

/** Of every room type of a hotel, nights that were never booked nor changed among them. */
export async function nights(
  db: Db,
  range: { hotel_id: string; from: string; to: string },
): Promise<(Night & { room_type_id: string })[]> {
  const { rows } = await sql<Night & { room_type_id: string }>`
select t.id as room_type_id, n.night::text as night, coalesce(x.capacity, n.allotment) as capacity,
  coalesce(x.booked, 0) as booked, coalesce(x.stop_sell, false) as stop_sell,
  case when x.night is null then n.allotment when x.stop_sell then 0 else x.capacity - x.booked end as free
from reservations.room_types t
cross join lateral (
  select t.first_night + i as night, get_byte(t.allotment, i) as allotment
  from generate_series(greatest(${range.from}::date - t.first_night, 0),
    least(${range.to}::date - t.first_night, length(t.allotment) - 1)) i
) n
left join reservations.room_nights x on x.room_type_id = t.room_type_id and x.night = n.night
where t.hotel_id = ${range.hotel_id}
order by t.room_type_id, n.night`.execute(db)
  return rows
}

export async function addStaff(db: Db, subject: string, hotel_id: string): Promise<void> {
  await sql`
insert into reservations.hotel_staff (subject, hotel_id) values (${subject}, ${hotel_id})
on conflict do nothing`.execute(db)
}

export async function removeStaff(db: Db, subject: string, hotel_id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
delete from reservations.hotel_staff where subject = ${subject} and hotel_id = ${hotel_id}`.execute(db)
  return numAffectedRows === 1n
}

export const forgetStaff = async (trx: Trx, subject: string): Promise<void> => {
  await sql`delete from reservations.hotel_staff where subject = ${subject}`.execute(trx)
}

export async function allStaff(db: Db): Promise<{ subject: string; hotel_id: string }[]> {
  const { rows } = await sql<{ subject: string; hotel_id: string }>`
select subject, hotel_id from reservations.hotel_staff order by hotel_id, subject`.execute(db)
  return rows
}
