/** Routes of `payments`: parse, call the rules, answer. */
import type { TSchema } from '@sinclair/typebox'
import { Type as t } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { bodyParser } from '#lib/body'
import { EVENTS_PATH } from '#lib/events/event'
import { inbox } from '#lib/events/inbox'
import { eventReceiver, eventRoute } from '#lib/events/receive'
import { invalid, notFound } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import type { Guard } from '#lib/token/guard'
import * as contract from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { pay } from './pay.ts'
import { ofReservation, read } from './read.ts'
import { creditNoteOf, invoiceOf, receiptOf } from './receipts.ts'
import { reconcile } from './reconcile.ts'
import { refund } from './refunds.ts'
import { unknown } from './refusals.ts'
import * as settlement from './settlement.ts'
import * as sql from './sql.ts'
import { WEBHOOKS_PATH, webhookReceiver } from './webhooks.ts'

const ListParams = t.Object(
  { reservation_id: t.String({ pattern: String(contract.ReservationId.pattern) }) },
  { additionalProperties: false },
)
const Days = t.Object(
  {
    from: t.String({ format: 'date', description: 'The first day, UTC.' }),
    to: t.String({ format: 'date', description: 'The last day, UTC.' }),
  },
  { additionalProperties: false },
)
const Differences = t.Object({ checked: t.Integer(), differences: t.Array(t.Object({})) })

const readPayment = bodyParser(contract.NewPayment)
const readRefund = bodyParser(contract.NewRefund)
const readDifference = bodyParser(contract.NewDifference)
const readDays = bodyParser(Days)
const listParams = queryParser(ListParams)
const payment_id = new RegExp(String(contract.PaymentId.pattern))

