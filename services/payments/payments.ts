/**
 * The rules of payments. A payment is written down before anybody is asked for anything, so that whatever is killed
 * wherever, a job goes on from its row. The bank is asked under a key that follows from the payment: as often as need be,
 * with one effect. What it said, the event that tells it and what is to be done next are one transaction.
 */
import { typeid } from 'typeid-js'
import { cloudEvent } from '#lib/events/event'
import { type KeyedRequest, requireKey } from '#lib/idempotency/idempotency'
import type { Money } from '#lib/money'
import { notFound, Problem } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import type { ReservationDocument } from '#service/reservations/bookings/contract'
import { type Authorization, BankRefused } from './bank.ts'
import {
  type NewDifference,
  type NewPayment,
  type NewRefund,
  type Payment,
  type PaymentEventData,
  type PaymentList,
  type PaymentStatus,
  payment_events,
  type Refund,
} from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import * as sql from './sql.ts'
import { isFinal, mayBecome } from './status.ts'
import { enqueue, receipt_queue } from './tasks.ts'

/** For when this process does not live to ask. */
const SETTLE_AFTER_S = 15

// --- Paying ------------------------------------------------------------------------------------------------

/** Again with the same key: what has become of that payment, or the refusal that it met. */
export async function pay(
  deps: PaymentsDeps,
  asked: NewPayment,
  { owner, key }: Pick<KeyedRequest, 'owner' | 'key'>,
): Promise<Payment> {
  requireKey(key)
  const { body } = await deps.inTransaction((trx) =>
    deps.keys.run(trx, { key, owner, route: 'POST /v1/payments', body: asked }, async () => {
      const { reservation_id, card_token, return_url = null } = asked
      const id = String(typeid('pay'))
      await sql.insertPayment(trx, { id, reservation_id, owner, card_token, return_url }, deps.now())
      await enqueue(deps, trx, { kind: 'settle', payment_id: id }, SETTLE_AFTER_S)
      return { status: 201, body: JSON.stringify({ payment_id: id }) }
    }),
  )
  const { payment_id } = JSON.parse(body) as { payment_id: string }
  // The bank may be away: then it is `processing`, and the job finds out.
  await advance(deps, payment_id).catch(onlyAway)
  const payment = await known(deps, payment_id)
  if (payment.refusal !== null) throw problemOf(payment.refusal)
  return shown(deps, payment)
}

/** What cannot be known now will be: nothing of it is the caller's fault. */
function onlyAway(error: unknown): void {
  if (error instanceof UpstreamProblem && error.problem.status < 500) throw error
}

/** From wherever a payment stands as far as can be without the guest and without reservations. Repeatable. */
export async function advance(deps: PaymentsDeps, id: string): Promise<void> {
  let payment = await known(deps, id)
  if (isFinal(payment.status)) return
  if (payment.amount === null) {
    await claim(deps, payment)
    payment = await known(deps, id)
    if (isFinal(payment.status)) return
  }
  const authorization =
    payment.authorization_id === null
      ? await authorize(deps, payment)
      : await deps.bank.authorization(payment.authorization_id)
  if (authorization !== undefined) await bankSaid(deps, id, authorization)
}

/** Asks reservations what is to be paid; from then on the rooms wait for the bank. */
async function claim(deps: PaymentsDeps, payment: sql.PaymentRow): Promise<void> {
  try {
    const { id, owner, reservation_id } = payment
    const { amount, document } = await deps.reservations.beginPayment(reservation_id, {
      payment_id: id,
      owner,
    })
    await deps.inTransaction((trx) => sql.setAmount(trx, id, { ...amount, document }))
  } catch (error) {
    if (!(error instanceof UpstreamProblem) || error.problem.status >= 500) throw error
    await move(deps, payment.id, {
      status: 'failed',
      cause: 'reservation_refused',
      refusal: refusalOf(error),
    })
  }
}

