/** What was paid and paid back, each with its paper. */
import type { Payment } from '#service/payments/contract'
import type { Reservation } from '#service/reservations/bookings/contract'
import { tripPath } from '../contract.ts'
import type { Words } from '../words.ts'
import type { Loaded } from './view.ts'

export const paidOf = ({ payments = [] }: Pick<Loaded, 'payments'>) =>
  payments.filter(({ status }) => status === 'captured')
export const receiptPath = (trip: Reservation, { id }: Payment) =>
  `${tripPath(trip.id, 'trip_receipt')}?payment=${id}`

export function Payments({ loaded: { payments, trip }, words }: { loaded: Loaded; words: Words }) {
  const { trips } = words.text
  if (payments === undefined) return <p class="notice">{trips.payments_away}</p>
  if (payments.length === 0) return null
  // One has its receipt above, among what can be done.
  const has_several = paidOf({ payments }).length > 1
  const credited = new Set(payments.flatMap(({ refunds }) => refunds.filter(isCredited)).map(({ id }) => id))
  return (
    <ul class="payments">
      {payments.map((payment) => (
        <li class={payment.status === 'failed' || payment.status === 'voided' ? 'muted' : ''}>
          <span>
            {payment.card === null
              ? trips.payment[payment.status]
              : `${trips.card(brandOf(payment.card.brand), payment.card.last4)}, ${trips.payment[payment.status]}`}
            {has_several && payment.status === 'captured' ? (
              <a class="below" href={receiptPath(trip, payment)}>
                {trips.receipt}
                {payment.amount === null ? null : <span class="hidden">, {words.exact(payment.amount)}</span>}
              </a>
            ) : null}
          </span>
          {payment.amount === null ? null : <strong>{words.exact(payment.amount)}</strong>}
        </li>
      ))}
      {trip.refunds.map(({ id, amount, done }) => (
        <li class="refund">
          <span>
            {done ? trips.refund.done : trips.refund.under_way}
            {credited.has(id) ? (
              <a class="below" href={`${tripPath(trip.id, 'trip_credit_note')}?refund=${id}`}>
                {trips.credit_note}
                <span class="hidden">, {words.exact(amount)}</span>
              </a>
            ) : null}
          </span>
          <strong>−{words.exact(amount)}</strong>
        </li>
      ))}
    </ul>
  )
}

const isCredited = ({ credit_note }: Payment['refunds'][number]) => credit_note !== null

const brands: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
}
const brandOf = (brand: string) => brands[brand] ?? brand
