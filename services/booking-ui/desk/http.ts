/** Routes of a hotel's desk. Who works where is for reservations to say: nothing is done here before it has. */
import { Elysia } from 'elysia'
import { deskPath, paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { codeOf } from '../session/refusal.ts'
import { away } from '../session/sign-in.ts'
import { hotelsPage } from './hotels.tsx'
import { knownHotel, knownTrip } from './known.ts'
import { deskPage } from './page.tsx'
import { purposes } from './purposes.ts'
import { saveNights, saveRates } from './saving.ts'
import { loadDesk, readRange } from './view.ts'

const open = { requires: 'none' } as const
const form = { requires: 'none', parse: 'none' } as const
/** One account rarely has more; the rest would only make the page slow. */
const MAX_HOTELS = 50

export function deskRoutes(deps: Deps) {
  const { answers, guard, clientsOf, quotes, clock } = deps
  const { personal, personalSent } = answers
  const toDesk = (id: string) => deskPath(id)
  return new Elysia({ name: 'booking-ui-desk' })
    .use(guard)
    .get(
      paths.desk,
      personal(async (site, _, person) => {
        const { data } = await clientsOf(person).desk.hotels()
        const hotels = data.slice(0, MAX_HOTELS).map(async ({ hotel_id: id }) => {
          // While search is away a hotel has no name here, and a desk all the same.
          const hotel = await quotes.hotel(id).catch(() => undefined)
          return { id, hotel }
        })
        return hotelsPage(site, await Promise.all(hotels))
      }),
      open,
    )
    .get(
      paths.desk_hotel,
      personal(async (site, { request, id }, person) => {
        const view = await loadDesk(deps, person, knownHotel(id), readRange(request.url, clock))
        const { saved } = site.words.text.desk
        const is_saved = new URL(request.url).searchParams.get('done') === 'saved'
        return deskPage(site, { ...view, notice: is_saved ? saved : undefined })
      }),
      open,
    )
    .post(
      paths.desk_nights,
      personalSent(
        purposes.nights,
        (site, asked, fields, person) => saveNights(deps, site, { ...asked, fields }, person),
        toDesk,
      ),
      form,
    )
    .post(
      paths.desk_rates,
      personalSent(
        purposes.rates,
        (site, asked, fields, person) => saveRates(deps, site, { ...asked, fields }, person),
        toDesk,
      ),
      form,
    )
    .post(
      paths.desk_no_show,
      personalSent(
        purposes.no_show,
        async (_, { id }, fields, person) => {
          const trip = knownTrip(fields.get('reservation_id'))
          // Somebody else has said so, or the guest has cancelled: the page shows how it stands.
          await clientsOf(person)
            .desk.noShow(trip)
            .catch((error: unknown) => {
              if (codeOf(error) !== 'reservation_state' && codeOf(error) !== 'stay_not_begun') throw error
            })
          return away(deskPath(knownHotel(id)))
        },
        toDesk,
      ),
      form,
    )
}