function refusalOf({ problem }: UpstreamProblem): sql.Refusal {
  const { status, code, title, ...rest } = problem as UpstreamProblem['problem'] & { state?: string }
  return { status, code, title, ...(rest.state === undefined ? {} : { members: { state: rest.state } }) }
}
const problemOf = ({ status, code, title, members }: sql.Refusal) =>
  new Problem(status, code, title, members === undefined ? {} : { members })

/** `undefined` when the bank will not: then the payment has failed. */
async function authorize(deps: PaymentsDeps, payment: sql.PaymentRow): Promise<Authorization | undefined> {
  const { id, card_token, return_url, change_id } = payment
  try {
    return await deps.bank.authorize({
      ...{ card_token, reference: id, return_url, amount: amountOf(payment) },
      merchant_initiated: change_id !== null,
    })
  } catch (error) {
    if (!(error instanceof BankRefused)) throw error
    await move(deps, id, { status: 'failed', cause: 'bank_refused', decline_code: error.code })
    return undefined
  }
}

const status_of: Readonly<Record<Authorization['status'], PaymentStatus>> = {
  authorized: 'authorized',
  captured: 'captured',
  declined: 'failed',
  requires_confirmation: 'requires_confirmation',
  voided: 'voided',
  expired: 'voided',
}

/** The bank's word, whenever it comes and however often. */
async function bankSaid(deps: PaymentsDeps, id: string, authorization: Authorization): Promise<void> {
  const { status, confirmation_url = null, decline_code = null, card } = authorization
  await move(deps, id, {
    status: status_of[status],
    cause: `bank_${status}`,
    authorization_id: authorization.id,
    confirmation_url: status === 'requires_confirmation' ? confirmation_url : null,
    decline_code,
    card: card ?? undefined,
  })
}

/** One step, with everything that follows from it. What does not follow from where it stands is left alone. */
async function move(deps: PaymentsDeps, id: string, step: sql.Move): Promise<void> {
  await deps.inTransaction(async (trx) => {
    const payment = await sql.lockPayment(trx, id)
    if (payment === undefined || !mayBecome(payment.status, step.status)) return
    const now = deps.now()
    await sql.movePayment(trx, payment, step, now)
    switch (step.status) {
      case 'requires_confirmation':
        // Webhooks may be lost: the job asks until the guest or the time has decided.
        await enqueue(deps, trx, { kind: 'settle', payment_id: id }, SETTLE_AFTER_S)
        break
      case 'captured':
        await captured(deps, trx, payment, now)
        break
      case 'authorized':
      case 'failed':
      case 'voided':
        await tell(deps, trx, payment, { type: step.status, decline_code: step.decline_code ?? null })
        break
    }
  })
}

async function captured(deps: PaymentsDeps, trx: sql.Trx, payment: sql.PaymentRow, now: Date): Promise<void> {
  const { amount, currency } = amountOf(payment)
  await sql.writeEntry(trx, { kind: 'capture', reference: payment.id, currency, amount }, now)
  await tell(deps, trx, payment, { type: 'captured' })
  await deps.jobs.enqueue(trx, receipt_queue.name, { payment_id: payment.id })
  // Last: whoever wants the next number waits from here.
  await sql.takeInvoice(trx, payment.id, now.getUTCFullYear(), now)
}

interface Told {
  type: keyof typeof payment_events
  decline_code?: string | null
  refund?: { id: string; amount: number }
}

async function tell(
  { events, now }: PaymentsDeps,
  trx: sql.Trx,
  payment: sql.PaymentRow,
  told: Told,
): Promise<void> {
  // Reservations refused it, or asked for it and waits: nobody there has to be told.
  if (payment.amount === null || (payment.change_id !== null && told.refund === undefined)) return
  const { amount, currency } = amountOf(payment)
  const data: PaymentEventData = {
    payment_id: payment.id,
    reservation_id: payment.reservation_id,
    amount: { amount: told.refund?.amount ?? amount, currency },
    ...(told.decline_code == null ? {} : { decline_code: told.decline_code }),
    ...(told.refund === undefined ? {} : { refund_id: told.refund.id }),
  }
  const type = payment_events[told.type]
  await events.publish(trx, cloudEvent({ type, source: 'payments', subject: payment.id, data, clock: now }))
}

