/** One hotel in a list of results. */
import type { HotelOffer } from '#service/search/contract'
import { hotelPath } from '../contract.ts'
import { type Form, nightsOf, stayQuery } from '../form.ts'
import type { Words } from '../words.ts'
import { Icon, Stars } from './icons.tsx'
import { Rating } from './rating.tsx'

const AMENITIES_SHOWN = 4
const FEW_ROOMS = 3

export function HotelCard({ hotel, form, words }: { hotel: HotelOffer; form: Form; words: Words }) {
  const { text } = words
  const { offer } = hotel
  const href = `${hotelPath(hotel.id)}?${stayQuery(form)}`
  const policy = words.policy(offer.cancellation_policy, form.check_in)
  const more = hotel.amenities.length - AMENITIES_SHOWN
  return (
    <li class="card">
      <img class="card-picture" src={`/art/${hotel.id}.svg`} width="320" height="240" alt="" loading="lazy" />
      <div class="card-body">
        <div class="card-what">
          <h3>
            <a href={href}>{hotel.name}</a> <Stars count={hotel.stars} label={text.stars(hotel.stars)} />
          </h3>
          <p class="muted place">
            <Icon name="pin" />
            <span>
              {hotel.address} <span class="dot">·</span>{' '}
              {text.card.distance(words.distance(hotel.distance_m))}
            </span>
          </p>
          <p class="room">
            <strong>{offer.room_type}</strong>
            <span class="muted">{offer.beds}</span>
          </p>
          <ul class="notes">
            {offer.breakfast_included ? (
              <li class="good">
                <Icon name="cup" />
                {text.card.breakfast}
              </li>
            ) : null}
            <li class={policy.generous ? 'good' : ''}>
              <Icon name={policy.generous ? 'check' : 'calendar'} />
              {policy.lines[0]}
            </li>
            {offer.rooms_left <= FEW_ROOMS ? (
              <li class="urgent">
                <Icon name="clock" />
                {text.card.rooms_left(offer.rooms_left)}
              </li>
            ) : null}
          </ul>
          <ul class="chips">
            {hotel.amenities.slice(0, AMENITIES_SHOWN).map((amenity) => (
              <li>{text.amenities[amenity]}</li>
            ))}
            {more > 0 ? <li>{text.card.more_amenities(more)}</li> : null}
          </ul>
        </div>
        <div class="card-price">
          <Rating rating={hotel.rating} reviews={hotel.review_count} text={text} />
          <div class="price">
            <strong class="total">{words.money(offer.total)}</strong>
            <span class="muted">
              {text.card.total(
                text.nights(nightsOf(form)),
                form.rooms > 1 ? text.rooms(form.rooms) : undefined,
              )}
            </span>
            <span class="muted">
              {form.rooms > 1
                ? text.card.per_room_night(words.perNight(offer.total, form))
                : text.card.per_night(words.perNight(offer.total, form))}
            </span>
            <span class="button see-rooms" aria-hidden="true">
              {text.card.see}
            </span>
          </div>
        </div>
      </div>
    </li>
  )
}
