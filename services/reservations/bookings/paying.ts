/**
 * Paying: a payment claims its booking, and what becomes of it is told here, at least once and in any order. Money that
 * comes for a booking that has ended goes back.
 */
import type { Trx } from '../sql.ts'
import { payBackOf } from './bookings.ts'
import { type Attempt, limits, type NewAttempt } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { after, completesAt, holdExpired, move, paymentOver, release, unknown } from './move.ts'
import { documentOf } from './resource.ts'
import * as sql from './sql.ts'
import { enqueue, writeLetter } from './tasks.ts'

/** For payments, before it asks the bank: from then on the rooms wait for it. Again for the same payment: the same. */
export function beginPayment(deps: BookingDeps, id: string, asked: NewAttempt): Promise<Attempt> {
  const { payment_id } = asked
  return deps.inTransaction(async (trx) => {
    const booking = await sql.lockBooking(trx, id)
    if (booking === undefined || booking.owner !== asked.owner) throw unknown()
    const now = deps.now()
    const due_at = after(now, deps.hold_s ?? limits.pay_s)
    if (booking.attempt_id === payment_id && booking.state === 'paying') return attemptOf(booking, due_at)
    // It was on its way for so long that its payment has ended meanwhile.
    if (await sql.hasFailed(trx, payment_id)) throw paymentOver()
    if (booking.state === 'hold' && booking.hold_until <= now) throw holdExpired()
    if (booking.state === 'expired') throw holdExpired()
    const moved = await move(trx, booking, { cause: 'payment_begun', due_at, attempt_id: payment_id }, now)
    return attemptOf(moved, due_at)
  })
}

const attemptOf = (booking: sql.Booking, pay_by: Date): Attempt => ({
  reservation_id: booking.id,
  amount: booking.sold.total,
  pay_by: pay_by.toISOString(),
  document: documentOf(booking),
})

export interface PaymentTold {
  payment_id: string
  reservation_id: string
  amount: number
}

/** The bank has reserved the amount: the booking is confirmed, or what was reserved is given free. */
export async function paymentAuthorized(deps: BookingDeps, trx: Trx, told: PaymentTold): Promise<void> {
  const { payment_id, reservation_id: id } = told
  const booking = await sql.lockBooking(trx, id)
  if (booking?.payment_id === payment_id) return
  if (booking?.state === 'paying' && booking.attempt_id === payment_id)
    return confirm(deps, trx, booking, payment_id)
  // Expired or cancelled meanwhile; or a payment for a change, which is settled by who asked for it.
  if (booking === undefined || (await sql.paymentOf(trx, id, payment_id)) === undefined)
    await enqueue(deps, trx, { kind: 'void', payment_id, booking_id: id })
}

async function confirm(deps: BookingDeps, trx: Trx, booking: sql.Booking, payment_id: string): Promise<void> {
  const { id: booking_id, sold } = booking
  const now = deps.now()
  await move(trx, booking, { cause: 'payment_authorized', due_at: completesAt(deps, sold), payment_id }, now)
  await sql.insertPayment(trx, { payment_id, booking_id, amount: sold.total.amount }, now)
  await enqueue(deps, trx, { kind: 'capture', payment_id, booking_id })
}

/** Declined or given up: the guest may try again as long as the hold lasts. */
export async function paymentFailed(
  deps: BookingDeps,
  trx: Trx,
  { payment_id, reservation_id: id }: Pick<PaymentTold, 'payment_id' | 'reservation_id'>,
): Promise<void> {
  const now = deps.now()
  const booking = await sql.lockBooking(trx, id)
  await sql.insertFailed(trx, payment_id, now)
  if (booking === undefined) return
  if (booking.state === 'confirmed' && booking.payment_id === payment_id && booking.paid_at === null) {
    // A change that waits for its difference is ended by whoever asked for that: see `change.ts`.
    const lost = { cause: 'payment_lost', due_at: null, refund_percent: 100 } as const
    const { version } = await release(trx, booking, lost, now)
    // Differences of changes were taken at once, for a stay that is not.
    for (const { payment_id: other, amount, refunded } of await sql.paymentsOf(trx, id))
      if (other !== payment_id)
        await payBackOf(deps, trx, booking, {
          payment_id: other,
          amount: amount - refunded,
          reason: 'not_booked',
        })
    await writeLetter(deps, trx, { kind: 'cancelled', booking_id: id, ref: 'payment_lost', version })
    return
  }
  if (booking.state !== 'paying' || booking.attempt_id !== payment_id) return
  if (booking.hold_until <= now) await release(trx, booking, { cause: 'time_over', due_at: null }, now)
  else
    await move(trx, booking, { cause: 'payment_failed', due_at: booking.hold_until, attempt_id: null }, now)
}

/** Taken: now it can be told; or, where the booking has ended without it, paid back. */
export async function paymentCaptured(deps: BookingDeps, trx: Trx, told: PaymentTold): Promise<void> {
  const { payment_id, reservation_id: booking_id } = told
  const found = await sql.lockBooking(trx, booking_id)
  if (found === undefined) return
  const is_first = found.state === 'paying' && found.attempt_id === payment_id
  // Taken before anybody was told that it was authorized.
  if (is_first) await confirm(deps, trx, found, payment_id)
  const booking = is_first ? await sql.lockBooking(trx, booking_id) : found
  if (booking?.payment_id !== payment_id) return refuse(deps, trx, told)
  if (!(await sql.markPaid(trx, booking_id, deps.now()))) return
  // Whoever has cancelled meanwhile has been told so, and what the policy pays back is on its way.
  if (booking.state === 'cancelled') {
    if ((await sql.lastCause(trx, booking)) === 'payment_lost') await refuse(deps, trx, told)
    return
  }
  const letter = { booking_id, ref: payment_id, version: booking.version }
  for (const kind of ['confirmed', 'hotel_new'] as const) await writeLetter(deps, trx, { kind, ...letter })
}

/** Money that nobody is owed any more: all of it goes back, once. */
async function refuse(
  deps: BookingDeps,
  trx: Trx,
  { payment_id, reservation_id: booking_id, amount }: PaymentTold,
): Promise<void> {
  if (amount > 0) await sql.insertPayment(trx, { payment_id, booking_id, amount }, deps.now())
  const paid = await sql.paymentOf(trx, booking_id, payment_id)
  if (paid === undefined) throw new Error('a payment that was taken, of nobody knows how much')
  const left = paid.amount - paid.refunded
  await payBackOf(deps, trx, { id: booking_id }, { payment_id, amount: left, reason: 'not_booked' })
}
