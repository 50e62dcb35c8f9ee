/** Routes of finding a room: the search form, results, a hotel. For everybody. */
import { Elysia } from 'elysia'
import { type FieldError, notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { DestinationParams } from '#service/search/contract'
import { compressed } from '../compress.ts'
import { paths } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { readForm } from '../form.ts'
import { searchPath } from '../links.ts'
import * as errorPages from '../pages/errors.tsx'
import { homePage } from '../pages/home.tsx'
import { choosePage, nowherePage } from '../pages/places.tsx'
import { popularDestinations } from '../popular.ts'
import { resolve } from '../resolve.ts'
import { ownPath } from '../session/address.ts'
import { away } from '../session/sign-in.ts'
import { chosenLanguage, isLanguage, languageOf, languages } from '../text/languages.ts'
import { words } from '../words.ts'
import { hotelOf } from './hotel.ts'
import { pricesOf } from './prices.ts'
import { resultsOf } from './results.ts'

const open = { requires: 'none' } as const
const suggestParams = queryParser(DestinationParams)

export function findingRoutes(deps: Deps) {
  const { search, clock, guard, cookies, site_url } = deps
  const { page } = deps.answers
  const popular = popularDestinations(search, clock)
  return new Elysia({ name: 'booking-ui-finding' })
    .use(guard)
    .get(
      paths.home,
      page(async (site, { request }) => {
        const { form } = readForm(request.url, clock)
        return homePage(site, form, await popular().catch(() => undefined))
      }),
      open,
    )
    .get(
      paths.search,
      page(async (site, { request }) => {
        const { form, errors } = readForm(request.url, clock)
        if (errors.length > 0) return errorPages.formErrorsPage(site, form, form.q ?? '', errors)
        if (form.q === undefined && form.destination_id === undefined)
          return errorPages.formErrorsPage(site, form, '', [required('q')])
        const resolved = await resolve(search, form)
        if (resolved.kind === 'choose') return choosePage(site, form, resolved)
        if (resolved.kind === 'nowhere')
          return nowherePage(site, form, resolved.q, await popular().catch(() => []))
        const { place } = resolved
        // One address for one search: what was typed becomes the id that it meant.
        if (form.destination_id !== place.id)
          return redirect(searchPath({ ...form, destination_id: place.id }))
        return resultsOf(deps, site, { form, place, request })
      }),
      open,
    )
    .get(
      paths.hotel,
      page((site, { request, id }) => hotelOf(deps, site, { request, id })),
      open,
    )
    .get(
      paths.suggest,
      async ({ request }) => {
        const text = languages[languageOf(request, cookies)]
        const { place: nameOf } = words(text, clock)
        const { q, limit = 6 } = suggestParams(request.url)
        const { data } = await search.destinations({ q, limit: Math.min(limit, 10) })
        return json(request, {
          data: data.map((place) => ({
            id: place.id,
            name: nameOf(place),
            detail: text.hotels(place.hotel_count),
          })),
          label: data.length === 0 ? text.form.no_suggestions : text.form.suggestions(data.length),
        })
      },
      open,
    )
    .get(paths.prices, async ({ request }) => json(request, await pricesOf(deps, request)), open)
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
      '/*',
      ({ request }) => {
        // A program that mistyped an address gets a problem, a person a page.
        if (!(request.headers.get('accept') ?? '').includes('text/html'))
          throw notFound('not_found', 'There is nothing at this address')
        return page(async (site) => errorPages.notFoundPage(site))({ request })
      },
      open,
    )
}

const required = (field: string): FieldError => ({ field, code: 'required', message: 'is required' })
const redirect = (location: string) => new Response(null, { status: 303, headers: { location } })

/** For scripts of ours: the same question is asked again by every visitor of a page. */
const json = (request: Request, body: object) =>
  compressed(request, JSON.stringify(body), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, max-age=60',
      vary: 'accept-encoding, accept-language, cookie',
      'x-content-type-options': 'nosniff',
    },
  })
