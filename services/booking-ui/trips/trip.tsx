/** One trip: how it stands, what to do next, what was booked and paid. */
import type { Reservation } from '#service/reservations/bookings/contract'
import { Breakdown, RefundTimeline } from '../components/breakdown.tsx'
import { PostForm } from '../components/fields.tsx'
import { Icon, type IconName } from '../components/icons.tsx'
import { StayCard } from '../components/stay.tsx'
import { hotelPath, tripPath } from '../contract.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Words } from '../words.ts'
import { Declined } from './declined.tsx'
import { StateBadge } from './list.tsx'
import { Payments, paidOf, receiptPath } from './payments.tsx'
import { purposes } from './purposes.ts'
import type { Loaded } from './view.ts'

export interface TripView extends Loaded {
  /** Of what the page shows. */
  version: string
  /** Whether it is about to change by itself. */
  is_waiting: boolean
  /** A page of the bank on which the person is expected. */
  confirm_at: string | undefined
  notice?: string | undefined
}

export function tripPage(site: Site, view: TripView): Page {
  const { words, clock } = site
  const { text } = words
  const { trips, booking } = text
  const { trip, notice, version, is_waiting } = view
  const live = `${tripPath(trip.id, 'trip_events')}?version=${encodeURIComponent(version)}`
  return {
    title: text.title(trips.trip_title(trip.hotel.name)),
    name: 'trip',
    private_page: true,
    ...(is_waiting ? { refresh_s: WITHOUT_SCRIPT_S } : {}),
    content: (
      <div class="wrap" id="trip" data-swap {...(is_waiting ? { 'data-live': live } : {})}>
        <header class="page-head page-title">
          <div>
            <h1>{trips.trip_title(trip.hotel.name)}</h1>
            <p class="muted">
              {words.dates(trip.check_in, trip.check_out)} <span class="dot">·</span> {trips.number}{' '}
              <span class="number-text">{trip.id}</span>
            </p>
          </div>
          <StateBadge state={trip.state} words={words} />
        </header>
        {notice === undefined ? null : (
          <p class="notice good" role="status">
            {notice}
          </p>
        )}
        <Declined loaded={view} text={text} />
        <Next view={view} words={words} />
        <div class="checkout-grid">
          <div>
            <section class="panel" aria-labelledby="stay">
              <h2 id="stay">{trips.stay}</h2>
              <StayCard stay={trip} words={words} heading="h3" />
              <dl class="facts-list">
                <div>
                  <dt>{trips.guest}</dt>
                  <dd>
                    <bdi>{trip.guest.name}</bdi> <span class="muted">{trip.guest.email}</span>
                  </dd>
                </div>
                {trip.special_requests === null ? null : (
                  <div>
                    <dt>{trips.requests}</dt>
                    <dd>
                      <bdi>{trip.special_requests}</bdi>
                    </dd>
                  </div>
                )}
              </dl>
            </section>
            <History trip={trip} words={words} />
            {trip.state === 'expired' || trip.state === 'paying' ? null : (
              <PostForm
                site={site}
                name="resend"
                action={tripPath(trip.id, 'trip_resend')}
                purpose={purposes.resend(trip.id)}
              >
                <button class="button" type="submit">
                  {trips.resend}
                </button>
              </PostForm>
            )}
          </div>
          <aside class="panel sticky" aria-labelledby="paid">
            <h2 id="paid">{trips.paid}</h2>
            <Payments loaded={view} words={words} />
            <Breakdown offer={trip} words={words} />
            {trip.state === 'confirmed' || trip.state === 'hold' ? (
              <>
                <h3>{booking.cancellation}</h3>
                <RefundTimeline
                  timeline={trip.cancellation.timeline}
                  words={words}
                  now_ms={clock().getTime()}
                />
              </>
            ) : null}
          </aside>
        </div>
      </div>
    ),
  }
}

const WITHOUT_SCRIPT_S = 3

const icons: Readonly<Record<Reservation['state'], IconName>> = {
  hold: 'clock',
  paying: 'clock',
  confirmed: 'check',
  completed: 'check',
  no_show: 'alert',
  cancelled: 'cross',
  expired: 'clock',
}

/** How it stands, in a sentence, and what can be done now. */
function Next({ view, words }: { view: TripView; words: Words }) {
  const { trip, is_waiting, confirm_at: confirm } = view
  const { trips } = words.text
  const [only, second] = paidOf(view)
  const lead =
    confirm !== undefined
      ? trips.states_lead.confirm
      : trip.state === 'hold'
        ? trips.states_lead.hold(words.time(trip.hold_until ?? trip.created_at))
        : trips.states_lead[trip.state]
  return (
    <section class={`next next-${trip.state}`} aria-live="polite">
      <p class="next-lead">
        <Icon name={icons[trip.state]} />
        <span>{lead}</span>
        {is_waiting && confirm === undefined ? <span class="spinner" aria-hidden="true"></span> : null}
      </p>
      {trip.pending_change === null ? null : (
        <p class="muted">{trips.pending_change(words.exact(trip.pending_change.difference))}</p>
      )}
      <p class="actions">
        {confirm === undefined ? null : (
          <a class="button primary" href={confirm}>
            {trips.confirm}
          </a>
        )}
        {trip.state === 'hold' ? (
          <a class="button primary" href={tripPath(trip.id, 'trip_pay')}>
            {trips.pay}
          </a>
        ) : null}
        {only !== undefined && second === undefined ? (
          <a class="button" href={receiptPath(trip, only)}>
            {trips.receipt}
          </a>
        ) : null}
        {trip.state === 'confirmed' ? (
          <>
            <a class="button" href={tripPath(trip.id, 'trip_calendar')}>
              {trips.calendar}
            </a>
            <a class="button" href={tripPath(trip.id, 'trip_change')}>
              {trips.change}
            </a>
          </>
        ) : null}
        {trip.state === 'confirmed' || trip.state === 'hold' || trip.state === 'paying' ? (
          <a class="button" href={tripPath(trip.id, 'trip_cancel')}>
            {trips.cancel}
          </a>
        ) : (
          <a class="button" href={hotelPath(trip.hotel.id)}>
            {trips.again}
          </a>
        )}
      </p>
    </section>
  )
}

const History = ({ trip, words }: { trip: Reservation; words: Words }) => (
  <details class="panel history">
    <summary>
      <h2>{words.text.trips.history}</h2>
    </summary>
    <ol>
      {trip.history.map(({ cause, at }) => (
        <li>
          <span>{words.text.trips.causes[cause] ?? cause}</span> <span class="muted">{words.moment(at)}</span>
        </li>
      ))}
    </ol>
  </details>
)