export function paymentRoutes(deps: PaymentsDeps & { guard: Guard; webhook_secret: string }) {
  const receiveEvent = eventReceiver(
    inbox({
      db: deps.db,
      service: 'payments',
      handlers: {
        'users.erasure_requested': async (trx, { subject, id }) => {
          if (subject !== undefined) await sql.pseudonymize(trx, subject, `erased:${id}`)
        },
      },
    }),
  )
  const hear = webhookReceiver(deps)
  return new Elysia({ name: 'payments' })
    .use(deps.guard)
    .post(
      '/v1/payments',
      async ({ request, caller }) => {
        const asked = await readPayment(request)
        const key = request.headers.get('idempotency-key')
        return json(await pay(deps, asked, { owner: caller.subject, key }), 201)
      },
      {
        requires: 'payments:write',
        ...documented('Pay for a reservation with a card', contract.Payment, {
          body: contract.NewPayment,
          status: 201,
          description:
            'The amount is the reservation’s. `requires_confirmation`: send the person to `confirmation_url`. `processing`: the bank has not said yet; read it again.',
        }),
      },
    )
    .get(
      '/v1/payments',
      async ({ request, caller }) => {
        const { reservation_id } = listParams(request.url)
        return json(await ofReservation(deps, reservation_id, caller.subject))
      },
      {
        requires: 'payments:read',
        ...documented('Payments of a reservation of yours', contract.PaymentList, { query: ListParams }),
      },
    )
    .get(
      '/v1/payments/:id',
      async ({ params: { id }, caller }) => json(await read(deps, known(id), caller.subject)),
      { requires: 'payments:read', ...documented('A payment of yours', contract.Payment) },
    )
    .get(
      '/v1/payments/:id/receipt',
      async ({ params: { id }, caller }) => pdf(await receiptOf(deps, known(id), caller.subject)),
      { requires: 'payments:read', ...documented('The receipt, a PDF', t.String()) },
    )
    .get(
      '/v1/invoices/:number',
      async ({ params: { number }, caller }) => {
        if (!/^\d{4}-\d{6,9}$/.test(number)) throw notFound('unknown_invoice', 'There is no such invoice')
        return pdf(await invoiceOf(deps, number, caller.subject))
      },
      { requires: 'payments:read', ...documented('An invoice of yours, a PDF', t.String()) },
    )
    .get(
      '/v1/credit-notes/:number',
      async ({ params: { number }, caller }) => {
        if (!/^C\d{4}-\d{6,9}$/.test(number))
          throw notFound('unknown_credit_note', 'There is no such credit note')
        return pdf(await creditNoteOf(deps, number, caller.subject))
      },
      { requires: 'payments:read', ...documented('A credit note of yours, a PDF', t.String()) },
    )
    .get('/v1/payments/:id/settlement', async ({ params: { id } }) => json(await read(deps, known(id))), {
      requires: 'payments:operate',
      ...documented('For reservations: any payment', contract.Payment),
    })
    .post(
      '/v1/payments/:id/capture',
      async ({ params: { id } }) => json(await settlement.capture(deps, known(id))),
      {
        requires: 'payments:operate',
        ...documented('For reservations: take what was authorized', contract.Payment),
      },
    )
    .post(
      '/v1/payments/:id/void',
      async ({ params: { id } }) => json(await settlement.voidPayment(deps, known(id))),
      {
        requires: 'payments:operate',
        ...documented('For reservations: give free what was authorized', contract.Payment),
      },
    )
    .post(
      '/v1/payments/:id/refunds',
      async ({ params: { id }, request }) => json(await refund(deps, known(id), await readRefund(request))),
      {
        requires: 'payments:operate',
        ...documented('For reservations: pay back a part, or all', contract.Refund, {
          body: contract.NewRefund,
        }),
      },
    )
    .post(
      '/v1/payments/:id/differences',
      async ({ params: { id }, request }) =>
        json(await settlement.payDifference(deps, known(id), await readDifference(request))),
      {
        requires: 'payments:operate',
        ...documented('For reservations: what a change costs more', contract.Payment, {
          body: contract.NewDifference,
        }),
      },
    )
    .post(
      '/v1/reconciliations',
      async ({ request }) => {
        const { from, to } = await readDays(request)
        if (to < from) throw invalid([{ field: 'to', code: 'order', message: 'must not be before from' }])
        return json(await reconcile(deps, from, to))
      },
      {
        requires: 'payments:operate',
        ...documented('Compare our books with the bank’s statement', Differences, { body: Days }),
      },
    )
    .post(
      WEBHOOKS_PATH,
      async ({ request }) => {
        await hear(request)
        return new Response(null, { status: 204 })
      },
      {
        requires: 'none',
        parse: 'none',
        detail: {
          tags: ['payments'],
          summary: 'For the bank: something happened, signed',
          responses: { 204: { description: 'Heard' } },
        },
      },
    )
    .post(EVENTS_PATH, ({ request }) => receiveEvent(request), {
      ...eventRoute(),
      requires: 'payments:events',
    })
}

/** An id of another form is no payment's. */
function known(id: string): string {
  if (!payment_id.test(id)) throw unknown()
  return id
}

const json = (body: object, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
const pdf = (bytes: Uint8Array) =>
  new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': 'application/pdf', 'cache-control': 'private, no-store' },
  })

interface Documented {
  body?: TSchema
  query?: Parameters<typeof queryParameters>[0]
  status?: number
  description?: string
}

function documented(summary: string, answer: TSchema, more: Documented = {}) {
  const { body, query, status = 200, description } = more
  return {
    parse: 'none' as const,
    detail: {
      tags: ['payments'],
      summary,
      ...(description === undefined ? {} : { description }),
      ...(query === undefined ? {} : { parameters: queryParameters(query) }),
      ...(body === undefined
        ? {}
        : { requestBody: { required: true, content: { 'application/json': { schema: body as object } } } }),
      responses: {
        [status]: { description: 'OK', content: { 'application/json': { schema: answer as object } } },
      },
    },
  }
}
