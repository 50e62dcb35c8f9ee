/** Routes of `bank`: for the merchant, for people's browsers, and for whoever tests. */
import type { TSchema } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { bodyParser } from '#lib/body'
import type { Origins } from '#lib/origins'
import { invalid, Problem, ProblemDetails } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import { pathOf } from '#lib/service'
import { NOT_SHED } from '#lib/shedding/shedding'
import type { Guard } from '#lib/token/guard'
import type { Answer, Bank, Keyed } from './bank.ts'
import * as contract from './contract.ts'
import type { Manners } from './manners.ts'
import { pages } from './pages/http.ts'
import type { Webhooks } from './webhooks.ts'

/** What the API key is good for. */
export const MERCHANT = 'bank:merchant'

export interface BankHttpDeps {
  bank: Bank
  manners: Manners
  webhooks: Webhooks
  origins: Origins
  site_url: string
  style: string
  guard: Guard
}

const card = bodyParser(contract.Card)
const authorizationRequest = bodyParser(contract.AuthorizationRequest)
const captureRequest = bodyParser(contract.CaptureRequest)
const refundRequest = bodyParser(contract.RefundRequest)
const webhookEndpoint = bodyParser(contract.WebhookEndpoint)
const behaviour = bodyParser(contract.Behaviour)
const authorizationParams = queryParser(contract.AuthorizationParams)
const statementParams = queryParser(contract.StatementParams)

export const bankRoutes = (deps: BankHttpDeps) =>
  new Elysia({ name: 'bank' }).use(cards(deps)).use(merchant(deps)).use(admin(deps)).use(pages(deps))

/** For browsers, and whoever has a card: no key. */
function cards({ bank, guard, origins }: BankHttpDeps) {
  const cors = (request: Request): Record<string, string> => {
    const origin = request.headers.get('origin')
    return {
      vary: 'origin',
      ...(origin !== null && origins.allowsOrigin(origin) ? { 'access-control-allow-origin': origin } : {}),
    }
  }
  return new Elysia({ name: 'bank-cards' })
    .use(guard)
    .post(
      '/v1/card-tokens',
      async ({ request }) => {
        try {
          return json(bank.tokenize(await card(request)), 201, cors(request))
        } catch (error) {
          // The page that asked may read why.
          if (error instanceof Problem) Object.assign(error.headers, cors(request))
          throw error
        }
      },
      {
        ...documented('none', 'A token for a card; the number is forgotten', { 201: contract.CardToken }),
        parse: 'none',
      },
    )
    .options(
      '/v1/card-tokens',
      ({ request }) =>
        new Response(null, {
          status: 204,
          headers: {
            ...cors(request),
            'access-control-allow-methods': 'POST',
            'access-control-allow-headers': 'content-type',
            'access-control-max-age': '600',
          },
        }),
      { requires: 'none', detail: { hide: true } },
    )
}

