/** For reservations: taking, giving free, and the difference of a change. Each may be repeated. */
import { typeid } from 'typeid-js'
import type { ReservationDocument } from '#service/reservations/bookings/contract'
import { advance, askAgain, bankSaid } from './advance.ts'
import { type Authorization, BankRefused } from './bank.ts'
import type { NewDifference, Payment } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { known, shown } from './read.ts'
import { laterIfAway, unknown, wrongStatus } from './refusals.ts'
import * as sql from './sql.ts'
import { isFinal } from './status.ts'

/** 409 `payment_status`, with the status, while it is not taken. */
export async function capture(deps: PaymentsDeps, id: string): Promise<Payment> {
  const payment = await known(deps, id)
  if (payment.status === 'authorized') await atBank(deps, payment, deps.bank.capture)
  else if (!isFinal(payment.status)) await advance(deps, id)
  const after = await known(deps, id)
  if (after.status !== 'captured') throw wrongStatus(after.status)
  return shown(deps, after)
}

/** Gives free what the bank holds. What it was never heard of is asked for first: an answer may be on its way. */
export async function voidPayment(deps: PaymentsDeps, id: string): Promise<Payment> {
  if (!isFinal((await known(deps, id)).status)) {
    await advance(deps, id)
    const payment = await known(deps, id)
    if (!isFinal(payment.status)) await atBank(deps, payment, deps.bank.void)
  }
  const after = await known(deps, id)
  if (after.status === 'captured') throw wrongStatus(after.status)
  return shown(deps, after)
}

async function atBank(
  deps: PaymentsDeps,
  payment: sql.PaymentRow,
  work: (authorization_id: string) => Promise<Authorization>,
): Promise<void> {
  const { authorization_id } = payment
  if (authorization_id === null) return
  let said: Authorization
  try {
    said = await work(authorization_id)
  } catch (error) {
    // It was given free meanwhile, or taken by an attempt whose answer was lost: the bank knows.
    if (!(error instanceof BankRefused)) throw error
    return askAgain(deps, payment, authorization_id)
  }
  await bankSaid(deps, payment, said)
}

/** A change that costs more, from the card of the first payment, taken at once. */
export async function payDifference(deps: PaymentsDeps, id: string, asked: NewDifference): Promise<Payment> {
  const first = await known(deps, id)
  if ((await sql.paymentOfChange(deps.db, asked.change_id)) === undefined) {
    if (first.status !== 'captured' && first.status !== 'authorized') throw wrongStatus(first.status)
    await deps.inTransaction(async (trx) => {
      const { reservation_id, owner, card_token } = first
      const row = { id: String(typeid('pay')), reservation_id, owner, card_token, return_url: null }
      const document = asked.document as ReservationDocument
      const before = (asked.before as ReservationDocument | undefined) ?? null
      const made = { ...row, change_id: asked.change_id, ...asked.amount, document, before }
      // Of two at once the first one's. No job: reservations asks again until it has heard how that ended.
      await sql.insertPayment(trx, made, deps.now())
    })
  }
  const made = await sql.paymentOfChange(deps.db, asked.change_id)
  if (made === undefined) throw unknown()
  await takeNow(deps, made.id).catch(laterIfAway(deps, made.id))
  return shown(deps, await known(deps, made.id))
}

async function takeNow(deps: PaymentsDeps, id: string): Promise<void> {
  await advance(deps, id)
  const payment = await known(deps, id)
  if (payment.status === 'authorized') await atBank(deps, payment, deps.bank.capture)
  // Nobody is there to confirm.
  if (payment.status === 'requires_confirmation') await voidPayment(deps, id)
}
