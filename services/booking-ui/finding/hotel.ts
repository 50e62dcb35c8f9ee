/** A hotel for a stay. */
import { UpstreamProblem } from '#lib/transport'
import type { Deps } from '../deps.ts'
import { readForm } from '../form.ts'
import { hotelPage } from '../pages/hotel.tsx'
import type { Page, Site } from '../pages/page.ts'
import { monthsOf } from './calendar.ts'
import { refusable } from './refusable.ts'

export async function hotelOf(
  { search, clock }: Pick<Deps, 'search' | 'clock'>,
  site: Site,
  { request, id }: { request: Request; id: string },
): Promise<Page> {
  const { form, errors } = readForm(request.url, clock)
  const { check_in, check_out, adults, children, rooms } = form
  const { month, bounds, params } = monthsOf(request.url, form, clock)
  const [hotel, availability, calendar] = await Promise.all([
    search.hotel(id),
    errors.length > 0
      ? { value: undefined, errors }
      : refusable(search.availability(id, { check_in, check_out, adults, children, rooms })),
    // A help, not a need: without it the page says so. What was refused is said beside the field.
    refusable(search.calendar(id, params)).catch((error: unknown) => {
      if (error instanceof UpstreamProblem && error.problem.status < 500) throw error
      return { value: undefined, errors: [] }
    }),
  ])
  const is_refused = calendar.value === undefined && calendar.errors.length > 0
  return hotelPage({
    ...{ site, form, hotel },
    availability: availability.value,
    errors: availability.errors ?? [],
    calendar: is_refused ? undefined : { month, bounds, nights: calendar.value?.data },
  })
}
