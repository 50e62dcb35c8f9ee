/** How a booking goes from one state to the next, and the refusals that its rules share. */
import { addDays } from '#lib/dates'
import { notFound, Problem } from '#lib/problem'
import { giveRooms } from '../inventory.ts'
import type { Trx } from '../sql.ts'
import type { Sold } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { roomsOf } from './rooms.ts'
import * as sql from './sql.ts'
import { type Cause, nextState, type State } from './state.ts'

export const after = (from: Date, s: number) => new Date(from.getTime() + s * 1_000)

/**
 * Time alone completes a stay: a day after its last night, when it is over in every time zone. That is so far from the
 * date that stays have here, which may be a fixed one, while instants are always of real time.
 */
export function completesAt({ clock, now }: Pick<BookingDeps, 'clock' | 'now'>, { check_out }: Sold): Date {
  const over_ms = Date.parse(`${addDays(check_out, 1)}T12:00:00Z`) - clock().getTime()
  return new Date(now().getTime() + over_ms)
}

export interface Moved {
  cause: Cause
  due_at: Date | null
  attempt_id?: string | null
  payment_id?: string
  sold?: Sold
  /** Of a cancellation, as it was answered. */
  refund_percent?: number
}

/** 409 `reservation_state` when that cannot happen to it. */
export function move(trx: Trx, booking: sql.Booking, update: Moved, now: Date): Promise<sql.Booking> {
  const state = nextState(booking.state, update.cause)
  if (state === undefined) throw wrongState(booking.state)
  return sql.moveBooking(trx, booking, { ...update, state }, now)
}

/** And gives its rooms back. */
export async function release(
  trx: Trx,
  booking: sql.Booking,
  update: Moved,
  now: Date,
): Promise<sql.Booking> {
  const moved = await move(trx, booking, update, now)
  await giveRooms(trx, roomsOf(booking.sold))
  return moved
}

export const unknown = () => notFound('unknown_reservation', 'There is no such reservation')
export const stayPast = () => new Problem(422, 'stay_past', 'The stay is in the past')
export const changePending = () => new Problem(409, 'change_pending', 'Another change is not through yet')
export const holdExpired = () => new Problem(410, 'hold_expired', 'The rooms are not held any more')
/** 409: a claim that came after its payment had ended. */
export const paymentOver = () =>
  new Problem(409, 'payment_over', 'That payment has ended: another one may be begun')
export const wrongState = (state: State) =>
  new Problem(409, 'reservation_state', `That cannot be done to a reservation that is ${state}`, {
    members: { state },
  })
