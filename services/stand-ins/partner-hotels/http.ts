/** Routes of `partner-hotels`: the partners' own, and those by which a test or a person changes their manners. */
import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { bodyParser } from '#lib/body'
import { notFound, ProblemDetails } from '#lib/problem'
import { NOT_SHED } from '#lib/shedding/shedding'
import type { Guard } from '#lib/token/guard'
import { type Catalogue, type PartnerHotel, stayPrice } from './catalogue.ts'
import * as contract from './contract.ts'
import { alpha } from './formats/alpha.ts'
import { bravo } from './formats/bravo.ts'
import { charlie } from './formats/charlie.ts'
import { delta } from './formats/delta.ts'
import type { Asked, Format, Priced } from './formats/format.ts'

export const formats: Readonly<Record<contract.PartnerName, Format>> = { alpha, bravo, charlie, delta }

const behaviour = bodyParser(contract.Behaviour)
const MOST_HOTELS = 200
const METRES_PER_DEGREE = 111_195
const ENDLESS_CHUNK = 'x'.repeat(65_536)

interface State extends Required<contract.Behaviour> {
  requests: number
  abandoned: number
}

export function partnerHotels({ catalogue, guard }: { catalogue: Catalogue; guard: Guard }) {
  const states = new Map<string, State>(
    contract.partner_names.map((name) => [
      name,
      { manner: 'fair', latency_ms: 0, requests: 0, abandoned: 0 },
    ]),
  )
  const known = (name: string): State => {
    const state = states.get(name)
    if (state === undefined) throw notFound('unknown_partner', 'There is no such partner')
    return state
  }
  const shown = (name: string) => ({ name, ...known(name) })
  const app = new Elysia({ name: 'partner-hotels' })
    .use(guard)
    .get(
      '/admin/partners',
      () => Response.json({ data: contract.partner_names.map(shown), next_cursor: null }),
      documented('The partners, their manners and what they were asked', contract.PartnerList),
    )
    .put(
      '/admin/partners/:name',
      async ({ params: { name }, request }) => {
        const state = known(name)
        Object.assign(state, await behaviour(request))
        return Response.json(shown(name))
      },
      { ...documented('How a partner behaves from now on', contract.Partner), parse: 'none' },
    )
  for (const name of contract.partner_names) {
    const format = formats[name]
    app.get(
      `/${name}${format.path}`,
      async ({ request }) => {
        const began_ms = performance.now()
        const state = known(name)
        state.requests++
        request.signal.addEventListener('abort', () => state.abandoned++, { once: true })
        const asked = format.read(new URL(request.url).searchParams)
        if (asked === undefined) return new Response('bad request', { status: 400 })
        const hotels = priced(catalogue.get(name) ?? [], asked)
        // From when it was asked: what is computed for the answer is in it.
        const rest_ms = began_ms + state.latency_ms - performance.now()
        if (rest_ms > 0) await Bun.sleep(rest_ms)
        return answer(state, format, hotels, asked)
      },
      { requires: 'none', detail: { summary: `${name}: hotels near a point`, ...NOT_SHED } },
    )
  }
  return app
}

function priced(hotels: readonly PartnerHotel[], asked: Asked): Priced[] {
  const found: Priced[] = []
  const dlat = asked.radius_m / METRES_PER_DEGREE
  const scale = Math.max(0.01, Math.cos((asked.lat * Math.PI) / 180))
  for (const hotel of hotels) {
    const [y, x] = [hotel.lat - asked.lat, (hotel.lng - asked.lng) * scale]
    if (Math.abs(y) > dlat || Math.hypot(x, y) > dlat) continue
    const total = stayPrice(hotel, asked)
    if (total !== undefined) found.push({ ...hotel, total })
    if (found.length === MOST_HOTELS) break
  }
  return found
}

async function answer(
  state: State,
  format: Format,
  hotels: readonly Priced[],
  asked: Asked,
): Promise<Response> {
  const ok = (body: string | ReadableStream, content_type = format.content_type) =>
    new Response(body, { headers: { 'content-type': content_type } })
  switch (state.manner) {
    case 'fair':
      return ok(format.write(hotels, asked))
    case 'flaky':
      return state.requests % 2 === 1 ? failure() : ok(format.write(hotels, asked))
    case 'broken':
      return failure()
    case 'hangs':
      return new Promise(() => undefined)
    case 'truncated': {
      const body = format.write(hotels, asked)
      return ok(body.slice(0, body.length / 2))
    }
    case 'page':
      return ok('<!doctype html><title>Maintenance</title>', 'text/html')
    case 'nonsense':
      return ok(format.write(hotels.map(nonsense), asked))
    case 'endless':
      return ok(endless())
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: 'http://127.0.0.1:1/' } })
    case 'too_many':
      return new Response('slow down', {
        status: 429,
        headers: { 'retry-after': String(contract.limits.retry_after_s) },
      })
  }
}

const failure = () => new Response('internal error', { status: 500 })

/** One thing wrong with each, in turn; the last is right. */
function nonsense(hotel: Priced, n: number): Priced {
  switch (n % 5) {
    case 0:
      return { ...hotel, total: -hotel.total }
    case 1:
      return { ...hotel, lat: hotel.lat > 0 ? hotel.lat - 60 : hotel.lat + 60 }
    case 2:
      return { ...hotel, currency: 'XXX' }
    case 3:
      return { ...hotel, stars: 17 }
    default:
      return { ...hotel, name: `<script>alert("${hotel.number}")</script>` }
  }
}

/** Until the reader goes away. */
function endless(): ReadableStream<string> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(ENDLESS_CHUNK),
  })
}

function documented(summary: string, body: TSchema) {
  return {
    requires: 'none',
    detail: {
      summary,
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: body } } },
        default: {
          description: 'A problem; `code` says which.',
          content: { 'application/problem+json': { schema: ProblemDetails as TSchema } },
        },
      },
    },
  } as const
}