// --- For reservations --------------------------------------------------------------------------------------

/** 409 `payment_status` when there is nothing that could be taken. */
export async function capture(deps: PaymentsDeps, id: string): Promise<Payment> {
  const payment = await known(deps, id)
  if (payment.status === 'authorized') await captureNow(deps, payment)
  else if (!isFinal(payment.status)) await advance(deps, id)
  const after = await known(deps, id)
  if (after.status !== 'captured') throw wrongStatus(after.status)
  return shown(deps, after)
}

async function captureNow(deps: PaymentsDeps, { id, authorization_id }: sql.PaymentRow): Promise<void> {
  try {
    await bankSaid(deps, id, await deps.bank.capture(authorization_id ?? ''))
  } catch (error) {
    // It was given back meanwhile, or taken by an attempt whose answer was lost: the bank knows.
    if (!(error instanceof BankRefused)) throw error
    await bankSaid(deps, id, await deps.bank.authorization(authorization_id ?? ''))
  }
}

/** Gives free what the bank holds. What it was never heard of is asked for first: an answer may be on its way. */
export async function voidPayment(deps: PaymentsDeps, id: string): Promise<Payment> {
  if (!isFinal((await known(deps, id)).status)) {
    await advance(deps, id)
    const { authorization_id, status } = await known(deps, id)
    if (!isFinal(status) && authorization_id !== null) {
      const said = await deps.bank.void(authorization_id).catch((error: unknown) => {
        if (!(error instanceof BankRefused)) throw error
        return deps.bank.authorization(authorization_id)
      })
      await bankSaid(deps, id, said)
    }
  }
  const after = await known(deps, id)
  if (after.status === 'captured') throw wrongStatus(after.status)
  return shown(deps, after)
}

/** Promised here, paid back by the bank now or by a job. The same `refund_id` is the same refund. */
export async function refund(deps: PaymentsDeps, id: string, asked: NewRefund): Promise<Refund> {
  await deps.inTransaction(async (trx) => {
    const payment = await sql.lockPayment(trx, id)
    if (payment === undefined) throw unknown()
    const refunds = await sql.refundsOf(trx, [id])
    const before = refunds.find((one) => one.id === asked.refund_id)
    if (before !== undefined) {
      if (before.amount !== asked.amount.amount) throw refundReused()
      return
    }
    if (payment.status !== 'captured') throw wrongStatus(payment.status)
    const { amount, currency } = amountOf(payment)
    const left = amount - refunds.reduce((sum, one) => sum + one.amount, 0)
    if (asked.amount.currency !== currency || asked.amount.amount > left || asked.amount.amount < 1)
      throw new Problem(409, 'refund_too_much', 'That is more than is left of the payment', {
        members: { available: { amount: left, currency } },
      })
    const row = { id: asked.refund_id, payment_id: id, amount: asked.amount.amount, reason: asked.reason }
    await sql.insertRefund(trx, row, deps.now())
    await enqueue(deps, trx, { kind: 'refund', refund_id: row.id }, SETTLE_AFTER_S)
  })
  await payBack(deps, asked.refund_id).catch(onlyAway)
  const payment = await known(deps, id)
  const refunds = await sql.refundsOf(deps.db, [id])
  const made = refunds.find((one) => one.id === asked.refund_id)
  if (made === undefined) throw refundReused()
  return refundOf(payment, made)
}

/** Repeatable: the bank pays back once for each reference. */
export async function payBack(deps: PaymentsDeps, refund_id: string): Promise<void> {
  const owed = await sql.refundById(deps.db, refund_id)
  if (owed === undefined || owed.status === 'refunded') return
  const payment = await known(deps, owed.payment_id)
  await deps.bank.refund(payment.authorization_id ?? '', { amount: owed.amount, reference: refund_id })
  await deps.inTransaction(async (trx) => {
    const now = deps.now()
    if (!(await sql.endRefund(trx, refund_id, now))) return
    const { currency } = amountOf(payment)
    await sql.writeEntry(trx, { kind: 'refund', reference: refund_id, currency, amount: -owed.amount }, now)
    await tell(deps, trx, payment, { type: 'refunded', refund: { id: refund_id, amount: owed.amount } })
  })
}

