/** One hotel in a list of results. */
import type { HotelOffer, PartnerHotelOffer } from '#service/search/contract'
import { partnerPicture } from '../art/names.ts'
import { hotelPath } from '../contract.ts'
import { type Form, stayQuery } from '../links.ts'
import type { ListWords } from '../words.ts'
import { Icon, Stars } from './icons.tsx'
import { OfferNotes, StayPrice } from './offer.tsx'
import { Rating } from './rating.tsx'

const AMENITIES_SHOWN = 4

export function HotelCard({ hotel, form, words }: { hotel: HotelOffer; form: Form; words: ListWords }) {
  const { text } = words
  const { offer } = hotel
  const href = `${hotelPath(hotel.id)}?${stayQuery(form)}`
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
          <OfferNotes offer={offer} form={form} words={words} />
          <ul class="chips">
            {hotel.amenities.slice(0, AMENITIES_SHOWN).map((amenity) => (
              <li>{text.amenities[amenity]}</li>
            ))}
            {more > 0 ? <li>{text.card.more_amenities(more)}</li> : null}
          </ul>
        </div>
        <div class="card-price">
          <Rating rating={hotel.rating} reviews={hotel.review_count} text={text} />
          <StayPrice total={offer.total} form={form} words={words}>
            <span class="button see-rooms" aria-hidden="true">
              {text.card.see}
            </span>
          </StayPrice>
        </div>
      </div>
    </li>
  )
}

/** A hotel that only a partner sells: it has a price here, and no page. */
export function PartnerCard({
  hotel,
  form,
  words,
}: {
  hotel: PartnerHotelOffer
  form: Form
  words: ListWords
}) {
  const { text } = words
  return (
    <li class="card partner-card">
      <img
        class="card-picture"
        src={`/art/${partnerPicture(hotel.id)}.svg`}
        width="320"
        height="240"
        alt=""
        loading="lazy"
      />
      <div class="card-body">
        <div class="card-what">
          <h3>
            {hotel.name} <Stars count={hotel.stars} label={text.stars(hotel.stars)} />
          </h3>
          <p class="muted place">
            <Icon name="pin" />
            <span>{text.card.distance(words.distance(hotel.distance_m))}</span>
          </p>
          <p class="sold-by">{text.partners.sold_by(capitalized(hotel.partner))}</p>
          {hotel.offer.breakfast_included ? (
            <ul class="notes">
              <li class="good">
                <Icon name="cup" />
                {text.card.breakfast}
              </li>
            </ul>
          ) : null}
        </div>
        <div class="card-price">
          <StayPrice total={hotel.offer.total} form={form} words={words} />
        </div>
      </div>
    </li>
  )
}

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
