/** What a hotel's staff set: rooms for sale, and rates. Each changes what was given, and leaves the rest as it is. */
import { addDays, parseDate } from '#lib/dates'
import { parseDecimal } from '#lib/money'
import { notFound } from '#lib/problem'
import type { Asked, Fields } from '../answer.ts'
import { deskPath } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { refusalOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { knownHotel, knownRoom } from './known.ts'
import { deskPage } from './page.tsx'
import { loadDesk, readRange, type Sent } from './view.ts'

type Save = (
  deps: Deps,
  site: Site,
  asked: Asked & { fields: Fields },
  person: Person,
) => Promise<Page | Response>

export const saveNights: Save = async (deps, site, asked, person) => {
  const { fields } = asked
  const { text } = site.words
  const room_type_id = knownRoom(fields.get('room_type_id'))
  const [capacity, stop_sell] = [fields.get('capacity'), fields.get('stop_sell')]
  try {
    await deps.clientsOf(person).desk.setNights(room_type_id, {
      ...nightsIn(fields),
      ...(capacity === undefined ? {} : { capacity: Number(capacity) }),
      ...(stop_sell === undefined ? {} : { stop_sell: stop_sell === 'true' }),
    })
    return saved(deps, asked)
  } catch (error) {
    const codes = { capacity_below_booked: ['capacity', text.desk.below_booked] } as const
    const errors = refusalOf(text, error, { codes })
    return again(deps, site, asked, person, { section: 'nights', room_type_id, values: fields, errors })
  }
}

export const saveRates: Save = async (deps, site, asked, person) => {
  const { fields } = asked
  const { text } = site.words
  const room_type_id = knownRoom(fields.get('room_type_id'))
  const hotel_id = await own(deps, person, asked.id)
  const refused = (errors: ReadonlyMap<string, string>) =>
    again(deps, site, asked, person, { section: 'rates', room_type_id, values: fields, errors })
  const { currency } = await deps.quotes.hotel(hotel_id)
  const [price, min_stay, closed] = ['price', 'min_stay', 'closed_to_arrival'].map((name) => fields.get(name))
  const amount = price === undefined ? undefined : parseDecimal(price, currency)
  if (price !== undefined && (amount === undefined || amount < 1))
    return refused(new Map([['price', text.desk.bad_price]]))
  const { first_night, last_night } = nightsIn(fields)
  try {
    await deps.quotes.changeRates(hotel_id, room_type_id, {
      from: first_night,
      // They ask for the day after.
      to: parseDate(last_night) === undefined ? last_night : addDays(last_night, 1),
      ...(amount === undefined ? {} : { price: { amount, currency } }),
      ...(min_stay === undefined ? {} : { min_stay: Number(min_stay) }),
      ...(closed === undefined ? {} : { closed_to_arrival: closed === 'true' }),
    })
    return saved(deps, asked)
  } catch (error) {
    const codes = { no_inventory: ['last_night', text.desk.no_inventory] } as const
    const names = { from: 'first_night', to: 'last_night', amount: 'price' }
    return refused(refusalOf(text, error, { codes, names }))
  }
}

const nightsIn = (fields: Fields) => ({
  first_night: fields.get('first_night') ?? '',
  last_night: fields.get('last_night') ?? '',
})

/** The range that was looked at travels with the form. */
function saved({ clock }: Deps, { id, fields }: Asked & { fields: Fields }): Response {
  const { from, days } = rangeIn(fields, { clock })
  const query = new URLSearchParams({ from, days: String(days), done: 'saved' })
  return away(`${deskPath(knownHotel(id))}?${query}`)
}

const rangeIn = (fields: Fields, { clock }: Pick<Deps, 'clock'>) =>
  readRange(
    `http://site/?${new URLSearchParams({ from: fields.get('from') ?? '', days: fields.get('days') ?? '' })}`,
    clock,
  )

/** The page again, with what was sent and what is wrong with it. */
async function again(
  deps: Deps,
  site: Site,
  { id, fields }: Asked & { fields: Fields },
  person: Person,
  sent: Sent,
): Promise<Page> {
  const view = await loadDesk(deps, person, knownHotel(id), rangeIn(fields, deps))
  return deskPage(site, { ...view, sent })
}

/** The hotel, if this person works there. Rates are changed with a token of ours, which may change any. */
async function own({ clientsOf }: Deps, person: Person, id: string): Promise<string> {
  const { data } = await clientsOf(person).desk.hotels()
  if (!data.some(({ hotel_id }) => hotel_id === id))
    throw notFound('not_found', 'There is no such hotel where you work')
  return id
}
