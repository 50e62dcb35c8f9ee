/**
 * How a payment goes on: from wherever it stands as far as can be without the guest and without reservations. The bank is
 * asked under a key that follows from the payment: as often as need be, with one effect. What it said, the event that
 * tells it and what is to be done next are one transaction.
 */
import { cloudEvent } from '#lib/events/event'
import { Problem } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'
import { type Authorization, BankRefused, BankUnavailable } from './bank.ts'
import * as books from './books/sql.ts'
import { type PaymentEventData, type PaymentStatus, payment_events } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { amountOf, known } from './read.ts'
import * as sql from './sql.ts'
import { isFinal, mayBecome } from './status.ts'
import { enqueue, receipt_queue, SETTLE_AFTER_S } from './tasks.ts'

export async function advance(deps: PaymentsDeps, id: string): Promise<void> {
  let payment = await known(deps, id)
  if (isFinal(payment.status)) return
  if (payment.amount === null) {
    await claim(deps, payment)
    payment = await known(deps, id)
    if (isFinal(payment.status)) return
  }
  if (payment.authorization_id === null) await authorize(deps, payment)
  else await askAgain(deps, payment, payment.authorization_id)
}

/** What reservations says of a payment that cannot be: everything else is its, or our, trouble, and is asked again. */
const refusals: ReadonlySet<string> = new Set([
  'unknown_reservation',
  'reservation_state',
  'hold_expired',
  'payment_over',
])

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
    if (!(error instanceof UpstreamProblem) || !refusals.has(error.problem.code)) throw error
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
export const problemOf = ({ status, code, title, members }: sql.Refusal) =>
  new Problem(status, code, title, members === undefined ? {} : { members })

/** A refusal of the bank ends the payment. */
async function authorize(deps: PaymentsDeps, payment: sql.PaymentRow): Promise<void> {
  const { id, card_token, return_url, change_id } = payment
  let said: Authorization
  try {
    said = await deps.bank.authorize({
      ...{ card_token, reference: id, return_url, amount: amountOf(payment) },
      merchant_initiated: change_id !== null,
    })
  } catch (error) {
    if (!(error instanceof BankRefused)) throw error
    return move(deps, id, { status: 'failed', cause: 'bank_refused', decline_code: error.code })
  }
  await bankSaid(deps, payment, said)
}

export async function askAgain(
  deps: PaymentsDeps,
  payment: sql.PaymentRow,
  authorization_id: string,
): Promise<void> {
  let said: Authorization
  try {
    said = await deps.bank.authorization(authorization_id)
  } catch (error) {
    // It has forgotten what it held: then it holds nothing.
    if (!(error instanceof BankRefused && error.code === 'unknown_authorization')) throw error
    return move(deps, payment.id, { status: 'voided', cause: 'bank_forgot' })
  }
  await bankSaid(deps, payment, said)
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
export async function bankSaid(
  deps: PaymentsDeps,
  payment: sql.PaymentRow,
  said: Authorization,
): Promise<void> {
  const { status, confirmation_url = null, decline_code = null, card } = said
  if (said.reference !== payment.id || (payment.authorization_id ?? said.id) !== said.id)
    throw new BankUnavailable('an answer about something else')
  if (isOfAnother(payment, said)) return refuse(deps, payment, said)
  await move(deps, payment.id, {
    status: status_of[status],
    cause: `bank_${status}`,
    authorization_id: said.id,
    confirmation_url: status === 'requires_confirmation' ? confirmation_url : null,
    decline_code,
    card: card ?? undefined,
  })
}

/** Of money that is held or taken: whether it is another amount than was asked for. */
function isOfAnother(payment: sql.PaymentRow, said: Authorization): boolean {
  if (!['authorized', 'requires_confirmation', 'captured'].includes(said.status)) return false
  const { amount, currency } = amountOf(payment)
  return (
    said.currency !== currency ||
    said.amount !== amount ||
    (said.status === 'captured' && said.captured !== amount)
  )
}

/** Given free where nothing was taken. What was taken is for a person to see: no job can make it right. */
async function refuse(deps: PaymentsDeps, payment: sql.PaymentRow, said: Authorization): Promise<void> {
  const theirs = { amount: said.amount, captured: said.captured, currency: said.currency }
  deps.log.error(
    { payment_id: payment.id, ours: amountOf(payment), theirs },
    'the bank has another amount than it was asked for',
  )
  if (said.status === 'captured') throw new BankUnavailable('another amount than it was asked for')
  await deps.bank.void(said.id)
  await move(deps, payment.id, {
    status: 'failed',
    cause: 'bank_amount',
    authorization_id: said.id,
    decline_code: 'bank_amount',
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
  await books.writeEntry(trx, { kind: 'capture', reference: payment.id, currency, amount }, now)
  await tell(deps, trx, payment, { type: 'captured' })
  await deps.jobs.enqueue(trx, receipt_queue.name, { payment_id: payment.id })
  // Last: whoever wants the next number waits from here.
  await books.takeInvoice(trx, payment.id, now.getUTCFullYear(), now)
}

interface Told {
  type: keyof typeof payment_events
  decline_code?: string | null
  refund?: { id: string; amount: number }
}

export async function tell(
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
