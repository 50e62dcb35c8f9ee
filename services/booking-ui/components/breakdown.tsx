/** What a stay costs and what cancelling it gives back: the same before booking and after. */
import type { Money } from '#lib/money'
import type { Offer } from '#service/search/quotes/contract'
import type { Words } from '../words.ts'

/** What quotes and reservations both say. */
export type Priced = Pick<Offer, 'nights' | 'rooms' | 'subtotal' | 'total'> & {
  taxes: readonly Pick<Offer['taxes'][number], 'kind' | 'included' | 'rate_basis_points' | 'amount'>[]
}

export function Breakdown({ offer, words }: { offer: Priced; words: Words }) {
  const { text } = words
  const { booking } = text
  const several = offer.rooms > 1
  return (
    <div class="breakdown">
      <table>
        <caption class="hidden">{booking.nights_table}</caption>
        <tbody>
          {offer.nights.map(({ night, price }) => (
            <tr>
              <th scope="row">{words.day(night)}</th>
              <td>{several ? booking.night_rooms(words.exact(price), offer.rooms) : words.exact(price)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {offer.taxes.map(({ kind, included, rate_basis_points, amount }) => (
            <tr class="muted">
              <th scope="row">
                {booking.tax(
                  kind,
                  rate_basis_points === null ? undefined : words.percent(rate_basis_points / 10_000),
                )}
              </th>
              <td>
                {words.exact(amount)} {included ? booking.included : ''}
              </td>
            </tr>
          ))}
          <tr class="total-row">
            <th scope="row">{booking.total}</th>
            <td>{words.exact(offer.total)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

type Step = { until: string | null; refund_percent: number; refund: Money }

/** What comes back by when: deadlines that are over are left out. */
export function RefundTimeline({
  timeline,
  words,
  now_ms,
}: {
  timeline: readonly Step[]
  words: Words
  now_ms: number
}) {
  const { booking } = words.text
  const open = timeline.filter(({ until }) => until === null || Date.parse(until) > now_ms)
  const back = ({ refund }: Step) => (refund.amount === 0 ? booking.nothing_back : words.exact(refund))
  return (
    <ul class="timeline">
      {open.map((step, i) => (
        <li class={step.refund_percent === 100 ? 'good' : ''}>
          {step.until !== null
            ? booking.refund_until(back(step), words.moment(step.until))
            : i === 0
              ? step.refund.amount === 0
                ? booking.refund_never
                : booking.refund_always(back(step))
              : booking.refund_after(back(step))}
        </li>
      ))}
    </ul>
  )
}
