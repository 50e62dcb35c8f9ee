/** One hotel: what it is, and every room type for the stay, with the reason where one cannot be booked. */
import type { FieldError } from '#lib/problem'
import type {
  AvailabilityAnswer,
  CalendarAnswer,
  Hotel,
  RoomTypeAvailability,
} from '#service/search/contract'
import { rooms } from '../art/picture.ts'
import { Calendar } from '../components/calendar.tsx'
import { Icon, Stars } from '../components/icons.tsx'
import { Rating } from '../components/rating.tsx'
import { SearchForm } from '../components/search-form.tsx'
import { hotelPath, sharePath } from '../contract.ts'
import { type Form, searchPath, stayQuery } from '../links.ts'
import type { Month } from '../months.ts'
import type { Page, Site } from './page.ts'
import { RoomType } from './room-type.tsx'

interface Props {
  site: Site
  form: Form
  hotel: Hotel
  /** Undefined when the stay itself is not possible: `errors` says why. */
  availability: AvailabilityAnswer | undefined
  errors: readonly FieldError[]
  /** None where the question itself was refused. */
  calendar:
    | {
        month: Month
        bounds: { first: Month; last: Month }
        nights: CalendarAnswer['data'] | undefined
      }
    | undefined
}

export function hotelPage(props: Props): Page {
  const { site, form, hotel, availability, errors, calendar } = props
  const { words, clock } = site
  const { text } = words
  return {
    title: text.title(text.hotel.title(hotel.name, hotel.city)),
    name: 'hotel',
    status: errors.length > 0 ? 422 : 200,
    private_page: true,
    social: { description: hotel.description, picture: sharePath(hotel.id) },
    content: (
      <div class="wrap">
        <nav class="back">
          <a href={searchPath({ ...form, destination_id: hotel.destination_id })}>
            <Icon name="back" />
            {text.hotel.back(hotel.city)}
          </a>
        </nav>
        <header class="hotel-head">
          <div>
            <h1>{hotel.name}</h1>
            <p class="muted place">
              <Stars count={hotel.stars} label={text.stars(hotel.stars)} />
              <span>
                <Icon name="pin" />
                {hotel.address}, {hotel.city}, {words.country(hotel)}
              </span>
            </p>
          </div>
          <Rating rating={hotel.rating} reviews={hotel.review_count} text={text} />
        </header>
        <div class="gallery">
          <img
            class="hotel-picture"
            src={`/art/${hotel.id}.svg`}
            width="640"
            height="440"
            alt={text.hotel.picture(hotel.name)}
          />
          {rooms.map((room) => (
            <img
              class={`gallery-${room}`}
              src={`/art/${hotel.id}-${room}.svg`}
              width="320"
              height="214"
              alt={text.hotel.pictures[room]}
              loading="lazy"
            />
          ))}
        </div>
        <div class="hotel-grid">
          <section aria-labelledby="rooms">
            <h2 id="rooms">{text.hotel.rooms_heading}</h2>
            <p class="muted">
              {words.stay(form)} <span class="dot">·</span> {words.party(form)}
            </p>
            <SearchForm
              text={text}
              clock={clock}
              form={form}
              place=""
              errors={errors}
              hotel_id={hotel.id}
              submit={text.form.update}
            />
            {availability === undefined ? (
              <p class="notice">{text.hotel.stay_invalid}</p>
            ) : (
              <Rooms {...props} rooms={availability.data} />
            )}
            {calendar === undefined ? null : (
              <Calendar
                address={(stay) => `${hotelPath(hotel.id)}?${stayQuery(stay)}`}
                texts={words.text.calendar}
                form={form}
                words={words}
                {...calendar}
              />
            )}
          </section>
          <About hotel={hotel} site={site} />
        </div>
      </div>
    ),
  }
}

function Rooms({ site: { words }, form, hotel, rooms }: Props & { rooms: RoomTypeAvailability[] }) {
  const { text } = words
  const price = (room: RoomTypeAvailability) => room.total?.amount ?? Number.POSITIVE_INFINITY
  const sorted = rooms.toSorted((a, b) => Number(b.bookable) - Number(a.bookable) || price(a) - price(b))
  const free = rooms.filter((room) => room.bookable).length
  return (
    <>
      <p class="free-count" role="status">
        <Icon name={free > 0 ? 'check' : 'alert'} />
        {free > 0 ? text.hotel.some_free(free) : text.hotel.none_free}
      </p>
      <ul class="room-types">
        {sorted.map((room) => (
          <RoomType room={room} form={form} hotel={hotel} words={words} />
        ))}
      </ul>
      <p class="muted small">{text.policy.clock}</p>
    </>
  )
}

function About({ hotel, site: { words } }: { hotel: Hotel; site: Site }) {
  const { text } = words
  return (
    <aside class="about">
      <section>
        <h2>{text.hotel.about}</h2>
        <p>{hotel.description}</p>
      </section>
      <section>
        <h2>{text.hotel.amenities}</h2>
        <ul class="amenities">
          {hotel.amenities.map((amenity) => (
            <li>
              <Icon name="check" />
              {text.amenities[amenity]}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{text.hotel.times}</h2>
        <dl class="times">
          <div>
            <dt>{text.hotel.check_in_from}</dt>
            <dd>{hotel.check_in_from}</dd>
          </div>
          <div>
            <dt>{text.hotel.check_out_until}</dt>
            <dd>{hotel.check_out_until}</dd>
          </div>
        </dl>
      </section>
    </aside>
  )
}
