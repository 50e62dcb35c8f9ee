/** What cancelling gives back, before it is done. */
import type { Cancellation } from '#service/reservations/bookings/contract'
import { RefundTimeline } from '../components/breakdown.tsx'
import { PostForm } from '../components/fields.tsx'
import { StayCard } from '../components/stay.tsx'
import { tripPath } from '../contract.ts'
import type { Page, Site } from '../pages/page.ts'
import { purposes } from './purposes.ts'

export function cancelPage(
  site: Site,
  { refund, refund_percent, reservation }: Cancellation,
  notice?: string,
): Page {
  const { words, clock } = site
  const { text } = words
  const { trips, booking } = text
  const paid = reservation.state === 'confirmed'
  return {
    title: text.title(trips.cancel_title),
    name: 'cancel',
    status: notice === undefined ? 200 : 409,
    private_page: true,
    content: (
      <div class="wrap slim">
        <h1 class="page-title">{trips.cancel_heading}</h1>
        <section class="panel">
          {notice === undefined ? null : (
            <p class="notice" role="alert">
              {notice}
            </p>
          )}
          <StayCard stay={reservation} words={words} />
          <p class="big-words">
            {!paid
              ? trips.cancel_unpaid
              : refund.amount === 0
                ? trips.cancel_nothing
                : trips.cancel_refund(words.exact(refund), refund_percent)}
          </p>
          {paid && refund.amount > 0 ? (
            <>
              <h2>{booking.cancellation}</h2>
              <RefundTimeline
                timeline={reservation.cancellation.timeline}
                words={words}
                now_ms={clock().getTime()}
              />
            </>
          ) : null}
          <PostForm
            site={site}
            name="actions"
            action={tripPath(reservation.id, 'trip_cancel')}
            purpose={purposes.cancel(reservation.id)}
          >
            <input type="hidden" name="refund_amount" value={String(refund.amount)} />
            <input type="hidden" name="refund_currency" value={refund.currency} />
            <button class="button urgent" type="submit">
              {trips.cancel_submit}
            </button>
            <a class="button" href={tripPath(reservation.id)}>
              {trips.cancel_keep}
            </a>
          </PostForm>
        </section>
      </div>
    ),
  }
}
