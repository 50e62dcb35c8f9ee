/** Routes of bookings: parse, call the rules, answer. */

import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Elysia } from 'elysia'
import { bodyParser } from '#lib/body'
import { hasCardNumber } from '#lib/card-number'
import { EVENTS_PATH } from '#lib/events/event'
import { inbox } from '#lib/events/inbox'
import { eventReceiver, eventRoute } from '#lib/events/receive'
import { invalid } from '#lib/problem'
import { queryParameters, queryParser } from '#lib/query'
import type { Guard } from '#lib/token/guard'
import { PaymentEventData, payment_events } from '#service/payments/contract'
import { forgetStaff } from '../desk/sql.ts'
import type { ReservationsSchema, Trx } from '../sql.ts'
import * as bookings from './bookings.ts'
import { change } from './change.ts'
import * as contract from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { noShow } from './ending.ts'
import { list, read } from './list.ts'
import { unknown } from './move.ts'
import * as paying from './paying.ts'
import { resendLetter } from './resend.ts'
import * as sql from './sql.ts'

const readReservation = bodyParser(contract.NewReservation)
const readChange = bodyParser(contract.NewChange)
const readCancellation = bodyParser(contract.NewCancellation)
const readAttempt = bodyParser(contract.NewAttempt)
const listParams = queryParser(contract.ListParams)
const reservation_id = new RegExp(String(contract.ReservationId.pattern))

export function bookingRoutes(deps: BookingDeps & { guard: Guard }) {
  const receiveEvent = eventReceiver(receiver(deps))
  return new Elysia({ name: 'reservations-bookings' })
    .use(deps.guard)
    .post(
      '/v1/reservations',
      async ({ request, caller }) => {
        const asked = withoutCards(await readReservation(request))
        const answer = await bookings.hold(deps, asked, keyed(request, caller.subject))
        return json(answer.body, answer.status)
      },
      {
        requires: 'reservations:write',
        ...documented('Take the rooms of a quote for fifteen minutes', contract.Reservation, {
          body: contract.NewReservation,
          status: 201,
        }),
      },
    )
    .get(
      '/v1/reservations',
      async ({ request, caller }) => {
        const params = listParams(request.url)
        return json(await list(deps, { ...params, owner: caller.subject }))
      },
      {
        requires: 'reservations:read',
        ...documented('Your reservations, the newest first', contract.ReservationList, {
          query: contract.ListParams,
        }),
      },
    )
    .get(
      '/v1/reservations/:id',
      async ({ params: { id }, caller }) => json(await read(deps, known(id), caller.subject)),
      { requires: 'reservations:read', ...documented('A reservation', contract.Reservation) },
    )
    .post(
      '/v1/reservations/:id/changes',
      async ({ params: { id }, request, caller }) => {
        const asked = await readChange(request)
        const changed = await change(deps, known(id), asked, keyed(request, caller.subject))
        // Not through yet: the bank has not said whether the difference is paid.
        return json(changed, changed.pending_change === null ? 200 : 202)
      },
      {
        requires: 'reservations:write',
        ...documented('Other nights, party or room type, by a new quote', contract.Reservation, {
          body: contract.NewChange,
          description:
            'What it costs more is charged to the card of the first payment; what it costs less is paid back. 402 `payment_declined`: nothing was changed. 202: the bank has not said yet, and the reservation has a `pending_change`.',
        }),
      },
    )
    .post(
      '/v1/reservations/:id/cancellation',
      async ({ params: { id }, request, caller }) => {
        const { dry_run = false, expected_refund } = await readCancellation(request)
        const asked = { owner: caller.subject, dry_run, expected_refund }
        return json(await bookings.cancel(deps, known(id), asked))
      },
      {
        requires: 'reservations:write',
        ...documented('Cancel, or with `dry_run` hear what would be paid back', contract.Cancellation, {
          body: contract.NewCancellation,
          description:
            'Again: the same answer. No `Idempotency-Key` is needed. 409 `refund_changed`: a deadline of the policy went by since the person was told the `expected_refund`; nothing was cancelled.',
        }),
      },
    )
    .post(
      '/v1/reservations/:id/letters',
      async ({ params: { id }, caller }) => json(await resendLetter(deps, known(id), caller.subject), 202),
      {
        requires: 'reservations:write',
        ...documented('The email about it once more', contract.Resent, { status: 202 }),
      },
    )
    .post('/v1/reservations/:id/no-show', async ({ params: { id } }) => json(await noShow(deps, known(id))), {
      requires: 'reservations:inventory_write',
      ...documented('The hotel says that nobody came', contract.Reservation),
    })
    .post(
      '/v1/reservations/:id/payment-attempts',
      async ({ params: { id }, request }) =>
        json(await paying.beginPayment(deps, known(id), await readAttempt(request))),
      {
        requires: 'reservations:pay',
        ...documented('For payments: the amount, and the rooms wait for it', contract.Attempt, {
          body: contract.NewAttempt,
        }),
      },
    )
    .post(EVENTS_PATH, ({ request }) => receiveEvent(request), {
      ...eventRoute(),
      requires: 'reservations:events',
    })
}

