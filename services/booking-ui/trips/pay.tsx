/** The bank's own form for a room that is held. */
import type { Reservation } from '#service/reservations/bookings/contract'
import { Until } from '../checkout/page.tsx'
import { Breakdown } from '../components/breakdown.tsx'
import { StayCard } from '../components/stay.tsx'
import { tripPath } from '../contract.ts'
import type { Page, Site } from '../pages/page.ts'
import { DeclinedAlert } from './declined.tsx'

interface Props {
  trip: Reservation
  /** Why the last try failed. */
  declined: string | undefined
  bank_pages_url: string
  /** Where the bank's form leads back to. */
  return_url: string
}

export function payPage(site: Site, { trip, declined, bank_pages_url, return_url }: Props): Page {
  const { words } = site
  const { text } = words
  const { trips } = text
  const form = `${bank_pages_url}/card-form?return_url=${encodeURIComponent(return_url)}`
  const until = trip.hold_until ?? trip.created_at
  return {
    title: text.title(trips.pay_title),
    name: 'pay',
    private_page: true,
    frames: new URL(bank_pages_url).origin,
    content: (
      <div class="wrap">
        <h1 class="page-title">{trips.pay_heading(words.exact(trip.total))}</h1>
        {declined === undefined ? null : <DeclinedAlert text={text} code={declined} />}
        <div class="checkout-grid">
          <section class="panel" aria-labelledby="card">
            <h2 id="card">{trips.pay_frame}</h2>
            <p class="muted">{trips.pay_lead}</p>
            <iframe
              class="bank-form"
              title={trips.pay_frame}
              sandbox="allow-forms allow-top-navigation-by-user-activation"
              src={`${form}&embedded=true`}
            ></iframe>
            <p class="small">
              <a href={form}>{trips.pay_page}</a>
            </p>
            <p class="small muted">{trips.pay_help}</p>
          </section>
          <aside class="panel sticky" aria-labelledby="stay">
            <h2 id="stay">{text.booking.stay}</h2>
            <StayCard stay={trip} words={words} heading="h3" />
            <Breakdown offer={trip} words={words} />
            <Until at={until} over={trips.pay_over}>
              {trips.pay_until(words.time(until))}
            </Until>
            <p>
              <a href={tripPath(trip.id)}>{trips.to_trip}</a>
            </p>
          </aside>
        </div>
      </div>
    ),
  }
}
