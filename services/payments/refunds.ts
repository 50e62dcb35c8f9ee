/** Paying back: promised here at once, made by the bank now or by a job, once for each id. */
import { Problem } from '#lib/problem'
import { tell } from './advance.ts'
import * as books from './books/sql.ts'
import type { NewRefund, Refund } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { amountOf, known, refundOf } from './read.ts'
import { laterIfAway, refundReused, unknown, wrongStatus } from './refusals.ts'
import * as sql from './sql.ts'
import { enqueue, SETTLE_AFTER_S } from './tasks.ts'

/** The same `refund_id` is the same refund: of another amount or payment it is refused. */
export async function refund(deps: PaymentsDeps, id: string, asked: NewRefund): Promise<Refund> {
  await deps.inTransaction((trx) => promise(deps, trx, id, asked))
  await payBack(deps, asked.refund_id).catch(laterIfAway(deps, id))
  const [payment, made] = [await known(deps, id), await sql.refundById(deps.db, asked.refund_id)]
  if (made === undefined) throw refundReused()
  return refundOf(payment, made)
}

async function promise(deps: PaymentsDeps, trx: sql.Trx, id: string, asked: NewRefund): Promise<void> {
  const payment = await sql.lockPayment(trx, id)
  if (payment === undefined) throw unknown()
  const { amount: price, currency } = asked.amount
  const isSame = (one: sql.RefundRow) =>
    one.payment_id === id && one.amount === price && payment.currency === currency
  const before = await sql.refundById(trx, asked.refund_id)
  if (before !== undefined && !isSame(before)) throw refundReused()
  if (before !== undefined) return
  if (payment.status !== 'captured') throw wrongStatus(payment.status)
  const paid = amountOf(payment)
  const refunds = await sql.refundsOf(trx, [id])
  const left = paid.amount - refunds.reduce((sum, one) => sum + one.amount, 0)
  if (currency !== paid.currency || price > left || price < 1)
    throw new Problem(409, 'refund_too_much', 'That is more than is left of the payment', {
      members: { available: { amount: left, currency: paid.currency } },
    })
  const row = { id: asked.refund_id, payment_id: id, amount: price, reason: asked.reason }
  // Of another payment at this very moment.
  if (!(await sql.insertRefund(trx, row, deps.now()))) throw refundReused()
  await enqueue(deps, trx, { kind: 'refund', refund_id: row.id }, SETTLE_AFTER_S)
}

/** Repeatable: the bank pays back once for each reference. */
export async function payBack(deps: PaymentsDeps, refund_id: string): Promise<void> {
  const owed = await sql.refundById(deps.db, refund_id)
  if (owed === undefined || owed.status === 'refunded') return
  const payment = await known(deps, owed.payment_id)
  const { currency } = amountOf(payment)
  const back = { amount: owed.amount, currency, reference: refund_id }
  await deps.bank.refund(payment.authorization_id ?? '', back)
  await deps.inTransaction(async (trx) => {
    const now = deps.now()
    if (!(await sql.endRefund(trx, refund_id, now))) return
    await books.writeEntry(trx, { kind: 'refund', reference: refund_id, currency, amount: -owed.amount }, now)
    await tell(deps, trx, payment, { type: 'refunded', refund: { id: refund_id, amount: owed.amount } })
    // Of what was never invoiced nothing is credited. Last: whoever wants the next number waits from here.
    if (payment.status === 'captured') await books.takeCreditNote(trx, refund_id, now.getUTCFullYear(), now)
  })
}
