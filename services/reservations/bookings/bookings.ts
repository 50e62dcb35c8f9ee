/** The rules of bookings: what a guest does, each in one transaction with its rooms, its history and its letters. */
import { typeid } from 'typeid-js'
import { addDays, earliestToday } from '#lib/dates'
import type { Answer } from '#lib/idempotency/idempotency'
import { notFound, Problem } from '#lib/problem'
import { refused, verifyQuote } from '#service/search/quotes/client'
import type { QuoteClaims } from '#service/search/quotes/contract'
import { giveRooms, takeRooms } from '../inventory.ts'
import type { Trx } from '../sql.ts'
import {
  type Attempt,
  type Cancellation,
  limits,
  type NewAttempt,
  type NewReservation,
  type Reservation,
  type ReservationList,
  type Sold,
} from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { documentOf, resource, resources } from './resource.ts'
import { roomsOf } from './rooms.ts'
import * as sql from './sql.ts'
import { type Cause, nextState, type State } from './state.ts'
import { enqueue, writeLetter } from './tasks.ts'

const after = (from: Date, s: number) => new Date(from.getTime() + s * 1_000)

/** Time alone completes a stay: a day after its last night, when it is over in every time zone. */
export const completesAt = ({ check_out }: Sold) => new Date(`${addDays(check_out, 1)}T12:00:00Z`)

export interface Keyed {
  owner: string
  /** `Idempotency-Key`. */
  key: string | null
}

/** Takes the rooms of a quote, for fifteen minutes. The answer is the reservation as it was then. */
export async function hold(deps: BookingDeps, asked: NewReservation, { owner, key }: Keyed): Promise<Answer> {
  const { clock, keys, inTransaction } = deps
  const verified = await quoted(deps, asked.quote)
  return inTransaction((trx) =>
    keys.run(trx, { key, owner, route: 'POST /v1/reservations', body: asked }, async () => {
      const quote = verified()
      const now = deps.now()
      if (quote.check_in < earliestToday(clock)) throw stayPast()
      if (!(await sql.useQuote(trx, quote.jti, now))) throw refused('quote_used')
      const sold = soldOf(quote)
      const booking = {
        id: String(typeid('res')),
        owner,
        sold,
        guest: asked.guest,
        special_requests: asked.special_requests ?? null,
        hold_until: after(now, limits.hold_s),
      }
      await sql.insertBooking(trx, booking, now)
      await writeLetter(deps, trx, { kind: 'hold', booking_id: booking.id, ref: '1' })
      // Last: whoever wants the same night waits for what comes after this.
      await takeRooms(trx, roomsOf(sold))
      const held: Reservation = {
        id: booking.id,
        state: 'hold',
        guest: booking.guest,
        special_requests: booking.special_requests,
        ...sold,
        hold_until: booking.hold_until.toISOString(),
        payment_id: null,
        pending_change: null,
        refunds: [],
        history: [{ state: 'hold', cause: 'held', at: now.toISOString() }],
        created_at: now.toISOString(),
      }
      return { status: 201, body: JSON.stringify(held) }
    }),
  )
}

/**
 * Verified before a connection is taken, since keys may have to be fetched; refused only where it is used, since a
 * request that is told again what it was told needs no quote that is still good.
 */
export async function quoted({ quote_keys, now }: BookingDeps, quote: string): Promise<() => QuoteClaims> {
  const result = await verifyQuote(quote, { keys: quote_keys, now_ms: () => now().getTime() }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  return () => {
    if ('error' in result) throw result.error
    return result.value
  }
}

/** What was quoted, without what makes it a quote. */
export function soldOf<T extends Sold>(quote: T): Sold {
  const { hotel, room_type, check_in, check_out, adults, children, rooms, currency, nights } = quote
  const { subtotal, taxes, total, cancellation } = quote
  return {
    ...{ hotel, room_type, check_in, check_out, adults, children, rooms, currency, nights },
    ...{ subtotal, taxes, total, cancellation },
  }
}

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
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(created_at) || !/^res_\w{26}$/.test(id))
    throw new Problem(400, 'cursor_invalid', 'This is not a cursor of ours')
  return { created_at, id }
}

// --- Paying ------------------------------------------------------------------------------------------------

/** For payments, before it asks the bank: from then on the rooms wait for it. Again for the same payment: the same. */
export function beginPayment(deps: BookingDeps, id: string, asked: NewAttempt): Promise<Attempt> {
  return deps.inTransaction(async (trx) => {
    const booking = await sql.lockBooking(trx, id)
    if (booking === undefined || booking.owner !== asked.owner) throw unknown()
    const now = deps.now()
    if (booking.attempt_id === asked.payment_id && booking.state === 'paying') return attemptOf(booking, now)
    if (booking.state === 'hold' && booking.hold_until <= now) throw holdExpired()
    if (booking.state === 'expired') throw holdExpired()
    const due_at = after(now, limits.pay_s)
    const moved = await move(
      trx,
      booking,
      { cause: 'payment_begun', due_at, attempt_id: asked.payment_id },
      now,
    )
    return attemptOf(moved, now)
  })
}

