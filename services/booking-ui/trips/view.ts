/** A trip with what was paid for it, and whether it is about to change by itself. */
import { createHash } from 'node:crypto'
import { within } from '#lib/context'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import type { Reservation } from '#service/reservations/bookings/contract'
import type { PersonClients } from '../session/clients.ts'

/** Of a page's time for what it can do without. */
const PAYMENTS_MS = 2_000

export interface Loaded {
  trip: Reservation
  /** Undefined while payments are away. */
  payments: readonly Payment[] | undefined
}

/** A trip is shown without its payments when they are away. */
export async function loadTrip(
  { reservations, payments }: Pick<PersonClients, 'reservations' | 'payments'>,
  id: string,
): Promise<Loaded> {
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
export function versionOf({ trip, payments }: Loaded): string {
  const shown = {
    state: trip.state,
    events: trip.history.length,
    change: trip.pending_change?.id,
    refunds: trip.refunds.map(({ id, done }) => [id, done]),
    payments: payments?.map(({ id, status }) => [id, status]),
  }
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16)
}

function isWaiting({ trip, payments }: Loaded): boolean {
  const capturing =
    payments?.some(({ status }) => status === 'authorized' || status === 'processing') ?? false
  return (
    trip.state === 'paying' ||
    trip.pending_change !== null ||
    trip.refunds.some(({ done }) => !done) ||
    ((trip.state === 'confirmed' || trip.state === 'cancelled') && capturing)
  )
}

/** What its page shows. */
export const viewOf = (loaded: Loaded, bank_pages_url: string) => ({
  ...loaded,
  version: versionOf(loaded),
  is_waiting: isWaiting(loaded),
  confirm_at:
    loaded.trip.state === 'paying'
      ? loaded.payments?.map((one) => confirmationOf(one, bank_pages_url)).find((one) => one !== undefined)
      : undefined,
})

/** A page of the bank's and of nobody else's, whatever an answer says. */
export function confirmationOf(
  { status, confirmation_url }: Pick<Payment, 'status' | 'confirmation_url'>,
  bank_pages_url: string,
): string | undefined {
  if (status !== 'requires_confirmation' || confirmation_url === null) return undefined
  const is_own =
    URL.canParse(confirmation_url) && new URL(confirmation_url).origin === new URL(bank_pages_url).origin
  return is_own ? confirmation_url : undefined
}
