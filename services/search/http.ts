/** Routes of `search`: parse, ask, answer. */
import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Pool } from 'pg'
import { micro_euros_per_minor } from '#lib/dataset/rates'
import { type Clock, dayNumber, earliestToday } from '#lib/dates'
import { cacheable } from '#lib/etag'
import { EVENTS_PATH } from '#lib/events/event'
import { statelessInbox } from '#lib/events/inbox'
import { eventReceiver, eventRoute } from '#lib/events/receive'
import { foldName } from '#lib/fold'
import { invalid, notFound, ProblemDetails, unavailable } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import type { Guard } from '#lib/token/guard'
import * as answer from './answer.ts'
import { calendarQuery, recommendationQuery } from './calendar.ts'
import * as contract from './contract.ts'
import type { Bytes } from './index/answers.ts'
import type { Index } from './index/load.ts'
import {
  keep,
  keptAnswer,
  makeAvailability,
  makeCalendar,
  makePlaceCalendar,
  makeRecommendations,
  makeSearch,
  targetOf,
} from './index/serve.ts'
import type { PartnerDesk } from './partners/ask.ts'
import { decodeMerged, encodeMerged } from './partners/cursor.ts'
import { merged, partnerQuery } from './partners/merge.ts'
import { facetQuery, mergedQuery, type SearchQuery, searchQuery } from './search.ts'
import * as sql from './sql.ts'
import { readStay } from './stay.ts'

const destinationParams = queryParser(contract.DestinationParams)
const searchParams = queryParser(contract.SearchParams)
const stayParams = queryParser(contract.StayParams)
const calendarParams = queryParser(contract.CalendarParams)
const recommendationParams = queryParser(contract.RecommendationParams)

/** Nothing here is about people: whoever is forgotten elsewhere is unknown here already. */
const takeEvent = eventReceiver(statelessInbox({}))

/** As a plain schema: OpenAPI's own type does not take a TypeBox object. */
const problem: TSchema = ProblemDetails

export interface SearchDeps {
  pool: Pick<Pool, 'query'>
  clock: Clock
  guard: Guard
  /** Undefined until it is loaded; meanwhile, and without one, the database answers. */
  index?: () => Index | undefined
  /** Nobody where it is left out. */
  partners?: PartnerDesk
}

