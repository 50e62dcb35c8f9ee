/** Other dates, another party or another room of the same hotel: the price of today, and the difference. */
import { addDays, earliestToday, nightsBetween } from '#lib/dates'
import type { Reservation } from '#service/reservations/bookings/contract'
import { type Hotel, limits } from '#service/search/contract'
import type { Quote } from '#service/search/quotes/contract'
import { Breakdown, RefundTimeline } from '../components/breakdown.tsx'
import { described, Field, PostForm } from '../components/fields.tsx'
import { tripPath } from '../contract.ts'
import { latestArrival } from '../links.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Words } from '../words.ts'
import type { NewStay } from './new-stay.ts'
import { purposes } from './purposes.ts'

interface Props {
  trip: Reservation
  hotel: Hotel
  /** What the form holds. */
  stay: NewStay
  /** For that stay; undefined before one was asked for, or when there is none. */
  quote: Quote | undefined
  errors: ReadonlyMap<string, string>
  /** Why it cannot be had. */
  refusal: string | undefined
}

export function changePage(site: Site, props: Props): Page {
  const { trip, quote, refusal, errors } = props
  const { words } = site
  const { text } = words
  const { trips } = text
  return {
    title: text.title(trips.change_title),
    name: 'change',
    status: errors.size > 0 ? 422 : refusal === undefined ? 200 : 409,
    private_page: true,
    content: (
      <div class="wrap slim">
        <h1 class="page-title">{trips.change_heading}</h1>
        <p class="muted lead">
          {trip.hotel.name}, {words.dates(trip.check_in, trip.check_out)}, {words.exact(trip.total)}.{' '}
          {trips.change_lead}
        </p>
        <StayForm site={site} {...props} />
        {refusal === undefined ? null : (
          <p class="notice" role="alert">
            {refusal}
          </p>
        )}
        {quote === undefined ? null : <Offered site={site} trip={trip} quote={quote} words={words} />}
      </div>
    ),
  }
}

/** A GET form: each stay has an address, and nothing is done by looking. */
function StayForm({ site, trip, hotel, stay, errors }: Props & { site: Site }) {
  const { text } = site.words
  const today = earliestToday(site.clock)
  const date = (name: 'check_in' | 'check_out', min: string, max?: string) => (
    <Field name={name} label={text.form[name]} error={errors.get(name)}>
      <input
        {...described(name, errors.get(name))}
        type="date"
        name={name}
        value={stay[name]}
        min={min}
        max={max}
        required
      />
    </Field>
  )
  const count = (name: 'adults' | 'children' | 'rooms', from: number, to: number) => (
    <Field name={name} label={text.form[name]} error={errors.get(name)}>
      <select {...described(name, errors.get(name))} name={name}>
        {Array.from({ length: to - from + 1 }, (_, i) => (
          <option value={String(from + i)} selected={from + i === stay[name]}>
            {from + i}
          </option>
        ))}
      </select>
    </Field>
  )
  return (
    <form class="search-form change-form" method="get" action={tripPath(trip.id, 'trip_change')}>
      {date('check_in', today, latestArrival(site.clock))}
      {date('check_out', addDays(today, 1))}
      {count('adults', 1, limits.max_adults)}
      {count('children', 0, limits.max_children)}
      {count('rooms', 1, limits.max_rooms)}
      <Field name="room_type_id" label={text.trips.change_room} error={errors.get('room_type_id')} wide>
        <select {...described('room_type_id', errors.get('room_type_id'))} name="room_type_id">
          {hotel.room_types.map(({ id, name, beds }) => (
            <option value={id} selected={id === stay.room_type_id}>
              {name}, {beds}
            </option>
          ))}
        </select>
      </Field>
      <button class="button primary" type="submit">
        {text.trips.change_look}
      </button>
    </form>
  )
}

function Offered({
  site,
  trip,
  quote,
  words,
}: {
  site: Site
  trip: Reservation
  quote: Quote
  words: Words
}) {
  const { trips, booking, nights } = words.text
  const difference = quote.total.amount - trip.total.amount
  const amount = words.exact({ amount: Math.abs(difference), currency: quote.currency })
  return (
    <section class="panel" aria-labelledby="new-stay">
      <h2 id="new-stay">{trips.change_to}</h2>
      <p>
        {words.dates(quote.check_in, quote.check_out)},{' '}
        {nights(nightsBetween(quote.check_in, quote.check_out))}, {quote.room_type.name}, {words.party(quote)}
      </p>
      <p class="big-words">
        {difference > 0
          ? trips.change_more(amount)
          : difference < 0
            ? trips.change_less(amount)
            : trips.change_same}
      </p>
      <Breakdown offer={quote} words={words} />
      <h3>{booking.cancellation}</h3>
      <RefundTimeline timeline={quote.cancellation.timeline} words={words} now_ms={site.clock().getTime()} />
      <PostForm
        site={site}
        name="actions"
        action={tripPath(trip.id, 'trip_change')}
        purpose={purposes.change(trip.id)}
      >
        <input type="hidden" name="quote" value={quote.quote} />
        <button class="button primary" type="submit">
          {trips.change_submit}
        </button>
        <a class="button" href={tripPath(trip.id)}>
          {trips.cancel_keep}
        </a>
      </PostForm>
    </section>
  )
}
