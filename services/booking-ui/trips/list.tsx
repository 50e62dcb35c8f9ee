/** All trips of a person, the newest first. */
import type { Reservation, ReservationList } from '#service/reservations/bookings/contract'
import { paths, tripPath } from '../contract.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import type { Words } from '../words.ts'

export function tripsPage(site: Site, { data, next_cursor }: ReservationList, first: boolean): Page {
  const { words } = site
  const { text } = words
  const { trips } = text
  if (data.length === 0 && first)
    return {
      ...messagePage(site, {
        status: 200,
        title: trips.title,
        heading: trips.none_heading,
        body: trips.none_body,
        link: { href: paths.home, label: trips.none_link },
      }),
      name: 'trips-none',
    }
  return {
    title: text.title(trips.title),
    name: 'trips',
    private_page: true,
    content: (
      <div class="wrap">
        <h1 class="page-title">{trips.heading}</h1>
        <ul class="trip-list">
          {data.map((trip) => (
            <TripRow trip={trip} words={words} />
          ))}
        </ul>
        <p class="actions">
          {next_cursor === null ? null : (
            <a class="button" href={`${paths.trips}?cursor=${encodeURIComponent(next_cursor)}`}>
              {trips.more}
            </a>
          )}
          {first ? null : (
            <a class="button" href={paths.trips}>
              {trips.newest}
            </a>
          )}
        </p>
      </div>
    ),
  }
}

const TripRow = ({ trip, words }: { trip: Reservation; words: Words }) => (
  <li class="trip-row">
    <img src={`/art/${trip.hotel.id}.svg`} width="160" height="120" alt="" loading="lazy" />
    <div>
      <h2>
        <a href={tripPath(trip.id)}>{trip.hotel.name}</a>
      </h2>
      <p class="muted">
        {trip.hotel.city}, {words.country(trip.hotel)}
      </p>
      <p>
        {words.dates(trip.check_in, trip.check_out)} <span class="dot">·</span> {trip.room_type.name}
      </p>
    </div>
    <div class="trip-end">
      <StateBadge state={trip.state} words={words} />
      <strong class="total">{words.exact(trip.total)}</strong>
    </div>
  </li>
)

export const StateBadge = ({ state, words }: { state: Reservation['state']; words: Words }) => (
  <span class={`badge badge-${state}`}>{words.text.trips.states[state]}</span>
)