/** A change that costs more, from the card of the first payment, taken at once. */
export async function payDifference(deps: PaymentsDeps, id: string, asked: NewDifference): Promise<Payment> {
  const first = await known(deps, id)
  const existing = await sql.paymentOfChange(deps.db, asked.change_id)
  if (existing === undefined) {
    if (first.status !== 'captured' && first.status !== 'authorized') throw wrongStatus(first.status)
    await deps.inTransaction(async (trx) => {
      const { reservation_id, owner, card_token } = first
      const row = { id: String(typeid('pay')), reservation_id, owner, card_token, return_url: null }
      const document = asked.document as ReservationDocument
      // Of two at once the first one's.
      await sql.insertPayment(
        trx,
        { ...row, change_id: asked.change_id, ...asked.amount, document },
        deps.now(),
      )
    })
  }
  const made = await sql.paymentOfChange(deps.db, asked.change_id)
  if (made === undefined) throw unknown()
  await advance(deps, made.id).catch(onlyAway)
  const payment = await known(deps, made.id)
  if (payment.status === 'authorized') await captureNow(deps, payment).catch(onlyAway)
  // Nobody is there to confirm.
  if (payment.status === 'requires_confirmation') await voidPayment(deps, made.id).catch(onlyAway)
  return shown(deps, await known(deps, made.id))
}

// --- Reading -----------------------------------------------------------------------------------------------

export async function read(deps: PaymentsDeps, id: string, owner?: string): Promise<Payment> {
  const payment = await sql.paymentById(deps.db, id)
  if (payment === undefined || (owner !== undefined && payment.owner !== owner)) throw unknown()
  return shown(deps, payment)
}

export async function ofReservation(
  deps: PaymentsDeps,
  reservation_id: string,
  owner: string,
): Promise<PaymentList> {
  const rows = await sql.paymentsOf(deps.db, reservation_id, owner)
  return { data: await Promise.all(rows.map((row) => shown(deps, row))), next_cursor: null }
}

export async function known(deps: Pick<PaymentsDeps, 'db'>, id: string): Promise<sql.PaymentRow> {
  const payment = await sql.paymentById(deps.db, id)
  if (payment === undefined) throw unknown()
  return payment
}

export function amountOf({ amount, currency }: Pick<sql.PaymentRow, 'amount' | 'currency'>): Money {
  if (amount === null || currency === null) throw new Error('a payment without an amount')
  return { amount, currency }
}

async function shown(deps: PaymentsDeps, payment: sql.PaymentRow): Promise<Payment> {
  const { id, reservation_id, change_id, status, confirmation_url, decline_code, created_at } = payment
  const { card_brand, card_last4, amount, currency } = payment
  const refunds = await sql.refundsOf(deps.db, [id])
  const [invoice] = await sql.invoicesOf(deps.db, [id])
  return {
    id,
    reservation_id,
    change_id,
    status,
    // Before reservations has said it nothing is to be paid.
    amount: { amount: amount ?? 0, currency: currency ?? 'EUR' },
    card: card_brand === null || card_last4 === null ? null : { brand: card_brand, last4: card_last4 },
    confirmation_url,
    decline_code,
    refunds: refunds.map((one) => refundOf(payment, one)),
    invoice: invoice?.number ?? null,
    created_at: created_at.toISOString(),
  }
}

const refundOf = (payment: sql.PaymentRow, refund: sql.RefundRow): Refund => ({
  id: refund.id,
  amount: { amount: refund.amount, currency: amountOf(payment).currency },
  status: refund.status,
  reason: refund.reason,
  created_at: refund.created_at.toISOString(),
})

export const unknown = () => notFound('unknown_payment', 'There is no such payment')
const refundReused = () =>
  new Problem(422, 'refund_reused', 'There is another refund of this id, of another amount or payment')
const wrongStatus = (status: PaymentStatus) =>
  new Problem(409, 'payment_status', `That cannot be done to a payment that is ${status}`, {
    members: { state: status },
  })
