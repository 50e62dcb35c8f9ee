/** What is found at a place, as a page or as the JSON from which a script makes the same. */
import type { Destination } from '#service/search/contract'
import type { FoundJson } from '../components/results.tsx'
import { compressed } from '../compress.ts'
import type { Deps } from '../deps.ts'
import { security_headers } from '../document.ts'
import { searchParams } from '../form.ts'
import type { Form } from '../links.ts'
import * as errorPages from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import { resultsPage } from '../pages/results.tsx'
import { monthsOf } from './calendar.ts'
import { refusable } from './refusable.ts'

interface Asked {
  form: Form
  place: Destination
  request: Request
}

export async function resultsOf(
  { search, clock }: Pick<Deps, 'search' | 'clock'>,
  site: Site,
  { form, place, request }: Asked,
): Promise<Page | Response> {
  const { month, bounds, params, is_wanted } = monthsOf(request.url, form, clock)
  const [{ value: answer, errors }, nights] = await Promise.all([
    refusable(search.searchWithPartners({ ...searchParams(form, place.id, place.currency), facets: 'true' })),
    // A help, not a need: without it the page says so.
    is_wanted
      ? search
          .placeCalendar(place.id, params)
          .then(({ data }) => data)
          .catch(() => undefined)
      : undefined,
  ])
  if (answer === undefined) return errorPages.formErrorsPage(site, form, site.words.place(place), errors)
  const calendar = is_wanted ? { month, bounds, nights } : undefined
  const found = { form, answer, calendar, month }
  if (!wantsJson(request)) return resultsPage({ site, place, ...found })
  const { name, currency } = place
  const json: FoundJson = { ...found, place: { name, currency }, now: clock().toISOString() }
  return compressed(request, JSON.stringify(json), { headers: json_headers })
}

const wantsJson = (request: Request) => (request.headers.get('accept') ?? '').startsWith('application/json')

const json_headers = {
  'content-type': 'application/json; charset=utf-8',
  // Of the same address as the page: nobody may be shown it instead of that when they come back.
  'cache-control': 'no-store',
  vary: 'accept, accept-encoding, accept-language, cookie',
  ...security_headers,
} as const
