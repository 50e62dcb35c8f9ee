/** What is read of bookings: one, and pages of them. */
import { Problem } from '#lib/problem'
import type { Reservation, ReservationList } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { unknown } from './move.ts'
import { resource, resources } from './resource.ts'
import * as sql from './sql.ts'

export async function read(deps: BookingDeps, id: string, owner: string): Promise<Reservation> {
  const booking = await sql.readBooking(deps.db, id, owner)
  if (booking === undefined) throw unknown()
  return resource(deps.db, booking)
}

interface ListQuery {
  owner: string
  state?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export async function list(deps: BookingDeps, query: ListQuery): Promise<ReservationList> {
  const { owner, state, limit = 20, cursor } = query
  const after = cursor === undefined ? undefined : positionOf(cursor)
  const found = await sql.listBookings(deps.db, { owner, state, after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    data: await resources(deps.db, page),
    next_cursor: found.length > limit && last !== undefined ? cursorOf(last) : null,
  }
}

const cursorOf = ({ created_at, id }: sql.Booking) =>
  Buffer.from(`${created_at.toISOString()} ${id}`).toString('base64url')

function positionOf(cursor: string): { created_at: string; id: string } {
  const [created_at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(' ')
  if (!isInstant(created_at) || !/^res_\w{26}$/.test(id))
    throw new Problem(400, 'cursor_invalid', 'This is not a cursor of ours')
  return { created_at, id }
}

/** As we write them: a 99th of a month has the form of a date, too, and PostgreSQL knows no year 0. */
function isInstant(text: string): boolean {
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && text > '0001' && new Date(ms).toISOString() === text
}
