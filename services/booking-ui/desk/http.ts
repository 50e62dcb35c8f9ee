/** Routes of a hotel's desk. Who works where is for reservations to say: nothing is done here before it has. */
import { Elysia } from 'elysia'
import { addDays, earliestToday, parseDate } from '#lib/dates'
import { parseDecimal } from '#lib/money'
import { notFound } from '#lib/problem'
import { ReservationId } from '#service/reservations/bookings/contract'
import { RoomTypeId } from '#service/reservations/contract'
import { HotelId } from '#service/reservations/desk/contract'
import { deskPath, paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import type { Page, Site } from '../pages/page.ts'
import type { Person } from '../session/people.ts'
import { codeOf, refusalOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { DAYS, deskPage, hotelsPage, type Sent } from './page.tsx'
import { purposes } from './purposes.ts'

const open = { requires: 'none' } as const
const form = { requires: 'none', parse: 'none' } as const
const [hotel_form, room_form, trip_form] = [HotelId, RoomTypeId, ReservationId].map(
  ({ pattern }) => new RegExp(String(pattern)),
)
/** One account rarely has more; the rest would only make the page slow. */
const MAX_HOTELS = 50

function known(pattern: RegExp | undefined, id: string): string {
  if (pattern?.test(id) !== true) throw notFound('not_found', 'There is no such hotel')
  return id
}

export function deskRoutes(deps: Deps) {
  const { answers, guard, clientsOf, quotes } = deps
  const { personal, personalSent } = answers
  return new Elysia({ name: 'booking-ui-desk' })
    .use(guard)
    .get(
      paths.desk,
      personal(async (site, _, person) => {
        const { data } = await clientsOf(person).desk.hotels()
        const ids = data.slice(0, MAX_HOTELS).map(({ hotel_id }) => hotel_id)
        return hotelsPage(site, await Promise.all(ids.map((id) => quotes.hotel(id))))
      }),
      open,
    )
    .get(
      paths.desk_hotel,
      personal((site, { request, id }, person) => desk(deps, site, { request, id }, person)),
      open,
    )
    .post(
      paths.desk_nights,
      personalSent(purposes.nights, async (site, { request, id }, fields, person) => {
        const { text } = site.words
        const room_type_id = known(room_form, fields.get('room_type_id') ?? '')
        const capacity = fields.get('capacity')
        const stop_sell = fields.get('stop_sell')
        try {
          await clientsOf(person).desk.setNights(room_type_id, {
            first_night: fields.get('first_night') ?? '',
            last_night: fields.get('last_night') ?? '',
            ...(capacity === undefined ? {} : { capacity: Number(capacity) }),
            ...(stop_sell === undefined ? {} : { stop_sell: stop_sell === 'true' }),
          })
          return saved(id, fields)
        } catch (error) {
          const codes = { capacity_below_booked: ['capacity', text.desk.below_booked] } as const
          const errors = refusalOf(text, error, { codes })
          return desk(deps, site, { request, id }, person, {
            section: 'nights',
            room_type_id,
            values: fields,
            errors,
          })
        }
      }),
      form,
    )
    .post(
      paths.desk_rates,
      personalSent(purposes.rates, async (site, { request, id }, fields, person) => {
        const { text } = site.words
        const room_type_id = known(room_form, fields.get('room_type_id') ?? '')
        const hotel_id = await own(deps, person, id)
        const again = (errors: ReadonlyMap<string, string>) =>
          desk(deps, site, { request, id }, person, {
            section: 'rates',
            room_type_id,
            values: fields,
            errors,
          })
        const { currency } = await quotes.hotel(hotel_id)
        const amount = parseDecimal(fields.get('price') ?? '', currency)
        if (amount === undefined || amount < 1) return again(new Map([['price', text.desk.bad_price]]))
        const last = fields.get('last_night') ?? ''
        try {
          await quotes.changeRates(hotel_id, room_type_id, {
            from: fields.get('first_night') ?? '',
            // They ask for the day after.
            to: parseDate(last) === undefined ? last : addDays(last, 1),
            price: { amount, currency },
            min_stay: Number(fields.get('min_stay') ?? 1),
            closed_to_arrival: fields.get('closed_to_arrival') === 'true',
          })
          return saved(id, fields)
        } catch (error) {
          const codes = { no_inventory: ['first_night', text.desk.no_inventory] } as const
          const names = { from: 'first_night', to: 'last_night', amount: 'price' }
          return again(refusalOf(text, error, { codes, names }))
        }
      }),
      form,
    )
    .post(
      paths.desk_no_show,
      personalSent(purposes.no_show, async (_, { id }, fields, person) => {
        const trip = known(trip_form, fields.get('reservation_id') ?? '')
        // Somebody else has said so, or the guest has cancelled: the page shows how it stands.
        await clientsOf(person)
          .desk.noShow(trip)
          .catch((error: unknown) => {
            if (codeOf(error) !== 'reservation_state' && codeOf(error) !== 'stay_not_begun') throw error
          })
        return away(deskPath(known(hotel_form, id)))
      }),
      form,
    )
}

const saved = (id: string, fields: ReadonlyMap<string, string>) => {
  const from = fields.get('first_night') ?? ''
  return away(`${deskPath(known(hotel_form, id))}?${new URLSearchParams({ from, done: 'saved' })}`)
}

/** The hotel, if this person works there. Rates are changed with a token of ours, which may change any. */
async function own({ clientsOf }: Deps, person: Person, id: string): Promise<string> {
  const { data } = await clientsOf(person).desk.hotels()
  if (!data.some(({ hotel_id }) => hotel_id === id))
    throw notFound('not_found', 'There is no such hotel where you work')
  return id
}

async function desk(
  { clientsOf, quotes, clock }: Deps,
  site: Site,
  { request, id }: { request: Request; id: string },
  person: Person,
  sent?: Sent,
): Promise<Page> {
  const hotel_id = known(hotel_form, id)
  const params = new URL(request.url).searchParams
  const asked = params.get('from') ?? ''
  const from = parseDate(asked) === undefined ? earliestToday(clock) : asked
  const days = DAYS.find((count) => String(count) === params.get('days')) ?? DAYS[0]
  const range = { from, to: addDays(from, days - 1) }
  const client = clientsOf(person).desk
  const [arrivals, nights, hotel, rates] = await Promise.all([
    client.arrivals(hotel_id, range),
    client.nights(hotel_id, range),
    quotes.hotel(hotel_id),
    // A stay of at most thirty nights is what search can be asked about; without prices the rest is shown.
    quotes
      .availability(hotel_id, { check_in: from, check_out: addDays(from, Math.min(days, 30)), adults: 1 })
      .then(({ data }) => data)
      .catch(() => undefined),
  ])
  const notice = params.get('done') === 'saved' ? site.words.text.desk.saved : undefined
  return deskPage(site, {
    ...{ hotel, from, days, arrivals, rates, notice },
    nights: nights.data,
    ...(sent === undefined ? {} : { sent }),
  })
}
