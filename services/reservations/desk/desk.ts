/** The rules of the desk: whoever works at a hotel sees and sets what is that hotel's, and nothing of another. */
import type { Clock } from '#lib/dates'
import { nightsBetween, parseDate } from '#lib/dates'
import { type FieldError, invalid, notFound } from '#lib/problem'
import type { Reservation } from '../bookings/contract.ts'
import type { BookingDeps } from '../bookings/deps.ts'
import * as bookings from '../bookings/ending.ts'
import { bookingById } from '../bookings/sql.ts'
import type { NightList, NightsChange } from '../contract.ts'
import { changeNights } from '../inventory.ts'
import type { Db } from '../sql.ts'
import { type Arrivals, type DeskHotels, type DeskNights, limits } from './contract.ts'
import * as sql from './sql.ts'

export interface Range {
  from: string
  to: string
}

export async function hotels(db: Db, subject: string): Promise<DeskHotels> {
  const data = await sql.hotelsOf(db, subject)
  return { data: data.map((hotel_id) => ({ hotel_id })), next_cursor: null }
}

export async function arrivals(db: Db, subject: string, hotel_id: string, range: Range): Promise<Arrivals> {
  await mustWorkAt(db, subject, hotel_id)
  checkRange(range)
  const rows = await sql.arrivals(db, { hotel_id, ...range, limit: limits.max_arrivals })
  return {
    data: rows.slice(0, limits.max_arrivals).map(({ id, state, sold, guest, special_requests }) => ({
      reservation_id: id,
      ...{ state, guest, special_requests },
      room_type: sold.room_type.name,
      ...{ check_in: sold.check_in, check_out: sold.check_out },
      ...{ adults: sold.adults, children: sold.children, rooms: sold.rooms, total: sold.total },
    })),
    next_cursor: null,
    more: rows.length > limits.max_arrivals,
  }
}

export async function nights(db: Db, subject: string, hotel_id: string, range: Range): Promise<DeskNights> {
  await mustWorkAt(db, subject, hotel_id)
  checkRange(range)
  const by_room_type = new Map<string, DeskNights['data'][number]['nights']>()
  for (const { room_type_id, ...night } of await sql.nights(db, { hotel_id, ...range })) {
    const known = by_room_type.get(room_type_id)
    if (known === undefined) by_room_type.set(room_type_id, [night])
    else known.push(night)
  }
  return {
    data: [...by_room_type].map(([room_type_id, list]) => ({ room_type_id, nights: list })),
    next_cursor: null,
  }
}

export async function setNights(
  deps: Pick<BookingDeps, 'db' | 'inTransaction'> & { clock: Clock },
  subject: string,
  room_type_id: string,
  change: NightsChange,
): Promise<NightList> {
  const hotel_id = await sql.hotelOf(deps.db, room_type_id)
  if (hotel_id === undefined || !(await sql.worksAt(deps.db, subject, hotel_id)))
    throw notFound('unknown_room_type', 'There is no such room type where you work')
  return deps.inTransaction((trx) => changeNights(trx, room_type_id, change, deps.clock))
}

export async function noShow(deps: BookingDeps, subject: string, id: string): Promise<Reservation> {
  const booking = await bookingById(deps.db, id)
  if (booking === undefined || !(await sql.worksAt(deps.db, subject, booking.sold.hotel.id)))
    throw notFound('unknown_reservation', 'There is no such reservation where you work')
  return bookings.noShow(deps, id)
}

/** The same answer for a hotel that does not exist: who works where is nobody else's business. */
async function mustWorkAt(db: Db, subject: string, hotel_id: string): Promise<void> {
  if (!(await sql.worksAt(db, subject, hotel_id)))
    throw notFound('unknown_hotel', 'There is no such hotel where you work')
}

function checkRange({ from, to }: Range): void {
  const errors: FieldError[] = []
  const refuse = (field: string, code: string, message: string) => errors.push({ field, code, message })
  if (parseDate(from) === undefined) refuse('from', 'date', 'must be a date, YYYY-MM-DD')
  if (parseDate(to) === undefined) refuse('to', 'date', 'must be a date, YYYY-MM-DD')
  if (errors.length === 0 && to < from) refuse('to', 'order', 'must not be before from')
  else if (errors.length === 0 && nightsBetween(from, to) >= limits.max_days)
    refuse('to', 'too_long', `must be within ${limits.max_days} days from from`)
  if (errors.length > 0) throw invalid(errors)
}
