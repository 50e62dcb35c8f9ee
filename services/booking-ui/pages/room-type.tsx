/** One room type for a stay: its price and policy, or why it cannot be booked and what would help. */
import { addDays } from '#lib/dates'
import type { Hotel, RoomTypeAvailability } from '#service/search/contract'
import { limits } from '#service/search/contract'
import { bookPath } from '../checkout/asked.ts'
import { Icon } from '../components/icons.tsx'
import { OfferNotes, StayPrice } from '../components/offer.tsx'
import { hotelPath } from '../contract.ts'
import { type Form, movedBy, stayQuery } from '../links.ts'
import type { Words } from '../words.ts'

interface Props {
  room: RoomTypeAvailability
  form: Form
  hotel: Hotel
  words: Words
}

export function RoomType(props: Props) {
  const { room, form, words } = props
  const { text } = words
  return (
    <li class={`room-type${room.bookable ? '' : ' unavailable'}`}>
      <div class="room-what">
        <h3>{room.name}</h3>
        <ul class="facts">
          <li>
            <Icon name="bed" />
            {room.beds}
          </li>
          <li>
            <Icon name="people" />
            {text.hotel.sleeps(room.capacity)}
          </li>
          <li>
            <Icon name="size" />
            {text.hotel.size(room.size_m2)}
          </li>
        </ul>
        <OfferNotes offer={room} form={form} words={words} whole_policy />
        {room.nights.length > 0 ? <ByNight {...props} /> : null}
      </div>
      {room.bookable && room.total !== null ? (
        <StayPrice total={room.total} form={form} words={words}>
          <a
            class="button primary reserve"
            href={bookPath(stayAt(props), room.total)}
            aria-label={text.booking.reserve_what(room.name)}
          >
            {text.booking.reserve}
          </a>
        </StayPrice>
      ) : (
        <WhyNot {...props} />
      )}
    </li>
  )
}

const stayAt = ({ room, hotel, form }: Props) => ({
  hotel_id: hotel.id,
  room_type_id: room.id,
  check_in: form.check_in,
  check_out: form.check_out,
  adults: form.adults,
  children: form.children,
  rooms: form.rooms,
})

function WhyNot(props: Props) {
  const { reason, detail, help } = explain(props)
  return (
    <div class="why-not">
      <strong>{reason}</strong>
      {detail === undefined ? null : <span class="muted">{detail}</span>}
      {help === undefined ? null : (
        <a class="button" href={`${hotelPath(props.hotel.id)}?${stayQuery(help.form)}`}>
          {help.label}
        </a>
      )}
    </div>
  )
}

interface Explained {
  reason: string
  detail?: string
  help?: { label: string; form: Form }
}

function explain({ room, form, words }: Props): Explained {
  const { text } = words
  switch (room.reason) {
    case 'too_small': {
      const needed = Math.max(
        Math.ceil(form.adults / room.max_adults),
        Math.ceil((form.adults + form.children) / room.capacity),
      )
      const possible = needed <= limits.max_rooms && needed <= form.adults
      return {
        reason: text.hotel.reasons.too_small,
        detail: text.hotel.too_small(text.adults(room.max_adults), room.capacity),
        ...(possible
          ? { help: { label: text.hotel.try_rooms(text.rooms(needed)), form: { ...form, rooms: needed } } }
          : {}),
      }
    }
    case 'min_stay':
      return {
        reason: text.hotel.reasons.min_stay,
        detail: text.hotel.min_stay(text.nights(room.min_stay), words.day(form.check_in)),
        ...(room.min_stay <= limits.max_nights
          ? {
              help: {
                label: text.hotel.try_nights(text.nights(room.min_stay)),
                form: { ...form, check_out: addDays(form.check_in, room.min_stay) },
              },
            }
          : {}),
      }
    case 'closed_to_arrival':
      return {
        reason: text.hotel.reasons.closed_to_arrival,
        detail: text.hotel.closed_to_arrival(words.day(form.check_in)),
        help: { label: text.hotel.try_next_day, form: movedBy(form, 1) },
      }
    default:
      return { reason: text.hotel.reasons.sold_out, detail: soldOutDetail({ room, form, words }) }
  }
}

function soldOutDetail({ room, form, words }: Pick<Props, 'room' | 'form' | 'words'>): string {
  const { text } = words
  const full = room.nights.filter((night) => night.rooms_left < form.rooms)
  if (full.length === 0) return text.hotel.not_on_sale
  return text.hotel.sold_out_on(full.map(({ night }) => words.day(night)).join(', '))
}

const ByNight = ({ room, form, words }: Props) => {
  const { text } = words
  return (
    <details class="by-night">
      <summary>{text.hotel.by_night}</summary>
      <table>
        <caption class="hidden">{`${room.name}: ${text.hotel.by_night}`}</caption>
        <thead>
          <tr>
            <th scope="col">{text.hotel.night}</th>
            <th scope="col" class="number">
              {text.hotel.price}
            </th>
            <th scope="col" class="number">
              {text.hotel.left}
            </th>
          </tr>
        </thead>
        <tbody>
          {room.nights.map(({ night, price, rooms_left }) => (
            <tr class={rooms_left < form.rooms ? 'full' : ''}>
              <th scope="row">{words.day(night)}</th>
              <td class="number">{words.money(price)}</td>
              <td class="number">{rooms_left > 0 ? text.count(rooms_left) : text.hotel.night_sold_out}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
