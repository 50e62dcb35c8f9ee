/** Routes of the site: read the address, ask `search`, answer a page. */
import { Elysia } from 'elysia'
import { earliestToday } from '#lib/dates'
import { type FieldError, notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { UpstreamProblem } from '#lib/transport'
import { DestinationId, DestinationParams, HotelId } from '#service/search/contract'
import { accountRoutes } from './account/http.ts'
import { answers as answersOf, security_headers } from './answer.ts'
import { favicon } from './art/favicon.ts'
import { inside, isRoom, panorama, picture } from './art/picture.ts'
import { checkoutRoutes } from './checkout/http.ts'
import { firstNight } from './components/calendar.tsx'
import { paths } from './contract.ts'
import type { Deps, SiteParts } from './deps.ts'
import { deskRoutes } from './desk/http.ts'
import { type Form, latestArrival, readForm, searchParams, searchPath } from './form.ts'
import { labReport, labReports } from './lab.ts'
import { monthAfter, monthOf, readMonth } from './months.ts'
import * as errorPages from './pages/errors.tsx'
import { homePage } from './pages/home.tsx'
import { hotelPage } from './pages/hotel.tsx'
import { labPage } from './pages/lab.tsx'
import type { Site } from './pages/page.ts'
import { choosePage, nowherePage } from './pages/places.tsx'
import { resultsPage } from './pages/results.tsx'
import { popularDestinations } from './popular.ts'
import { displayName, resolve } from './resolve.ts'
import { ownPath } from './session/address.ts'
import { away } from './session/sign-in.ts'
import { chosenLanguage, isLanguage, languageOf, languages } from './text/languages.ts'
import { tripRoutes } from './trips/http.ts'

const suggestParams = queryParser(DestinationParams)
const picture_file = new RegExp(
  `^(${[HotelId, DestinationId].map((id) => String(id.pattern).slice(1, -1)).join('|')}|partner-[0-9a-f]{16})(?:-([a-z]+))?\\.svg$`,
)

/** The whole site: what anybody may see, accounts, and what a person books. */
export function bookingUi(parts: SiteParts) {
  // Whoever asks first hears of a failure; without this the process would end before anyone could.
  parts.assets.catch(() => undefined)
  const deps = { ...parts, answers: answersOf(parts) }
  return new Elysia({ name: 'booking-ui' })
    .use(accountRoutes(deps))
    .use(checkoutRoutes(deps))
    .use(tripRoutes(deps))
    .use(deskRoutes(deps))
    .use(searchPages(deps))
}

/** What anybody may see. */
function searchPages({ search, clock, guard, answers: { page }, assets, cookies, site_url, share }: Deps) {
  const popular = popularDestinations(search, clock)

  return new Elysia({ name: 'booking-ui-search' })
    .use(guard)
    .get(
      paths.home,
      page(async (base, { request }) => {
        const { form } = readForm(request.url, clock)
        return homePage(base, form, await popular().catch(() => undefined))
      }),
      open,
    )
    .get(
      paths.search,
      page(async (base, { request }) => {
        const { form, errors } = readForm(request.url, clock)
        if (errors.length > 0) return errorPages.formErrorsPage(base, form, form.q ?? '', errors)
        if (form.q === undefined && form.destination_id === undefined)
          return errorPages.formErrorsPage(base, form, '', [required('q')])
        const resolved = await resolve(search, form)
        if (resolved.kind === 'choose') return choosePage(base, form, resolved)
        if (resolved.kind === 'nowhere')
          return nowherePage(base, form, resolved.q, await popular().catch(() => []))
        const { place } = resolved
        // One address for one search: what was typed becomes the id that it meant.
        if (form.destination_id !== place.id)
          return redirect(searchPath({ ...form, destination_id: place.id }))
        return await results(base, form, place, request)
      }),
      open,
    )
    .get(
      paths.hotel,
      page(async (base, { request, id }) => {
        const { form, errors } = readForm(request.url, clock)
        const stay = {
          check_in: form.check_in,
          check_out: form.check_out,
          adults: form.adults,
          children: form.children,
          rooms: form.rooms,
        }
        const { month, bounds, asked } = monthsOf(request, form)
        const [hotel, rooms, nights] = await Promise.all([
          search.hotel(id),
          errors.length > 0 ? { value: undefined, errors } : refusable(search.availability(id, stay)),
          // A help, not a need: without it the page says so.
          search
            .calendar(id, asked)
            .then(({ data }) => data)
            .catch(() => undefined),
        ])
        return hotelPage({
          ...{ site: base, form, hotel },
          availability: rooms.value,
          errors: rooms.errors ?? [],
          calendar: { month, bounds, nights },
        })
      }),
      open,
    )
    .get(
      paths.suggest,
      async ({ request }) => {
        const text = languages[languageOf(request, cookies)]
        const { q, limit = 6 } = suggestParams(request.url)
        const { data } = await search.destinations({ q, limit: Math.min(limit, 10) })
        const body = {
          data: data.map((place) => ({
            id: place.id,
            name: displayName(place),
            detail: text.hotels(place.hotel_count),
          })),
          label: data.length === 0 ? text.form.no_suggestions : text.form.suggestions(data.length),
        }
        return Response.json(body, {
          headers: { 'cache-control': 'public, max-age=300', vary: 'accept-language, cookie' },
        })
      },
      open,
    )
    .get(
      paths.language,
      page(async (_, { request }) => {
        const params = new URL(request.url).searchParams
        const language = params.get('language')
        const to = ownPath(site_url, params.get('to') ?? undefined, paths.home)
        return isLanguage(language) ? away(to, chosenLanguage(language, cookies)) : away(to)
      }),
      open,
    )
    .get(
      paths.lab,
      page(async (base) => labPage(base, await labReports())),
      open,
    )
    .get(
      paths.lab_report,
      page(async (base, { id }) => {
        const report = await labReport(id)
        if (report === undefined) return errorPages.notFoundPage(base)
        return new Response(report.html, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-cache',
            ...security_headers,
            'content-security-policy': report.policy,
          },
        })
      }),
      open,
    )
    .get(paths.panorama, () => svg(panorama()), open)
    .get(
      paths.art,
      ({ params: { file } }) => {
        const [, id, room] = picture_file.exec(file) ?? []
        if (id === undefined || (room !== undefined && !isRoom(room)))
          throw notFound('not_found', 'There is no such picture')
        return svg(room === undefined ? picture(id) : inside(id, room))
      },
      open,
    )
    .get(
      paths.share,
      async ({ params: { id } }) => {
        const hotel = await search.hotel(id).catch((error: unknown) => {
          throw error instanceof UpstreamProblem ? notFound('not_found', 'There is no such hotel') : error
        })
        const { name, stars, city, country } = hotel
        const png = await share.picture({ id: hotel.id, name, stars, place: `${city}, ${country}` })
        return new Response(new Uint8Array(png), {
          headers: {
            'content-type': 'image/png',
            'cache-control': 'public, max-age=86400',
            'x-content-type-options': 'nosniff',
          },
        })
      },
      open,
    )
    .get(paths.favicon, () => svg(favicon), open)
    .get(
      paths.assets,
      async ({ params: { file }, request }) => {
        const gzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
        const found = (await assets).response(file, gzip)
        if (found === undefined) throw notFound('not_found', 'There is no such file')
        return found
      },
      open,
    )
    .get(
      '/*',
      ({ request }) => {
        // A program that mistyped an address gets a problem, a person a page.
        if (!(request.headers.get('accept') ?? '').includes('text/html'))
          throw notFound('not_found', 'There is nothing at this address')
        return page(async (base) => errorPages.notFoundPage(base))({ request })
      },
      open,
    )

  /** Two months for a calendar, from the one in the address or that of the stay. */
  function monthsOf(request: Request, form: Form) {
    const today = earliestToday(clock)
    const bounds = { first: monthOf(today), last: monthOf(latestArrival(clock)) }
    const wanted = new URL(request.url).searchParams.get('month')
    const month = readMonth(wanted, monthOf(form.check_in), bounds)
    const { adults, children, rooms } = form
    const asked = {
      ...{ from: firstNight(month, today), to: `${monthAfter(month, 2)}-01` },
      ...{ adults, children, rooms },
    }
    return { month, bounds, asked, is_wanted: wanted !== null }
  }

  async function results(base: Site, form: Form, place: Parameters<typeof displayName>[0], request: Request) {
    const { month, bounds, asked, is_wanted } = monthsOf(request, form)
    const [{ value, errors }, nights] = await Promise.all([
      refusable(
        search.searchWithPartners({ ...searchParams(form, place.id, place.currency), facets: 'true' }),
      ),
      is_wanted
        ? search
            .placeCalendar(place.id, asked)
            .then(({ data }) => data)
            .catch(() => undefined)
        : undefined,
    ])
    if (value === undefined) return errorPages.formErrorsPage(base, form, displayName(place), errors ?? [])
    const calendar = is_wanted ? { month, bounds, nights } : undefined
    return resultsPage({ site: base, form, place, answer: value, calendar, month })
  }
}

/** For everybody: whoever must be signed in is known by a cookie, not by a token. */
const open = { requires: 'none' } as const

const required = (field: string): FieldError => ({ field, code: 'required', message: 'is required' })

/** An answer, or the fields that `search` refused; everything else is thrown. */
async function refusable<T>(
  call: Promise<T>,
): Promise<{ value: T; errors?: undefined } | { value?: undefined; errors: readonly FieldError[] }> {
  try {
    return { value: await call }
  } catch (error) {
    if (error instanceof UpstreamProblem && error.problem.code === 'validation_failed')
      return { errors: error.problem.errors ?? [] }
    throw error
  }
}

const redirect = (location: string) => new Response(null, { status: 303, headers: { location } })

const svg = (body: string) =>
  new Response(body, {
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=86400',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
  })
