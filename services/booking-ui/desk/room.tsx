/** One room type at the desk: its nights as they are, and two forms, each of which changes only what is filled in. */
import { earliestToday } from '#lib/dates'
import { described, Field, PostForm } from '../components/fields.tsx'
import { deskPath } from '../contract.ts'
import type { Site } from '../pages/page.ts'
import { purposes } from './purposes.ts'
import type { DeskView, Sent } from './view.ts'

interface RoomProps {
  site: Site
  view: DeskView
  room: DeskView['nights'][number]
}

export function RoomType(props: RoomProps & { nth: number; open: boolean }) {
  const { site, view, room, nth, open } = props
  const { desk } = site.words.text
  const type = view.hotel?.room_types.find(({ id }) => id === room.room_type_id)
  const name = type?.name ?? desk.room_nameless(nth)
  const is_sent = view.sent?.room_type_id === room.room_type_id
  return (
    <details class="panel desk-room" open={open || is_sent}>
      <summary>
        <h3>{name}</h3>
        <span class="muted">{type?.beds}</span>
      </summary>
      <Nights {...props} name={name} />
      <div class="desk-forms">
        <Capacity site={site} view={view} room={room} />
        {view.rates === undefined || view.hotel === undefined ? null : (
          <Rate site={site} view={view} room={room} currency={view.hotel.currency} />
        )}
      </div>
    </details>
  )
}

function Nights({ site: { words }, view, room, name }: RoomProps & { name: string }) {
  const { desk } = words.text
  const rate = view.rates?.find((one) => one.room_type_id === room.room_type_id)
  const rates = new Map(rate?.nights.map((one) => [one.night, one]))
  return (
    <section class="scroll" tabindex={0} aria-label={name}>
      <table class="desk-table nights">
        <thead>
          <tr>
            <th scope="col">{desk.night}</th>
            {[desk.price, desk.min_stay, desk.for_sale, desk.sold, desk.left].map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {room.nights.map(({ night, capacity, booked, free, stop_sell }) => {
            const one = rates.get(night)
            return (
              <tr>
                <th scope="row">{words.day(night)}</th>
                <td>
                  {one !== undefined ? words.exact(one.price) : view.rates === undefined ? '–' : desk.no_rate}
                </td>
                <td>{one === undefined ? '–' : one.closed_to_arrival ? desk.closed : one.min_stay}</td>
                <td>{capacity}</td>
                <td>{booked}</td>
                <td>{stop_sell ? desk.stopped : free}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** Of one form among many: ids are made of the room type's, too. */
function fieldsOf({ site, view, room }: RoomProps, section: Sent['section']) {
  const { desk } = site.words.text
  const sent =
    view.sent?.section === section && view.sent.room_type_id === room.room_type_id ? view.sent : undefined
  const today = earliestToday(site.clock)
  // One night, so that nobody changes a month by pressing the button; and none that is over.
  const first = [view.from, today].sort()[1] ?? today
  const fallback: Readonly<Record<string, string>> = { first_night: first, last_night: first }
  const value = (name: string) => sent?.values.get(name) ?? fallback[name] ?? ''
  const id = (name: string) => `${section}-${room.room_type_id.slice(-6)}-${name}`
  const errors = new Map([...(sent?.errors ?? [])].map(([name, message]) => [id(name), message]))
  const of = (name: string, hint?: string) => described(id(name), errors.get(id(name)), hint)
  const field = (name: string, label: string, hint?: string) => ({
    ...{ name: id(name), label, error: errors.get(id(name)), hint },
  })
  const dates = (
    <div class="pair">
      {(['first_night', 'last_night'] as const).map((name) => (
        <Field {...field(name, desk[name])}>
          <input {...of(name)} type="date" name={name} value={value(name)} min={today} required />
        </Field>
      ))}
    </div>
  )
  const choice = (name: string, label: string, choices: readonly (readonly [string, string])[]) => (
    <Field {...field(name, label)}>
      <select {...of(name)} name={name}>
        {choices.map(([one, words]) => (
          <option value={one} selected={one === value(name)}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  )
  const kept = (
    <>
      <input type="hidden" name="room_type_id" value={room.room_type_id} />
      <input type="hidden" name="from" value={view.from} />
      <input type="hidden" name="days" value={String(view.days)} />
    </>
  )
  return { value, errors, of, field, dates, choice, kept }
}

function Capacity(props: RoomProps) {
  const { site, view } = props
  const { desk } = site.words.text
  const { value, errors, of, field, dates, choice, kept } = fieldsOf(props, 'nights')
  return (
    <section>
      <h4>{desk.capacity_heading}</h4>
      <p class="muted small">{desk.keep_hint}</p>
      <PostForm
        site={site}
        action={deskPath(view.hotel_id, 'desk_nights')}
        purpose={purposes.nights(view.hotel_id)}
        errors={errors}
      >
        {kept}
        {dates}
        <div class="pair">
          <Field {...field('capacity', desk.capacity)}>
            <input
              {...of('capacity')}
              type="number"
              name="capacity"
              min="0"
              max="255"
              value={value('capacity')}
            />
          </Field>
          {choice('stop_sell', desk.stop_sell, [
            ['', desk.keep],
            ['true', desk.stop_on],
            ['false', desk.stop_off],
          ])}
        </div>
        <button class="button" type="submit">
          {desk.save}
        </button>
      </PostForm>
    </section>
  )
}

function Rate(props: RoomProps & { currency: string }) {
  const { site, view, currency } = props
  const { desk } = site.words.text
  const { value, errors, of, field, dates, choice, kept } = fieldsOf(props, 'rates')
  return (
    <section>
      <h4>{desk.rates_heading}</h4>
      <p class="muted small">{desk.keep_hint}</p>
      <PostForm
        site={site}
        action={deskPath(view.hotel_id, 'desk_rates')}
        purpose={purposes.rates(view.hotel_id)}
        errors={errors}
      >
        {kept}
        {dates}
        <div class="pair">
          <Field {...field('price', desk.rate(currency))}>
            <input {...of('price')} type="text" inputmode="decimal" name="price" value={value('price')} />
          </Field>
          <Field {...field('min_stay', desk.min_stay)}>
            <input
              {...of('min_stay')}
              type="number"
              name="min_stay"
              min="1"
              max="30"
              value={value('min_stay')}
            />
          </Field>
        </div>
        {choice('closed_to_arrival', desk.closed_to_arrival, [
          ['', desk.keep],
          ['true', desk.closed_on],
          ['false', desk.closed_off],
        ])}
        <button class="button" type="submit">
          {desk.save}
        </button>
      </PostForm>
    </section>
  )
}