function receiver(deps: BookingDeps) {
  type Told = (trx: Trx, told: paying.PaymentTold & { refund_id?: string | undefined }) => Promise<void>
  const handler =
    (work: Told) =>
    async (trx: Trx, { data }: { data?: unknown }): Promise<void> => {
      // Repeated for ever otherwise: what cannot be understood now cannot later.
      if (!Value.Check(PaymentEventData, data)) return
      const { payment_id, reservation_id, refund_id, amount } = data
      await work(trx, { payment_id, reservation_id, refund_id, amount: amount.amount })
    }
  return inbox<ReservationsSchema>({
    db: deps.db,
    service: 'reservations',
    handlers: {
      [payment_events.authorized]: handler((trx, told) => paying.paymentAuthorized(deps, trx, told)),
      [payment_events.failed]: handler((trx, told) => paying.paymentFailed(deps, trx, told)),
      [payment_events.voided]: handler((trx, told) => paying.paymentFailed(deps, trx, told)),
      [payment_events.captured]: handler((trx, told) => paying.paymentCaptured(deps, trx, told)),
      [payment_events.refunded]: handler(async (trx, { refund_id }) => {
        if (refund_id !== undefined) await sql.markRefunded(trx, refund_id, deps.now())
      }),
      'users.erasure_requested': async (trx, { subject }) => {
        if (subject === undefined) return
        await sql.eraseLater(trx, subject)
        await forgetStaff(trx, subject)
      },
    },
  })
}

const keyed = (request: Request, owner: string): bookings.Keyed => ({
  owner,
  key: request.headers.get('idempotency-key'),
})

/** What people write to the hotel is kept, printed and sent; the number of a card must never be. */
function withoutCards(asked: contract.NewReservation): contract.NewReservation {
  const { guest, special_requests = '' } = asked
  const texts = {
    special_requests,
    'guest.name': guest.name,
    'guest.email': guest.email,
    'guest.phone': guest.phone,
  }
  const message = 'must not have the number of a card: the bank alone asks for it'
  const errors = Object.entries(texts)
    .filter(([, text = '']) => hasCardNumber(text))
    .map(([field]) => ({ field, code: 'card_number', message }))
  if (errors.length > 0) throw invalid(errors)
  return asked
}

/** An id of another form is no reservation's. */
function known(id: string): string {
  if (!reservation_id.test(id)) throw unknown()
  return id
}

const json = (body: object | string, status = 200) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })

interface Documented {
  body?: TSchema
  query?: Parameters<typeof queryParameters>[0]
  status?: number
  description?: string
}

/** Schemas as documentation: bodies are read by us, and answers are written as they are. */
function documented(summary: string, answer: TSchema, more: Documented = {}) {
  const { body, query, status = 200, description } = more
  return {
    parse: 'none' as const,
    detail: {
      tags: ['reservations'],
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
