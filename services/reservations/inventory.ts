/**
 * The rules of the inventory: a room is taken for every night of a stay or not at all, and never twice. Whoever takes
 * rooms does so within the transaction that has the reason: a booking, a change of one.
 */
import type { Clock } from '#lib/dates'
import { dayNumber, earliestToday, nightsBetween, parseDate } from '#lib/dates'
import { type FieldError, invalid, notFound, Problem } from '#lib/problem'
import { limits, type NightList, type NightsChange } from './contract.ts'
import * as sql from './sql.ts'

export type { StayRooms } from './sql.ts'

/**
 * Takes the rooms for every night of the stay, or throws 409 `sold_out`: then the transaction must be rolled back, as
 * it is when the error passes through it. A stay must have passed the rules of stays. Several room types: in one order.
 */
export async function takeRooms(trx: sql.Trx, stay: sql.StayRooms): Promise<void> {
  const nights = nightsBetween(stay.check_in, stay.check_out)
  if ((await sql.takeRooms(trx, stay, nights)) === nights) return
  if ((await sql.allotmentOf(trx, stay.room_type_id)) === undefined) throw unknownRoomType()
  throw new Problem(409, 'sold_out', 'There are not enough rooms left for every night')
}

/** Gives back what `takeRooms` took, all of it or a part: fewer rooms, or fewer nights. */
export async function giveRooms(trx: sql.Trx, stay: sql.StayRooms): Promise<void> {
  const nights = nightsBetween(stay.check_in, stay.check_out)
  const given = await sql.giveRooms(trx, stay)
  // Of a catalogue that was replaced since: there is no such room any more.
  if (given === 0 && (await sql.allotmentOf(trx, stay.room_type_id)) === undefined) return
  if (given !== nights)
    throw new Error(`rooms were given back for ${nights} nights and taken on ${given} of them`)
}

/** What a hotel says of a range of nights, for all of them or for none. Repeating it changes nothing. */
export async function changeNights(
  trx: sql.Trx,
  room_type_id: string,
  change: NightsChange,
  clock: Clock,
): Promise<NightList> {
  const { first_night, last_night, capacity = null, stop_sell = null } = change
  const allotment = await sql.allotmentOf(trx, room_type_id)
  if (allotment === undefined) throw unknownRoomType()
  const errors = changeErrors(change, { ...allotment, today: earliestToday(clock) })
  if (errors.length > 0) throw invalid(errors)
  const range = { room_type_id, first_night, last_night }
  await sql.changeNights(trx, range, { capacity, stop_sell })
  const data = await sql.readNights(trx, range)
  const over = data.filter(({ booked }) => capacity !== null && booked > capacity)
  if (over.length > 0) throw belowBooked(over.map(({ night }) => night))
  return { data, next_cursor: null }
}

interface Bounds {
  today: string
  first_night: string
  last_night: string
}

function changeErrors(change: NightsChange, bounds: Bounds): FieldError[] {
  const errors: FieldError[] = []
  const refuse = (field: string, code: string, message: string) => errors.push({ field, code, message })
  const [first, last] = [parseDate(change.first_night), parseDate(change.last_night)]
  if (first === undefined) refuse('first_night', 'date', 'must be a date, YYYY-MM-DD')
  if (last === undefined) refuse('last_night', 'date', 'must be a date, YYYY-MM-DD')
  if (change.capacity === undefined && change.stop_sell === undefined)
    refuse('capacity', 'required', 'or stop_sell must be given')
  if (first === undefined || last === undefined) return errors
  const [begin, end] = [dayNumber(bounds.first_night), dayNumber(bounds.last_night)]
  if (first < dayNumber(bounds.today)) refuse('first_night', 'past', 'must not be in the past')
  else if (first < begin || first > end) refuse('first_night', 'no_allotment', 'has no allotment yet')
  if (last < first) refuse('last_night', 'order', 'must not be before first_night')
  else if (last - first >= limits.max_nights)
    refuse('last_night', 'too_long', `must be within ${limits.max_nights} nights from first_night`)
  else if (last > end) refuse('last_night', 'no_allotment', 'has no allotment yet')
  return errors
}

const unknownRoomType = () => notFound('unknown_room_type', 'There is no such room type')

const belowBooked = ([first, ...more]: string[]) =>
  new Problem(409, 'capacity_below_booked', 'More rooms are booked than that', {
    detail: `On ${first}${more.length === 0 ? '' : ` and on ${more.length} more of these nights`}`,
  })
