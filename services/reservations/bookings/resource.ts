/** A booking as it is told. */
import type { Db } from '../sql.ts'
import type { Reservation, ReservationDocument } from './contract.ts'
import * as sql from './sql.ts'

export const documentOf = ({
  id,
  guest,
  special_requests,
  sold,
}: Pick<sql.Booking, 'id' | 'guest' | 'special_requests' | 'sold'>): ReservationDocument => ({
  reservation_id: id,
  guest,
  special_requests,
  ...sold,
})

export async function resources(db: Db, bookings: readonly sql.Booking[]): Promise<Reservation[]> {
  const ids = bookings.map(({ id }) => id)
  if (ids.length === 0) return []
  const transitions = await sql.transitionsOf(db, ids)
  const changes = await sql.pendingChanges(db, ids)
  const refunds = await sql.refundsOf(db, ids)
  return bookings.map((booking) => {
    const { id, state, guest, special_requests, sold, hold_until, attempt_id, payment_id, created_at } =
      booking
    const { currency } = sold
    const change = changes.find(({ booking_id }) => booking_id === id)
    return {
      id,
      state,
      guest,
      special_requests,
      ...sold,
      hold_until: state === 'hold' ? hold_until.toISOString() : null,
      payment_id: payment_id ?? attempt_id,
      pending_change:
        change === undefined ? null : { id: change.id, difference: { amount: change.difference, currency } },
      refunds: refunds
        .filter(({ booking_id }) => booking_id === id)
        .map((refund) => ({
          id: refund.id,
          amount: { amount: refund.amount, currency },
          reason: refund.reason,
          done: refund.done_at !== null,
        })),
      history: transitions
        .filter(({ booking_id }) => booking_id === id)
        .map(({ state, cause, at }) => ({ state, cause, at: at.toISOString() })),
      created_at: created_at.toISOString(),
    }
  })
}

export async function resource(db: Db, booking: sql.Booking): Promise<Reservation> {
  const [one] = await resources(db, [booking])
  if (one === undefined) throw new Error('no resource of a booking')
  return one
}