const attemptOf = (booking: sql.Booking, now: Date): Attempt => ({
  reservation_id: booking.id,
  amount: booking.sold.total,
  pay_by: after(now, limits.pay_s).toISOString(),
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
  const now = deps.now()
  const booking = await sql.lockBooking(trx, id)
  if (booking?.payment_id === payment_id) return
  if (booking?.state !== 'paying' || booking.attempt_id !== payment_id) {
    // Expired or cancelled meanwhile; or a payment for a change, which is settled by who asked for it.
    if (booking === undefined || !(await isPaymentOf(trx, booking, payment_id)))
      await enqueue(deps, trx, { kind: 'void', payment_id, booking_id: id })
    return
  }
  await move(
    trx,
    booking,
    { cause: 'payment_authorized', due_at: completesAt(booking.sold), payment_id },
    now,
  )
  await sql.insertPayment(trx, { payment_id, booking_id: id, amount: booking.sold.total.amount }, now)
  await enqueue(deps, trx, { kind: 'capture', payment_id, booking_id: id })
}

const isPaymentOf = async (trx: Trx, booking: sql.Booking, payment_id: string) =>
  (await sql.paymentsOf(trx, booking.id)).some((paid) => paid.payment_id === payment_id)

/** Declined or given up: the guest may try again as long as the hold lasts. */
export async function paymentFailed(
  deps: BookingDeps,
  trx: Trx,
  { payment_id, reservation_id: id }: Pick<PaymentTold, 'payment_id' | 'reservation_id'>,
): Promise<void> {
  const now = deps.now()
  const booking = await sql.lockBooking(trx, id)
  if (booking === undefined) return
  if (booking.state === 'confirmed' && booking.payment_id === payment_id && booking.paid_at === null) {
    await release(trx, booking, { cause: 'payment_lost', due_at: null }, now)
    await writeLetter(deps, trx, { kind: 'cancelled', booking_id: id, ref: 'payment_lost' })
    return
  }
  if (booking.state !== 'paying' || booking.attempt_id !== payment_id) return
  if (booking.hold_until <= now) await release(trx, booking, { cause: 'time_over', due_at: null }, now)
  else
    await move(trx, booking, { cause: 'payment_failed', due_at: booking.hold_until, attempt_id: null }, now)
}

/** Taken: now it can be told. */
export async function paymentCaptured(deps: BookingDeps, trx: Trx, told: PaymentTold): Promise<void> {
  const { payment_id, reservation_id: booking_id } = told
  const booking = await sql.lockBooking(trx, booking_id)
  if (booking === undefined || booking.payment_id !== payment_id) return
  if (!(await sql.markPaid(trx, booking_id, deps.now()))) return
  await writeLetter(deps, trx, { kind: 'confirmed', booking_id, ref: payment_id })
  await writeLetter(deps, trx, { kind: 'hotel_new', booking_id, ref: payment_id })
}

// --- Ending ------------------------------------------------------------------------------------------------

/** Gives the rooms back, and pays back what the policy that was sold says. Again: the same answer. */
export async function cancel(
  deps: BookingDeps,
  id: string,
  { owner, dry_run }: { owner: string; dry_run: boolean },
): Promise<Cancellation> {
  const { clock, now, inTransaction, db } = deps
  const result = await inTransaction(async (trx) => {
    const booking = await sql.lockBooking(trx, id)
    if (booking === undefined || booking.owner !== owner) throw unknown()
    if (booking.state === 'cancelled') return { booking, ...(await alreadyRefunded(trx, booking)) }
    if (nextState(booking.state, 'cancelled_by_guest') === undefined) throw wrongState(booking.state)
    const [pending] = await sql.pendingChanges(trx, [id])
    if (pending !== undefined) throw changePending()
    const owed =
      booking.state === 'confirmed' ? refundAt(booking.sold, clock()) : { refund_percent: 100, refund: 0 }
    if (dry_run) return { booking, ...owed }
    const cancelled = await release(trx, booking, { cause: 'cancelled_by_guest', due_at: null }, now())
    if (booking.state === 'confirmed') {
      await payBack(deps, trx, booking, { amount: owed.refund, reason: 'cancelled' })
      await writeLetter(deps, trx, { kind: 'hotel_cancelled', booking_id: id, ref: 'guest' })
    }
    // Whoever is asked by the bank to confirm it need not, and nothing of it stays reserved.
    if (booking.state === 'paying' && booking.attempt_id !== null)
      await enqueue(deps, trx, { kind: 'void', payment_id: booking.attempt_id, booking_id: id })
    await writeLetter(deps, trx, { kind: 'cancelled', booking_id: id, ref: 'guest' })
    return { booking: cancelled, ...owed }
  })
  const { booking, refund_percent, refund } = result
  return {
    dry_run,
    refund_percent,
    refund: { amount: refund, currency: booking.sold.currency },
    reservation: await resource(db, booking),
  }
}

/** What is paid back of a stay that is cancelled now. */
export function refundAt({ cancellation }: Sold, now: Date): { refund_percent: number; refund: number } {
  const step = cancellation.timeline.find(({ until }) => until === null || new Date(until) > now)
  return { refund_percent: step?.refund_percent ?? 0, refund: step?.refund.amount ?? 0 }
}

async function alreadyRefunded(trx: Trx, booking: sql.Booking) {
  const refunds = await sql.refundsOf(trx, [booking.id])
  const refund = refunds
    .filter(({ reason }) => reason === 'cancelled')
    .reduce((sum, one) => sum + one.amount, 0)
  const { amount } = booking.sold.total
  return { refund, refund_percent: amount === 0 ? 0 : Math.round((refund * 100) / amount) }
}

/** Of the last payment first: each gives at most what it took. */
export async function payBack(
  deps: BookingDeps,
  trx: Trx,
  booking: Pick<sql.Booking, 'id'>,
  { amount, reason }: { amount: number; reason: string },
): Promise<void> {
  let left = amount
  for (const paid of await sql.paymentsOf(trx, booking.id)) {
    const part = Math.min(left, paid.amount - paid.refunded)
    if (part <= 0) continue
    left -= part
    const refund = { id: String(typeid('rfd')), booking_id: booking.id, payment_id: paid.payment_id }
    await sql.insertRefund(trx, { ...refund, amount: part, reason }, deps.now())
    await enqueue(deps, trx, { kind: 'refund', refund_id: refund.id, booking_id: booking.id })
  }
  if (left > 0) throw new Error(`${left} more is owed back than was paid`)
}

/** The hotel says that nobody came. */
export async function noShow(deps: BookingDeps, id: string): Promise<Reservation> {
  const { clock, now, inTransaction, db } = deps
  const booking = await inTransaction(async (trx) => {
    const found = await sql.lockBooking(trx, id)
    if (found === undefined) throw unknown()
    if (found.state === 'no_show') return found
    if (found.sold.check_in > earliestToday(clock))
      throw new Problem(409, 'stay_not_begun', 'The stay has not begun')
    return move(trx, found, { cause: 'guest_missing', due_at: null }, now())
  })
  return resource(db, booking)
}

/** Does what time alone does to one booking; false when there is none. */
export function sweepOne(deps: BookingDeps): Promise<boolean> {
  return deps.inTransaction(async (trx) => {
    const now = deps.now()
    const booking = await sql.lockDue(trx, now)
    if (booking === undefined) return false
    switch (booking.state) {
      case 'hold':
        await release(trx, booking, { cause: 'time_over', due_at: null }, now)
        return true
      case 'paying':
        // Only payments knows how that ended; asked again as long as nothing has come of it.
        await enqueue(deps, trx, {
          kind: 'resolve',
          payment_id: booking.attempt_id ?? '',
          booking_id: booking.id,
        })
        await sql.setDue(trx, booking.id, after(now, 60))
        return true
      case 'confirmed':
        await move(trx, booking, { cause: 'stay_over', due_at: null }, now)
        return true
      default:
        await sql.setDue(trx, booking.id, null)
        return true
    }
  })
}

// --- Common ------------------------------------------------------------------------------------------------

interface Moved {
  cause: Cause
  due_at: Date | null
  attempt_id?: string | null
  payment_id?: string
  sold?: Sold
}

/** 409 `reservation_state` when that cannot happen to it. */
export function move(trx: Trx, booking: sql.Booking, update: Moved, now: Date): Promise<sql.Booking> {
  const state = nextState(booking.state, update.cause)
  if (state === undefined) throw wrongState(booking.state)
  return sql.moveBooking(trx, booking, { ...update, state }, now)
}

async function release(trx: Trx, booking: sql.Booking, update: Moved, now: Date): Promise<sql.Booking> {
  const moved = await move(trx, booking, update, now)
  await giveRooms(trx, roomsOf(booking.sold))
  return moved
}

export const unknown = () => notFound('unknown_reservation', 'There is no such reservation')
export const stayPast = () => new Problem(422, 'stay_past', 'The stay is in the past')
export const changePending = () => new Problem(409, 'change_pending', 'Another change is not through yet')
const holdExpired = () => new Problem(410, 'hold_expired', 'The rooms are not held any more')
export const wrongState = (state: State) =>
  new Problem(409, 'reservation_state', `That cannot be done to a reservation that is ${state}`, {
    members: { state },
  })
