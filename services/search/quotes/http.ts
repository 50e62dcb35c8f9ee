/** Routes of quotes and rates: parse, ask, answer. */
import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Pool } from 'pg'
import { bodyParser } from '#lib/body'
import { type Clock, earliestToday } from '#lib/dates'
import { invalid, ProblemDetails } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import type { Guard } from '#lib/token/guard'
import { HotelId, RoomTypeId } from '../contract.ts'
import { HotelRates, RateParams, Rates, RatesAnswer } from '../rates/contract.ts'
import type { RateFollower } from '../rates/follow.ts'
import { changeRates, hotelRates } from '../rates/rates.ts'
import { readStay } from '../stay.ts'
import { QUOTE_KEYS_PATH, Quote, QuoteKeys, QuoteRequest } from './contract.ts'
import { offerOf } from './quote.ts'
import type { QuoteSigner } from './signing.ts'
import { type QuoteRow, quoteStatement } from './sql.ts'

const readQuoteRequest = bodyParser(QuoteRequest)
const readRates = bodyParser(Rates)
const rateParams = queryParser(RateParams)

export interface QuoteDeps {
  pool: Pick<Pool, 'query'>
  clock: Clock
  guard: Guard
  /** Of the dataset. */
  seed: number
  signer: QuoteSigner
  follower: Pick<RateFollower, 'refresh'>
}

export function quotes({ pool, clock, guard, seed, signer, follower }: QuoteDeps) {
  return new Elysia({ name: 'search-quotes' })
    .use(guard)
    .post(
      '/v1/quotes',
      async ({ request }) => {
        const asked = await readQuoteRequest(request)
        const { stay, errors } = readStay(asked, earliestToday(clock))
        if (errors.length > 0) throw invalid(errors)
        const statement = quoteStatement(asked.hotel_id, asked.room_type_id, asked.check_in, asked.check_out)
        const [row] = (await pool.query<QuoteRow>(statement)).rows
        const quote = await signer.sign(offerOf(asked, stay, row, { seed, now: clock() }))
        return Response.json(quote, { headers: { 'cache-control': 'no-store' } })
      },
      {
        requires: 'search:quote',
        ...documented('A price that holds for fifteen minutes, signed', Quote, {
          body: QuoteRequest,
          description:
            'Price and rooms are looked up anew. Nothing is stored and no room is held, so that no `Idempotency-Key` is needed (one is accepted and ignored): the same request again gives another quote. 409 `price_changed` has `subtotal` and `total` as they are now; 409 `gone` has a `reason`: `too_small`, `no_rate`, `sold_out`, `min_stay` or `closed_to_arrival`.',
        }),
      },
    )
    .get(
      QUOTE_KEYS_PATH,
      async () =>
        // Less than the time for which a key is published before it signs.
        Response.json(await signer.keys.jwks(), { headers: { 'cache-control': 'public, max-age=5' } }),
      { requires: 'none', ...documented('Keys that quotes are signed with (RFC 7517)', QuoteKeys) },
    )
    .get(
      '/v1/hotels/:id/rates',
      async ({ params: { id }, request }) => {
        checkId(HotelId, 'id', id)
        const rates = await hotelRates({ pool }, id, rateParams(request.url))
        return Response.json(rates, { headers: { 'cache-control': 'no-store' } })
      },
      {
        requires: 'search:rates',
        ...documented('Price and restrictions of every room type, night by night', HotelRates, {
          query: RateParams,
        }),
      },
    )
    .put(
      '/v1/hotels/:id/room-types/:room_type_id/rates',
      async ({ params: { id, room_type_id }, request }) => {
        const rates = await readRates(request)
        checkId(HotelId, 'id', id)
        checkId(RoomTypeId, 'room_type_id', room_type_id)
        const target = { hotel_id: id, room_type_id }
        const changed = await changeRates({ pool, follower }, target, rates, earliestToday(clock))
        return Response.json(changed, { headers: { 'cache-control': 'no-store' } })
      },
      {
        requires: 'search:rates',
        ...documented('Set price and restrictions of a range of nights', RatesAnswer, {
          body: Rates,
          description:
            'All nights of the range or none. What is left out stays as it is. Rooms left are not touched. The same request again changes nothing; of two different ones the later holds.',
        }),
      },
    )
}

function checkId(schema: TSchema, field: string, id: string): void {
  if (!new RegExp(String(schema.pattern)).test(id))
    throw invalid([{ field, code: 'pattern', message: 'has the wrong form' }])
}

interface Documented {
  body?: TSchema
  query?: Parameters<typeof queryParameters>[0]
  description?: string
}

/** Bodies are read by lib/body.ts: Elysia gets the schemas as documentation only. */
function documented(summary: string, answer: TSchema, { body, query, description }: Documented = {}) {
  return {
    parse: 'none' as const,
    detail: {
      summary,
      ...(query === undefined ? {} : { parameters: queryParameters(query) }),
      ...(description === undefined ? {} : { description }),
      ...(body === undefined
        ? {}
        : { requestBody: { required: true, content: { 'application/json': { schema: body as object } } } }),
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: answer as object } } },
        default: {
          description: 'A problem; `code` says which, `errors` which fields.',
          content: { 'application/problem+json': { schema: ProblemDetails as object } },
        },
      },
    },
  }
}
