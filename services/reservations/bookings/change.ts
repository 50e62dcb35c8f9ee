/**
 * Changes: other nights, another party or room type, by a new quote. Only the difference of the rooms is taken. A cheaper
 * stay is moved at once and the rest paid back; for a dearer one the rooms of both are held until the difference is
 * paid, and then one transaction moves it, or gives the new ones back.
 */
import { typeid } from 'typeid-js'
import { earliestToday } from '#lib/dates'
import { invalid, Problem } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import { refused } from '#service/search/quotes/client'
import type { QuoteClaims } from '#service/search/quotes/contract'
import { giveRooms, takeRooms } from '../inventory.ts'
import type { Trx } from '../sql.ts'
import { type Keyed, payBack, payBackOf, quoted, soldOf } from './bookings.ts'
import type { NewChange, Reservation } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { read } from './list.ts'
import { changePending, completesAt, move, stayPast, unknown, wrongState } from './move.ts'
import { documentOf } from './resource.ts'
import { roomChange, roomsOf } from './rooms.ts'
import * as sql from './sql.ts'
import { nextState } from './state.ts'
import { enqueue, writeLetter } from './tasks.ts'

/** 402 `payment_declined` when the difference could not be had; then everything is as it was. */
export async function change(
  deps: BookingDeps,
  id: string,
  asked: NewChange,
  { owner, key }: Keyed,
): Promise<Reservation> {
  const { keys, inTransaction } = deps
  const verified = await quoted(deps, asked.quote)
  // Of one key there is one change; what became of it is told anew each time.
  const { body } = await inTransaction((trx) =>
    keys.run(trx, { key, owner, route: `POST /v1/reservations/${id}/changes`, body: asked }, async () => ({
      status: 201,
      body: JSON.stringify({ change_id: await begin(deps, trx, { id, owner, quote: verified() }) }),
    })),
  )
  const { change_id } = JSON.parse(body) as { change_id: string }
  const ended = await settleChange(deps, change_id)
  if (ended?.state === 'declined')
    throw new Problem(402, 'payment_declined', 'The difference could not be paid: nothing was changed', {
      members: { decline_code: ended.decline_code },
    })
  return read(deps, id, owner)
}

async function begin(
  deps: BookingDeps,
  trx: Trx,
  { id, owner, quote }: { id: string; owner: string; quote: QuoteClaims },
): Promise<string> {
  const booking = await sql.lockBooking(trx, id)
  if (booking === undefined || booking.owner !== owner) throw unknown()
  if (nextState(booking.state, 'changed') === undefined) throw wrongState(booking.state)
  const now = deps.now()
  const today = earliestToday(deps.clock)
  if (booking.sold.check_in < today) throw new Problem(409, 'stay_begun', 'The stay has begun')
  if (quote.check_in < today) throw stayPast()
  if (quote.hotel.id !== booking.sold.hotel.id || quote.currency !== booking.sold.currency)
    throw invalid(
      [{ field: 'quote', code: 'other_hotel', message: 'must be for the same hotel' }],
      'other_hotel',
    )
  const [pending] = await sql.pendingChanges(trx, [id])
  if (pending !== undefined) throw changePending()
  if (!(await sql.useQuote(trx, quote.jti, now))) throw refused('quote_used')

  const sold = soldOf(quote)
  const difference = sold.total.amount - booking.sold.total.amount
  const { take } = roomChange(roomsOf(booking.sold), roomsOf(sold))
  for (const stay of take) await takeRooms(trx, stay)
  const made = { id: String(typeid('chg')), booking_id: id, sold, before: booking.sold, difference }
  if (difference > 0) {
    await sql.insertChange(trx, { ...made, state: 'pending', version: null }, now)
    // For when this process does not live to ask.
    await enqueue(deps, trx, { kind: 'change', change_id: made.id, booking_id: id }, 15)
  } else {
    const version = await apply(deps, trx, booking, { ...made, state: 'done', decline_code: null })
    await sql.insertChange(trx, { ...made, state: 'done', version }, now)
    if (difference < 0) await payBack(deps, trx, booking, { amount: -difference, reason: 'changed' })
  }
  return made.id
}

/** Answers the version that it made. */
async function apply(deps: BookingDeps, trx: Trx, booking: sql.Booking, change: sql.Change): Promise<number> {
  const { give } = roomChange(roomsOf(change.before), roomsOf(change.sold))
  for (const stay of give) await giveRooms(trx, stay)
  const due_at = completesAt(deps, change.sold)
  const { version } = await move(trx, booking, { cause: 'changed', due_at, sold: change.sold }, deps.now())
  for (const kind of ['changed', 'hotel_changed'] as const)
    await writeLetter(deps, trx, { kind, booking_id: booking.id, ref: change.id, version })
  return version
}

/** Asks for the difference and does what follows; what is through is left as it is. May be repeated at any point. */
export async function settleChange(deps: BookingDeps, change_id: string): Promise<sql.Change | undefined> {
  const { db, payments } = deps
  const pending = await sql.changeById(db, change_id)
  if (pending?.state !== 'pending') return pending
  const booking = await sql.bookingById(db, pending.booking_id)
  if (booking?.payment_id == null) throw new Error('a change of a booking without a payment')
  const { currency } = pending.sold
  const outcome = await payments
    .difference(booking.payment_id, {
      change_id,
      amount: { amount: pending.difference, currency },
      document: documentOf({ ...booking, sold: pending.sold }),
      before: documentOf({ ...booking, sold: pending.before }),
    })
    .catch(declinedOrThrow)
  await end(deps, change_id, outcome)
  return sql.changeById(db, change_id)
}

type Outcome = Pick<Payment, 'status' | 'decline_code'> & { id?: string }

/** A payment that cannot be charged again is a refusal, too; everything else is asked again. */
function declinedOrThrow(error: unknown): Outcome {
  if (error instanceof UpstreamProblem && error.problem.code === 'payment_status')
    return { status: 'failed', decline_code: 'payment_status' }
  throw error
}

async function end(deps: BookingDeps, change_id: string, outcome: Outcome): Promise<void> {
  const paid = outcome.status === 'captured'
  if (!paid && outcome.status !== 'failed' && outcome.status !== 'voided') return
  await deps.inTransaction(async (trx) => {
    const seen = await sql.changeById(trx, change_id)
    const booking = seen && (await sql.lockBooking(trx, seen.booking_id))
    const change = await sql.changeById(trx, change_id)
    if (booking === undefined || change?.state !== 'pending') return
    const now = deps.now()
    const payment_id = outcome.id ?? ''
    const amount = change.difference
    if (paid) await sql.insertPayment(trx, { payment_id, booking_id: booking.id, amount }, now)
    if (paid && nextState(booking.state, 'changed') !== undefined) {
      const version = await apply(deps, trx, booking, change)
      await sql.endChange(trx, change_id, { state: 'done', decline_code: null, version }, now)
      return
    }
    const { take } = roomChange(roomsOf(change.before), roomsOf(change.sold))
    for (const stay of take) await giveRooms(trx, stay)
    // The booking ended while the bank was asked: its first payment was lost.
    if (paid) await payBackOf(deps, trx, booking, { payment_id, amount, reason: 'not_changed' })
    const decline_code = paid ? 'reservation_state' : (outcome.decline_code ?? 'declined')
    await sql.endChange(trx, change_id, { state: 'declined', decline_code, version: null }, now)
  })
}