function merchant({ bank, guard, manners, webhooks }: BankHttpDeps) {
  const met = (request: Request, work: () => Response | Promise<Response>) =>
    manners.around(request, pathOf(request.url), async () => work())

  return new Elysia({ name: 'bank-merchant' })
    .use(guard)
    .post(
      '/v1/authorizations',
      ({ request }) =>
        met(request, async () => {
          const asked = await authorizationRequest(request)
          const keyed = keyOf(request, asked)
          const card_behaviour = bank.behaviourOf(asked.card_token, keyed.key)
          if (card_behaviour === 'slow') await manners.pause(contract.limits.slow_ms, request.signal)
          const answer = bank.authorize(keyed, asked)
          if (answer.fresh && card_behaviour === 'timeout_after_effect') return manners.hang(request.signal)
          return answered(answer)
        }),
      {
        ...documented(MERCHANT, 'Holds an amount on a card', { 201: contract.Authorization }),
        parse: 'none',
      },
    )
    .get(
      '/v1/card-tokens/:token',
      ({ request, params: { token } }) => met(request, () => json(bank.cardToken(token))),
      documented(MERCHANT, 'Whether there is such a token, and of which card', { 200: contract.CardToken }),
    )
    .get(
      '/v1/authorizations',
      ({ request }) =>
        met(request, () => {
          const {
            reference,
            cursor = '',
            limit = contract.limits.default_page,
          } = authorizationParams(request.url)
          return json(bank.authorizations(reference, cursor, limit))
        }),
      documented(
        MERCHANT,
        'Authorizations of a reference, the oldest first',
        { 200: contract.AuthorizationList },
        { parameters: queryParameters(contract.AuthorizationParams) },
      ),
    )
    .get(
      '/v1/authorizations/:id',
      ({ request, params: { id } }) => met(request, () => json(bank.authorization(id))),
      documented(MERCHANT, 'One authorization as it is now', { 200: contract.Authorization }),
    )
    .post(
      '/v1/authorizations/:id/capture',
      ({ request, params: { id } }) =>
        met(request, async () =>
          json(bank.capture(id, hasBody(request) ? await captureRequest(request) : {})),
        ),
      {
        ...documented(MERCHANT, 'Takes the amount or a part; the rest is given back', {
          200: contract.Authorization,
        }),
        parse: 'none',
      },
    )
    .post(
      '/v1/authorizations/:id/void',
      ({ request, params: { id } }) => met(request, () => json(bank.void(id))),
      {
        ...documented(MERCHANT, 'Gives back what was not captured', { 200: contract.Authorization }),
        parse: 'none',
      },
    )
    .post(
      '/v1/authorizations/:id/refunds',
      ({ request, params: { id } }) =>
        met(request, async () => {
          const asked = await refundRequest(request)
          return answered(bank.refund(keyOf(request, asked), id, asked))
        }),
      {
        ...documented(MERCHANT, 'Gives back a part of what was captured', { 201: contract.Refund }),
        parse: 'none',
      },
    )
    .get(
      '/v1/authorizations/:id/refunds',
      ({ request, params: { id } }) =>
        met(request, () => json({ data: bank.refunds(id), next_cursor: null })),
      documented(MERCHANT, 'Its refunds, the oldest first', { 200: contract.RefundList }),
    )
    .get(
      '/v1/refunds/:id',
      ({ request, params: { id } }) => met(request, () => json(bank.refundById(id))),
      documented(MERCHANT, 'One refund', { 200: contract.Refund }),
    )
    .get(
      '/v1/statement',
      ({ request }) =>
        met(request, () => {
          const { from, to, cursor, limit = contract.limits.default_page } = statementParams(request.url)
          if (from !== undefined && to !== undefined && to < from)
            throw invalid([{ field: 'to', code: 'order', message: 'must not be before from' }])
          const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
          return json(bank.statement({ ...days, after: Number(cursor?.slice(4) ?? 0), limit }))
        }),
      documented(
        MERCHANT,
        'Captures and refunds, the oldest first',
        { 200: contract.Statement },
        { parameters: queryParameters(contract.StatementParams) },
      ),
    )
    .put(
      '/v1/webhook-endpoint',
      ({ request }) =>
        met(request, async () => {
          const { url } = await webhookEndpoint(request)
          if (!isWebAddress(url))
            throw invalid([{ field: 'url', code: 'url', message: 'must be an http or https URL' }])
          webhooks.setEndpoint(url)
          return json({ url })
        }),
      {
        ...documented(MERCHANT, 'Where webhooks go from now on', { 200: contract.WebhookEndpoint }),
        parse: 'none',
      },
    )
}

/** Open, as everything of a sandbox that has no money. */
function admin({ guard, manners, webhooks }: BankHttpDeps) {
  const shown = () => json({ ...manners.shown, webhooks: webhooks.enabled })
  return new Elysia({ name: 'bank-admin' })
    .use(guard)
    .get(
      '/admin/behaviour',
      shown,
      documented('none', 'How requests are met now', { 200: contract.Behaviour }),
    )
    .put(
      '/admin/behaviour',
      async ({ request }) => {
        const { webhooks: wanted = true, ...rest } = await behaviour(request)
        manners.set(rest)
        webhooks.enabled = wanted
        webhooks.poke()
        return shown()
      },
      {
        ...documented('none', 'How requests are met from now on', { 200: contract.Behaviour }),
        parse: 'none',
      },
    )
}

const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })

const answered = ({ status, body }: Answer) =>
  new Response(body, { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } })

function keyOf(request: Request, body: object): Keyed {
  const key = request.headers.get('idempotency-key')
  if (key === null) throw new Problem(400, 'idempotency_key_required', 'An Idempotency-Key is required')
  if (!/^[\x21-\x7e]{8,200}$/.test(key))
    throw new Problem(
      400,
      'idempotency_key_invalid',
      'The Idempotency-Key must have 8 to 200 visible characters',
    )
  const sorted = Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { key, request: `${request.method} ${pathOf(request.url)} ${JSON.stringify(sorted)}` }
}

const hasBody = (request: Request) =>
  request.headers.has('content-type') || Number(request.headers.get('content-length') ?? 0) > 0

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

/** What hangs and what is slow is not the server's being busy. */
function documented(
  requires: string,
  summary: string,
  answers: Readonly<Record<number, TSchema>>,
  more: object = {},
) {
  const described = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: 'OK', content: { 'application/json': { schema } } },
  ])
  const problem: TSchema = ProblemDetails
  return {
    requires,
    detail: {
      summary,
      ...NOT_SHED,
      ...more,
      responses: {
        ...Object.fromEntries(described),
        default: {
          description: 'A problem; `code` says which.',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
    },
  } as const
}
