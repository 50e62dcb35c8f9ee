/** A hotel's desk: who arrives, and of each room type what is sold, for sale, and for how much. */
import { addDays, earliestToday } from '#lib/dates'
import { decimalText } from '#lib/money'
import type { Arrivals, DeskNights } from '#service/reservations/desk/contract'
import type { Hotel, RoomTypeAvailability } from '#service/search/contract'
import { described, Field, PostForm } from '../components/fields.tsx'
import { deskPath, paths } from '../contract.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import { StateBadge } from '../trips/list.tsx'
import { purposes } from './purposes.ts'

export interface DeskView {
  hotel: Hotel
  from: string
  days: number
  arrivals: Arrivals
  nights: DeskNights['data']
  /** Undefined while search is away: rooms are shown without prices. */
  rates: readonly RoomTypeAvailability[] | undefined
  notice?: string | undefined
  /** The form that was sent, with what is wrong with it. */
  sent?: Sent
}

export interface Sent {
  section: 'nights' | 'rates'
  room_type_id: string
  values: ReadonlyMap<string, string>
  errors: ReadonlyMap<string, string>
}

export const DAYS = [7, 14, 31] as const

export function hotelsPage(
  site: Site,
  hotels: readonly Pick<Hotel, 'id' | 'name' | 'city' | 'country'>[],
): Page {
  const { text } = site.words
  const { desk } = text
  if (hotels.length === 0)
    return messagePage(site, {
      status: 200,
      title: desk.title,
      heading: desk.none_heading,
      body: desk.none_body,
    })
  return {
    title: text.title(desk.title),
    name: 'desk',
    private_page: true,
    content: (
      <div class="wrap slim">
        <h1 class="page-title">{desk.heading}</h1>
        <ul class="choices">
          {hotels.map(({ id, name, city, country }) => (
            <li>
              <a href={deskPath(id)}>
                <strong>{name}</strong>
                <span class="muted">
                  {city}, {country}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    ),
  }
}

export function deskPage(site: Site, view: DeskView): Page {
  const { hotel, notice, nights, sent, from, days } = view
  const { text } = site.words
  const { desk } = text
  return {
    title: text.title(`${hotel.name}: ${desk.title}`),
    name: 'desk',
    status: sent === undefined ? 200 : 422,
    private_page: true,
    content: (
      <div class="wrap">
        <header class="page-head page-title">
          <div>
            <h1>{hotel.name}</h1>
            <p class="muted">
              <a href={paths.desk}>{desk.title}</a>
            </p>
          </div>
          <form class="desk-range" method="get" action={deskPath(hotel.id)}>
            <Field name="from" label={desk.from}>
              <input {...described('from', undefined)} type="date" name="from" value={from} required />
            </Field>
            <Field name="days" label={desk.days}>
              <select {...described('days', undefined)} name="days">
                {DAYS.map((count) => (
                  <option value={String(count)} selected={count === days}>
                    {count}
                  </option>
                ))}
              </select>
            </Field>
            <button class="button" type="submit">
              {desk.show}
            </button>
          </form>
        </header>
        {notice === undefined ? null : (
          <p class="notice good" role="status">
            {notice}
          </p>
        )}
        <ArrivalList site={site} view={view} />
        <h2 class="desk-heading">{desk.rooms}</h2>
        {nights.map((one, i) => (
          <RoomType site={site} view={view} room={one} open={i === 0 && view.sent === undefined} />
        ))}
      </div>
    ),
  }
}

function ArrivalList({ site, view }: { site: Site; view: DeskView }) {
  const { words } = site
  const { desk } = words.text
  const { data, more } = view.arrivals
  const today = earliestToday(site.clock)
  if (data.length === 0)
    return (
      <section class="panel" aria-labelledby="arrivals">
        <h2 id="arrivals">{desk.arrivals}</h2>
        <p class="muted">{desk.none_arrive}</p>
      </section>
    )
  return (
    <section class="panel" aria-labelledby="arrivals">
      <h2 id="arrivals">{desk.arrivals}</h2>
      {more ? <p class="notice">{desk.more_arrive}</p> : null}
      <section class="scroll" tabindex={0} aria-labelledby="arrivals">
        <table class="desk-table">
          <thead>
            <tr>
              {[desk.day, desk.guest, desk.room, desk.stay, desk.party].map((name) => (
                <th scope="col">{name}</th>
              ))}
              <th scope="col" class="number">
                {desk.total}
              </th>
              <th scope="col">
                <span class="hidden">{desk.no_show}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((one) => (
              <tr>
                <th scope="row">{words.day(one.check_in)}</th>
                <td>
                  <bdi>{one.guest.name}</bdi>
                  {one.guest.phone === undefined ? null : <span class="muted below">{one.guest.phone}</span>}
                  {one.special_requests === null ? null : (
                    <span class="muted below">
                      <bdi>{one.special_requests}</bdi>
                    </span>
                  )}
                </td>
                <td>
                  {one.room_type}
                  <span class="muted below">{words.text.rooms(one.rooms)}</span>
                </td>
                <td>{words.day(one.check_out)}</td>
                <td>{words.party({ ...one, rooms: 1 })}</td>
                <td class="number">{words.exact(one.total)}</td>
                <td>
                  {one.state === 'confirmed' && one.check_in > today ? null : one.state === 'confirmed' ? (
                    <PostForm
                      site={site}
                      name="inline"
                      action={deskPath(view.hotel.id, 'desk_no_show')}
                      purpose={purposes.no_show(view.hotel.id)}
                    >
                      <input type="hidden" name="reservation_id" value={one.reservation_id} />
                      <button class="button small-button" type="submit">
                        {desk.no_show}
                      </button>
                    </PostForm>
                  ) : (
                    <StateBadge state={one.state} words={words} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

interface RoomProps {
  site: Site
  view: DeskView
  room: DeskNights['data'][number]
}

function RoomType({ site, view, room, open }: RoomProps & { open: boolean }) {
  const { words } = site
  const { desk } = words.text
  const { hotel, rates } = view
  const type = hotel.room_types.find(({ id }) => id === room.room_type_id)
  const rate = rates?.find(({ id }) => id === room.room_type_id)
  const prices = new Map(rate?.nights.map(({ night, price }) => [night, price]))
  const sent = view.sent?.room_type_id === room.room_type_id
  return (
    <details class="panel desk-room" open={open || sent}>
      <summary>
        <h3>{type?.name ?? room.room_type_id}</h3>
        <span class="muted">{type?.beds}</span>
      </summary>
      <section class="scroll" tabindex={0} aria-label={type?.name ?? room.room_type_id}>
        <table class="desk-table">
          <thead>
            <tr>
              <th scope="col">{desk.night}</th>
              {[desk.price, desk.for_sale, desk.sold, desk.left].map((name) => (
                <th scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {room.nights.map(({ night, capacity, booked, free, stop_sell }) => {
              const price = prices.get(night)
              return (
                <tr>
                  <th scope="row">{words.day(night)}</th>
                  <td class="number">
                    {price === undefined ? (rates === undefined ? '' : desk.no_rate) : words.exact(price)}
                  </td>
                  <td class="number">{capacity}</td>
                  <td class="number">{booked}</td>
                  <td class="number">{stop_sell ? desk.stopped : free}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      <div class="desk-forms">
        <Capacity site={site} view={view} room={room} />
        <Rate site={site} view={view} room={room} />
      </div>
    </details>
  )
}

/** Of one form among many: ids are made of the room type's, too. */
function fieldsOf({ site, view, room }: RoomProps, section: Sent['section']) {
  const { desk } = site.words.text
  const sent =
    view.sent?.section === section && view.sent.room_type_id === room.room_type_id ? view.sent : undefined
  const last = addDays(view.from, view.days - 1)
  const fallback: Readonly<Record<string, string>> = { first_night: view.from, last_night: last }
  const value = (name: string) => sent?.values.get(name) ?? fallback[name] ?? ''
  const id = (name: string) => `${section}-${room.room_type_id.slice(-6)}-${name}`
  const errors = new Map([...(sent?.errors ?? [])].map(([name, message]) => [id(name), message]))
  const date = (name: 'first_night' | 'last_night') => (
    <Field name={id(name)} label={desk[name]} error={errors.get(id(name))}>
      <input
        {...described(id(name), errors.get(id(name)))}
        type="date"
        name={name}
        value={value(name)}
        required
      />
    </Field>
  )
  return { value, id, errors, date }
}

function Capacity(props: RoomProps) {
  const { site, view, room } = props
  const { desk } = site.words.text
  const { value, id, errors, date } = fieldsOf(props, 'nights')
  const name = id('capacity')
  return (
    <section>
      <h4>{desk.capacity_heading}</h4>
      <PostForm
        site={site}
        action={deskPath(view.hotel.id, 'desk_nights')}
        purpose={purposes.nights(view.hotel.id)}
        errors={errors}
      >
        <input type="hidden" name="room_type_id" value={room.room_type_id} />
        <div class="pair">
          {date('first_night')}
          {date('last_night')}
        </div>
        <div class="pair">
          <Field name={name} label={desk.capacity} error={errors.get(name)} hint={desk.capacity_hint}>
            <input
              {...described(name, errors.get(name), desk.capacity_hint)}
              type="number"
              name="capacity"
              min="0"
              max="255"
              value={value('capacity')}
            />
          </Field>
          <Field name={id('stop_sell')} label={desk.stop_sell}>
            <select {...described(id('stop_sell'), undefined)} name="stop_sell">
              {[
                ['', desk.stop_keep],
                ['true', desk.stop_on],
                ['false', desk.stop_off],
              ].map(([one, label]) => (
                <option value={one} selected={one === value('stop_sell')}>
                  {label}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <button class="button" type="submit">
          {desk.save}
        </button>
      </PostForm>
    </section>
  )
}

function Rate(props: RoomProps) {
  const { site, view, room } = props
  const { desk } = site.words.text
  const { value, id, errors, date } = fieldsOf(props, 'rates')
  const { currency } = view.hotel
  const first = view.rates?.find((one) => one.id === room.room_type_id)?.nights[0]?.price.amount
  const price = id('price')
  const least = id('min_stay')
  return (
    <section>
      <h4>{desk.rates_heading}</h4>
      <PostForm
        site={site}
        action={deskPath(view.hotel.id, 'desk_rates')}
        purpose={purposes.rates(view.hotel.id)}
        errors={errors}
      >
        <input type="hidden" name="room_type_id" value={room.room_type_id} />
        <div class="pair">
          {date('first_night')}
          {date('last_night')}
        </div>
        <div class="pair">
          <Field name={price} label={desk.rate(currency)} error={errors.get(price)}>
            <input
              {...described(price, errors.get(price))}
              type="text"
              inputmode="decimal"
              name="price"
              value={value('price') || (first === undefined ? '' : decimalText(first, currency))}
              required
            />
          </Field>
          <Field name={least} label={desk.min_stay} error={errors.get(least)}>
            <input
              {...described(least, errors.get(least))}
              type="number"
              name="min_stay"
              min="1"
              max="30"
              value={value('min_stay') || '1'}
              required
            />
          </Field>
        </div>
        <label class="check">
          <input
            type="checkbox"
            name="closed_to_arrival"
            value="true"
            checked={value('closed_to_arrival') === 'true'}
          />
          <span>{desk.closed_to_arrival}</span>
        </label>
        <button class="button" type="submit">
          {desk.save}
        </button>
      </PostForm>
    </section>
  )
}