export function search({ pool, clock, guard, index, partners }: SearchDeps) {
  const rows = async <Row extends object>(statement: sql.Statement): Promise<Row[]> =>
    (await pool.query<Row & Record<string, unknown>>(statement)).rows
  const fromDatabase = async (query: SearchQuery) => {
    const found = await rows<sql.SearchRow>(sql.searchStatement(query))
    if (!query.facets) return answer.searchAnswer(query, found)
    const micro_euros = micro_euros_per_minor[found[0]?.place_currency ?? 'EUR'] ?? 1
    const all = await rows<sql.SearchRow>(sql.searchStatement(facetQuery(query)))
    return answer.searchAnswer(query, found, answer.facetsOf(query, all, micro_euros))
  }
  /** For what the database has no statement for. */
  const loadedIndex = () => {
    const loaded = index?.()
    if (loaded === undefined) throw unavailable('not_ready', 'The index is still being loaded', 1)
    return loaded
  }
  const withPartners = async (params: contract.SearchParams, today: string) => {
    const { query, position } = mergedQuery(params, today, decodeMerged)
    const asked = partnerQuery(loadedIndex(), query)
    if (asked === undefined) throw unknownDestination()
    const answers = (await partners?.ask(asked)) ?? []
    // As it is now: while they were asked rooms were sold.
    const found = merged(loadedIndex(), query, asked, position ?? { own: null, partner: null }, answers)
    const { data, next, total, nights, currency, facets } = found
    return json(
      {
        ...{
          data,
          next_cursor: next ? encodeMerged(query.fingerprint, next) : null,
          total,
          nights,
          currency,
        },
        ...(facets ? { facets } : {}),
        partners: answers.map(({ partner, status, took_ms }) => ({
          ...{ partner, status, hotels: found.hotels.get(partner) ?? 0, took_ms },
        })),
      },
      'no-store',
    )
  }

  return new Elysia({ name: 'search' })
    .use(guard)
    .get(
      '/v1/destinations',
      async ({ request }) => {
        const { q, limit = 10 } = destinationParams(request.url)
        const prefix = foldName(q)
        const found =
          prefix === '' ? [] : await rows<sql.DestinationRow>(sql.destinationsStatement(prefix, limit))
        return cacheable(
          request,
          { data: found.map(answer.destination), next_cursor: null },
          'public, max-age=300',
        )
      },
      documented(
        'Cities whose name begins with a text, the most populous first',
        contract.DestinationParams,
        contract.DestinationList,
      ),
    )
    .get(
      '/v1/destinations/:id',
      async ({ params: { id }, request }) => {
        checkId(contract.DestinationId, 'id', id)
        const [found] = await rows<sql.DestinationRow>(sql.destinationStatement(Number(id.slice(4))))
        if (found === undefined) throw unknownDestination()
        return cacheable(request, answer.destination(found), 'public, max-age=300')
      },
      documented('One destination', undefined, contract.Destination),
    )
    .get(
      '/v1/destinations/:id/calendar',
      ({ params: { id }, request }) => {
        const [target, today] = [targetOf(request.url), earliestToday(clock)]
        checkId(contract.DestinationId, 'id', id)
        const query = calendarQuery(calendarParams(target), today, contract.limits.max_place_calendar)
        const loaded = loadedIndex()
        const kept = keptAnswer(loaded, target, today)
        if (kept !== undefined) return bytes(kept)
        const made = makePlaceCalendar(loaded, id, query)
        if (made === undefined) throw unknownDestination()
        return bytes(keep(loaded, target, today, made))
      },
      documented(
        'From which price a party finds a room at a place, night by night; at most 92 nights',
        contract.CalendarParams,
        contract.PlaceCalendarAnswer,
      ),
    )
    .get(
      '/v1/search',
      async ({ request }) => {
        const [loaded, target, today] = [index?.(), targetOf(request.url), earliestToday(clock)]
        const kept = loaded && keptAnswer(loaded, target, today)
        if (kept !== undefined) return bytes(kept)
        const params = searchParams(target)
        if (params.partners === 'true') return withPartners(params, today)
        const query = searchQuery(params, today)
        if (loaded !== undefined && params.engine !== 'sql') {
          const made = makeSearch(loaded, query)
          if (made === undefined) throw unknownDestination()
          return bytes(keep(loaded, target, today, made))
        }
        const found = await fromDatabase(query)
        if (found === undefined) throw unknownDestination()
        return json(found, 'no-store')
      },
      documented(
        'Hotels of a place that can be booked for a stay',
        contract.SearchParams,
        contract.MergedSearchAnswer,
      ),
    )
    .get(
      '/v1/hotels/:id',
      async ({ params: { id }, request }) => {
        checkId(contract.HotelId, 'id', id)
        const [found] = await rows<sql.HotelRow>(sql.hotelStatement(id))
        if (found === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
        return cacheable(request, answer.hotel(found), 'public, max-age=60')
      },
      documented('One hotel and its room types', undefined, contract.Hotel),
    )
    .get(
      '/v1/hotels/:id/availability',
      async ({ params: { id }, request }) => {
        const [loaded, target, today] = [index?.(), targetOf(request.url), earliestToday(clock)]
        const kept = loaded && keptAnswer(loaded, target, today)
        if (kept !== undefined) return bytes(kept)
        checkId(contract.HotelId, 'id', id)
        const { engine, ...params } = stayParams(target)
        const { stay, errors } = readStay(params, today)
        if (errors.length > 0) throw invalid(errors)
        if (loaded !== undefined && engine !== 'sql') {
          const made = makeAvailability(loaded, id, hotelAt(loaded, id), stay, dayNumber(stay.check_in))
          return bytes(keep(loaded, target, today, made))
        }
        const found = await rows<sql.AvailabilityRow>(sql.availabilityStatement(id, stay))
        if (found.length === 0) throw notFound('unknown_hotel', 'There is no such hotel')
        return json(answer.availability(id, stay, found), 'no-store')
      },
      documented(
        'Every room type of a hotel for a stay, and why not',
        contract.StayParams,
        contract.AvailabilityAnswer,
      ),
    )
    .get(
      '/v1/hotels/:id/calendar',
      ({ params: { id }, request }) => {
        const [target, today] = [targetOf(request.url), earliestToday(clock)]
        checkId(contract.HotelId, 'id', id)
        const query = calendarQuery(calendarParams(target), today)
        const loaded = loadedIndex()
        return bytes(
          keptAnswer(loaded, target, today) ??
            keep(loaded, target, today, makeCalendar(loaded, id, hotelAt(loaded, id), query)),
        )
      },
      documented(
        'What a party finds at a hotel, night by night',
        contract.CalendarParams,
        contract.CalendarAnswer,
      ),
    )
    .get(
      '/v1/recommendations',
      ({ request }) => {
        const [target, today] = [targetOf(request.url), earliestToday(clock)]
        const query = recommendationQuery(recommendationParams(target), today)
        const loaded = loadedIndex()
        return bytes(
          keptAnswer(loaded, target, today) ??
            keep(loaded, target, today, makeRecommendations(loaded, query)),
        )
      },
      documented(
        'Hotels near a point: the cheapest, the best rated, or the nearest',
        contract.RecommendationParams,
        contract.RecommendationsAnswer,
      ),
    )
    .post(EVENTS_PATH, ({ request }) => takeEvent(request), { ...eventRoute(), requires: 'search:events' })
}

function hotelAt({ answers }: Index, id: string): number {
  const hotel = answers.hotelAt(id)
  if (hotel === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
  return hotel
}

const unknownDestination = () => notFound('unknown_destination', 'There is no such destination')

const search_headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
} as const
const bytes = (body: Bytes) => new Response(body, { headers: search_headers })

const json = (body: object, cache_control: string) =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': cache_control },
  })

function checkId(schema: TSchema, field: string, id: string): void {
  if (!new RegExp(String(schema.pattern)).test(id))
    throw invalid([{ field, code: 'pattern', message: 'has the wrong form' }])
}

/** Queries are parsed by lib/query.ts and answers are written as bytes, so Elysia gets both schemas as documentation only. */
function documented(
  summary: string,
  query: Parameters<typeof queryParameters>[0] | undefined,
  body: TSchema,
) {
  return {
    // Anybody may look, at a limited rate.
    requires: 'search:read?',
    detail: {
      summary,
      ...(query === undefined ? {} : { parameters: queryParameters(query) }),
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: body } } },
        default: {
          description: 'A problem; `code` says which, `errors` which fields.',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
    },
  } as const
}
