/** Which hotel, which room, when, and for whom: as it is quoted and as it was booked. */

import { nightsBetween } from '#lib/dates'
import type { Offer } from '#service/search/quotes/contract'
import { hotelPath } from '../contract.ts'
import type { Words } from '../words.ts'
import { Icon, Stars } from './icons.tsx'

export type Stay = Pick<
  Offer,
  'hotel' | 'room_type' | 'check_in' | 'check_out' | 'adults' | 'children' | 'rooms'
>

export function StayCard({
  stay,
  words,
  heading = 'h2',
}: {
  stay: Stay
  words: Words
  heading?: 'h2' | 'h3'
}) {
  const { text } = words
  const { booking } = text
  const { hotel, room_type } = stay
  const Heading = heading
  return (
    <div class="stay-card">
      <img src={`/art/${hotel.id}.svg`} width="320" height="200" alt="" />
      <div class="stay-words">
        <Heading>
          <a href={hotelPath(hotel.id)}>{hotel.name}</a>
        </Heading>
        <p class="muted">
          <Stars count={hotel.stars} label={text.stars(hotel.stars)} /> {hotel.address}, {hotel.city},{' '}
          {words.country(hotel)}
        </p>
        <dl class="facts-list">
          <div>
            <dt>{booking.check_in}</dt>
            <dd>
              {words.day(stay.check_in)} <span class="muted">{booking.from(hotel.check_in_from)}</span>
            </dd>
          </div>
          <div>
            <dt>{booking.check_out}</dt>
            <dd>
              {words.day(stay.check_out)} <span class="muted">{booking.until(hotel.check_out_until)}</span>
            </dd>
          </div>
          <div>
            <dt>{text.trips.room}</dt>
            <dd>
              {room_type.name} <span class="muted">{room_type.beds}</span>
            </dd>
          </div>
          <div>
            <dt>{text.trips.party}</dt>
            <dd>
              {words.party(stay)}{' '}
              <span class="muted">{text.nights(nightsBetween(stay.check_in, stay.check_out))}</span>
            </dd>
          </div>
        </dl>
        {room_type.breakfast_included ? (
          <p class="breakfast">
            <Icon name="cup" />
            {booking.breakfast}
          </p>
        ) : null}
      </div>
    </div>
  )
}
