/** A hotel's desk: who arrives, and of each room type what is sold, for sale, and for how much. */
import { earliestToday } from '#lib/dates'
import { described, Field, PostForm } from '../components/fields.tsx'
import { deskPath, paths } from '../contract.ts'
import type { Page, Site } from '../pages/page.ts'
import { StateBadge } from '../trips/list.tsx'
import { purposes } from './purposes.ts'
import { RoomType } from './room.tsx'
import { DAYS, type DeskView } from './view.ts'

export function deskPage(site: Site, view: DeskView): Page {
  const { hotel, notice, nights, sent, rates } = view
  const { text } = site.words
  const { desk } = text
  const name = hotel?.name ?? desk.hotel_nameless
  return {
    title: text.title(`${name}: ${desk.title}`),
    name: 'desk',
    status: sent === undefined ? 200 : 422,
    private_page: true,
    content: (
      <div class="wrap">
        <header class="page-head page-title">
          <div>
            <h1>{name}</h1>
            <p class="muted">
              <a href={paths.desk}>{desk.title}</a>
            </p>
          </div>
          <RangeForm view={view} site={site} />
        </header>
        {notice === undefined ? null : (
          <p class="notice good" role="status">
            {notice}
          </p>
        )}
        {hotel === undefined || rates === undefined ? <p class="notice">{desk.search_away}</p> : null}
        <ArrivalList site={site} view={view} />
        <h2 class="desk-heading">{desk.rooms}</h2>
        {nights.length === 0 ? <p class="muted">{desk.no_rooms}</p> : null}
        {nights.map((one, i) => (
          <RoomType site={site} view={view} room={one} nth={i + 1} open={i === 0 && sent === undefined} />
        ))}
      </div>
    ),
  }
}

function RangeForm({ view, site }: { view: DeskView; site: Site }) {
  const { desk } = site.words.text
  return (
    <form class="desk-range" method="get" action={deskPath(view.hotel_id)}>
      <Field name="from" label={desk.from}>
        <input {...described('from', undefined)} type="date" name="from" value={view.from} required />
      </Field>
      <Field name="days" label={desk.days}>
        <select {...described('days', undefined)} name="days">
          {DAYS.map((count) => (
            <option value={String(count)} selected={count === view.days}>
              {count}
            </option>
          ))}
        </select>
      </Field>
      <button class="button" type="submit">
        {desk.show}
      </button>
    </form>
  )
}

type Arrival = DeskView['arrivals']['data'][number]

function ArrivalList({ site, view }: { site: Site; view: DeskView }) {
  const { desk } = site.words.text
  const { data, more } = view.arrivals
  return (
    <section class="panel" aria-labelledby="arrivals">
      <h2 id="arrivals">{desk.arrivals}</h2>
      {more ? <p class="notice">{desk.more_arrive}</p> : null}
      {data.length === 0 ? (
        <p class="muted">{desk.none_arrive}</p>
      ) : (
        <ul class="arrivals">
          {data.map((one) => (
            <ArrivalItem site={site} hotel_id={view.hotel_id} one={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function ArrivalItem({ site, hotel_id, one }: { site: Site; hotel_id: string; one: Arrival }) {
  const { words, clock } = site
  const is_ahead = one.state === 'confirmed' && one.check_in > earliestToday(clock)
  return (
    <li>
      <p class="guest">
        <bdi>{one.guest.name}</bdi>
        {one.guest.phone === undefined ? null : <bdi class="muted below">{one.guest.phone}</bdi>}
        {one.special_requests === null ? null : <bdi class="muted below">{one.special_requests}</bdi>}
      </p>
      <p class="days">
        {words.day(one.check_in)} – {words.day(one.check_out)}
        <span class="muted below">{words.party({ ...one, rooms: 1 })}</span>
      </p>
      <p class="room">
        {one.room_type} <span class="muted below">{words.text.rooms(one.rooms)}</span>
      </p>
      <p class="number">{words.exact(one.total)}</p>
      <div class="what">
        {is_ahead ? null : one.state === 'confirmed' ? (
          <PostForm
            site={site}
            name="inline"
            action={deskPath(hotel_id, 'desk_no_show')}
            purpose={purposes.no_show(hotel_id)}
          >
            <input type="hidden" name="reservation_id" value={one.reservation_id} />
            <button class="button small-button" type="submit">
              {words.text.desk.no_show}
            </button>
          </PostForm>
        ) : (
          <StateBadge state={one.state} words={words} />
        )}
      </div>
    </li>
  )
}
