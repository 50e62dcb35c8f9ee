/** The rules of bookings: what a guest does, each in one transaction with its rooms, its history and its letters. */
import { typeid } from 'typeid-js'
import { earliestToday } from '#lib/dates'
import type { Answer } from '#lib/idempotency/idempotency'
import type { Money } from '#lib/money'
import { Problem } from '#lib/problem'
import { refused, verifyQuote } from '#service/search/quotes/client'
import type { QuoteClaims } from '#service/search/quotes/contract'
import { takeRooms } from '../inventory.ts'
import type { Trx } from '../sql.ts'
import { type Cancellation, limits, type NewReservation, type Reservation, type Sold } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { after, changePending, release, stayPast, unknown, wrongState } from './move.ts'
import { resource } from './resource.ts'
import { roomsOf } from './rooms.ts'
import * as sql from './sql.ts'
import { nextState } from './state.ts'
import { enqueue, writeLetter } from './tasks.ts'

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
        hold_until: after(now, deps.hold_s ?? limits.hold_s),
      }
      await sql.insertBooking(trx, booking, now)
      await writeLetter(deps, trx, { kind: 'hold', booking_id: booking.id, ref: '1', version: 1 })
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

// --- Ending ------------------------------------------------------------------------------------------------

interface AskedCancellation {
  owner: string
  dry_run: boolean
  expected_refund?: Money | undefined
}
interface Owed {
  refund_percent: number
  /** In the currency of the booking. */
  refund: number
}

/** Gives the rooms back, and pays back what the policy that was sold says. Again: the same answer. */
export async function cancel(
  deps: BookingDeps,
  id: string,
  { owner, dry_run, expected_refund }: AskedCancellation,
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
    if (expected_refund !== undefined) mustBeExpected(booking, owed, expected_refund)
    const { refund_percent } = owed
    const cancelled = await release(
      trx,
      booking,
      { cause: 'cancelled_by_guest', due_at: null, refund_percent },
      now(),
    )
    const letter = { booking_id: id, ref: 'guest', version: cancelled.version }
    if (booking.state === 'confirmed')
      await payBack(deps, trx, booking, { amount: owed.refund, reason: 'cancelled' })
    // A hotel hears of a booking when it is paid: of one that never was it has nothing to forget.
    if (booking.paid_at !== null) await writeLetter(deps, trx, { kind: 'hotel_cancelled', ...letter })
    // Whoever is asked by the bank to confirm it need not, and nothing of it stays reserved.
    if (booking.state === 'paying' && booking.attempt_id !== null)
      await enqueue(deps, trx, { kind: 'void', payment_id: booking.attempt_id, booking_id: id })
    await writeLetter(deps, trx, { kind: 'cancelled', ...letter })
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

/** A deadline may go by while a person reads what they would get back. */
function mustBeExpected({ sold }: sql.Booking, owed: Owed, expected: Money): void {
  const refund = { amount: owed.refund, currency: sold.currency }
  if (expected.amount === refund.amount && expected.currency === refund.currency) return
  throw new Problem(409, 'refund_changed', 'Another amount would be paid back; nothing was cancelled', {
    members: { refund, refund_percent: owed.refund_percent },
  })
}

/** What is paid back of a stay that is cancelled now. */
export function refundAt({ cancellation }: Sold, now: Date): Owed {
  const step = cancellation.timeline.find(({ until }) => until === null || new Date(until) > now)
  return { refund_percent: step?.refund_percent ?? 0, refund: step?.refund.amount ?? 0 }
}

/** As it was answered. */
async function alreadyRefunded(trx: Trx, booking: sql.Booking) {
  const refunds = await sql.refundsOf(trx, [booking.id])
  const refund = refunds
    .filter(({ reason }) => reason === 'cancelled')
    .reduce((sum, one) => sum + one.amount, 0)
  const { amount } = booking.sold.total
  // Of what was cancelled before it was written down the percentage follows from the amounts.
  const refund_percent = booking.refund_percent ?? (amount === 0 ? 0 : Math.round((refund * 100) / amount))
  return { refund, refund_percent }
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
    left -= Math.max(0, part)
    await payBackOf(deps, trx, booking, { payment_id: paid.payment_id, amount: part, reason })
  }
  if (left > 0) throw new Error(`${left} more is owed back than was paid`)
}

/** Of one payment; nothing when there is nothing to pay back. */
export async function payBackOf(
  deps: BookingDeps,
  trx: Trx,
  booking: Pick<sql.Booking, 'id'>,
  owed: { payment_id: string; amount: number; reason: string },
): Promise<void> {
  if (owed.amount <= 0) return
  const refund = { id: String(typeid('rfd')), booking_id: booking.id, ...owed }
  await sql.insertRefund(trx, refund, deps.now())
  await enqueue(deps, trx, { kind: 'refund', refund_id: refund.id, booking_id: booking.id })
}
