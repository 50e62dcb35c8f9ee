/** Routes of the site: read the address, ask `search`, answer a page. */
import { Elysia } from 'elysia'
import type { Clock } from '#lib/dates'
import { toProblem } from '#lib/errors'
import type { Logger } from '#lib/log'
import { type FieldError, notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import type { Guard } from '#lib/token/guard'
import { UpstreamProblem } from '#lib/transport'
import type { SearchClient } from '#service/search/client'
import { DestinationId, DestinationParams, HotelId } from '#service/search/contract'
import { favicon } from './art/favicon.ts'
import { panorama, picture } from './art/picture.ts'
import { buildAssets } from './assets.ts'
import { Layout } from './components/layout.tsx'
import { paths } from './contract.ts'
import { type Form, readForm, searchParams, searchPath } from './form.ts'
import { labReport, labReports } from './lab.ts'
import * as errorPages from './pages/errors.tsx'
import { homePage } from './pages/home.tsx'
import { hotelPage } from './pages/hotel.tsx'
import { labPage } from './pages/lab.tsx'
import type { Page, Site } from './pages/page.ts'
import { choosePage, nowherePage } from './pages/places.tsx'
import { resultsPage } from './pages/results.tsx'
import { popularDestinations } from './popular.ts'
import { displayName, resolve } from './resolve.ts'
import { en } from './text/en.ts'
import { words } from './words.ts'

export interface SiteDeps {
  search: SearchClient
  clock: Clock
  log: Logger
  guard: Guard
}

/** No inline script or style, nothing from elsewhere, no frame around us. */
const security_headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
} as const

const suggestParams = queryParser(DestinationParams)
const picture_file = new RegExp(
  `^(${[HotelId, DestinationId].map((id) => String(id.pattern).slice(1, -1)).join('|')})\\.svg$`,
)

export function bookingUi({ search, clock, log, guard }: SiteDeps) {
  const popular = popularDestinations(search, clock)
  const assets = buildAssets()
  // Whoever asks first hears of a failure; without this the process would end before anyone could.
  assets.catch(() => undefined)
  const site = async (): Promise<Site> => ({ words: words(en, clock), clock, assets: await assets })

  /** A page, or the page for what went wrong on the way to it. */
  const page =
    (make: (site: Site, request: Request, id: string) => Promise<Page | Response>) =>
    async ({ request, params }: { request: Request; params?: { id?: string } }): Promise<Response> => {
      const base = await site()
      const made = await make(base, request, params?.id ?? '').catch((error: unknown) =>
        failurePage(base, request, error, log),
      )
      return made instanceof Response ? made : render(base, made)
    }

  return new Elysia({ name: 'booking-ui' })
    .use(guard)
    .get(
      paths.home,
      page(async (base, request) => {
        const { form } = readForm(request.url, clock)
        return homePage(base, form, await popular().catch(() => undefined))
      }),
      open,
    )
    .get(
      paths.search,
      page(async (base, request) => {
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
        return await results(base, form, place)
      }),
      open,
    )
    .get(
      paths.hotel,
      page(async (base, request, id) => {
        const { form, errors } = readForm(request.url, clock)
        const stay = {
          check_in: form.check_in,
          check_out: form.check_out,
          adults: form.adults,
          children: form.children,
          rooms: form.rooms,
        }
        const [hotel, rooms] = await Promise.all([
          search.hotel(id),
          errors.length > 0 ? { value: undefined, errors } : refusable(search.availability(id, stay)),
        ])
        return hotelPage({ site: base, form, hotel, availability: rooms.value, errors: rooms.errors ?? [] })
      }),
      open,
    )
    .get(
      paths.suggest,
      async ({ request }) => {
        const { q, limit = 6 } = suggestParams(request.url)
        const { data } = await search.destinations({ q, limit: Math.min(limit, 10) })
        const body = {
          data: data.map((place) => ({
            id: place.id,
            name: displayName(place),
            detail: en.hotels(place.hotel_count),
          })),
          label: data.length === 0 ? en.form.no_suggestions : en.form.suggestions(data.length),
        }
        return Response.json(body, { headers: { 'cache-control': 'public, max-age=300' } })
      },
      open,
    )
    .get(
      paths.lab,
      page(async (base) => labPage(base, await labReports())),
      open,
    )
    .get(
      paths.lab_report,
      page(async (base, _, name) => {
        const report = await labReport(name)
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
        const id = picture_file.exec(file)?.[1]
        if (id === undefined) throw notFound('not_found', 'There is no such picture')
        return svg(picture(id))
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

  async function results(base: Site, form: Form, place: Parameters<typeof displayName>[0]) {
    const { value, errors } = await refusable(search.search(searchParams(form, place.id, place.currency)))
    if (value === undefined) return errorPages.formErrorsPage(base, form, displayName(place), errors ?? [])
    return resultsPage({ site: base, form, place, answer: value })
  }
}

/** For everybody: the site has no accounts yet. */
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

/** Path and query of this request, for a link that tries again. One leading slash: two would name another host. */
const hereOf = (request: Request) => {
  const { pathname, search } = new URL(request.url)
  return pathname.replace(/^\/+/, '/') + search
}

function failurePage(site: Site, request: Request, error: unknown, log: Logger): Page {
  if (error instanceof UpstreamProblem) {
    const { code } = error.problem
    if (code === 'unknown_hotel' || (error.problem.status === 422 && /^\/hotels\//.test(hereOf(request))))
      return errorPages.unknownHotelPage(site)
    if (code === 'cursor_invalid' || code === 'cursor_mismatch')
      return errorPages.pageGonePage(site, readForm(request.url, site.clock).form)
  }
  const problem = toProblem(error)
  if (problem.status === 400) return errorPages.unreadablePage(site)
  log.error({ err: problem.cause ?? problem }, problem.code)
  return problem.status === 503
    ? errorPages.searchAwayPage(site, hereOf(request), Number(problem.headers['retry-after'] ?? 2))
    : errorPages.brokenPage(site, hereOf(request))
}

async function render(site: Site, page: Page): Promise<Response> {
  const { text } = site.words
  const document = await Layout({
    text,
    assets: site.assets,
    title: page.title,
    page: page.name,
    private_page: page.private_page ?? false,
    children: page.content,
  })
  return new Response(`<!doctype html>${document}`, {
    status: page.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      ...security_headers,
      ...page.headers,
    },
  })
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
