/** A trip with what was paid for it, and whether it is about to change by itself. */
import { createHash } from 'node:crypto'
import { within } from '#lib/context'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import type { Reservation } from '#service/reservations/bookings/contract'
import type { PersonClients } from '../session/clients.ts'

/** Of a page's time for what it can do without. */
const PAYMENTS_MS = 2_000

/** A trip is shown without its payments when they are away. */
export async function loadTrip(
  { reservations, payments }: Pick<PersonClients, 'reservations' | 'payments'>,
  id: string,
): Promise<{ trip: Reservation; payments: readonly Payment[] | undefined }> {
  const [trip, paid] = await Promise.all([
    reservations.reservation(id),
    within(PAYMENTS_MS, () => payments.ofReservation(id)).then(
      ({ data }) => data,
      (error: unknown) => {
        if (error instanceof UpstreamProblem && error.problem.status === 401) throw error
        return undefined
      },
    ),
  ])
  return { trip, payments: paid }
}

/** Another text whenever the page would show something else. */
export function versionOf(trip: Reservation, payments: readonly Payment[] | undefined): string {
  const shown = {
    state: trip.state,
    events: trip.history.length,
    change: trip.pending_change?.id,
    refunds: trip.refunds.map(({ id, done }) => [id, done]),
    payments: payments?.map(({ id, status }) => [id, status]),
  }
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16)
}

export function isWaiting(trip: Reservation, payments: readonly Payment[] | undefined): boolean {
  const capturing =
    payments?.some(({ status }) => status === 'authorized' || status === 'processing') ?? false
  return (
    trip.state === 'paying' ||
    trip.pending_change !== null ||
    trip.refunds.some(({ done }) => !done) ||
    ((trip.state === 'confirmed' || trip.state === 'cancelled') && capturing)
  )
}
