/** Money that the bank took and we did not ask it to keep: it comes back, and both movements stand in the books. */
import { typeid } from 'typeid-js'
import { advance } from './advance.ts'
import * as books from './books/sql.ts'
import type { PaymentsDeps } from './deps.ts'
import { payBack } from './refunds.ts'
import * as sql from './sql.ts'
import { isFinal } from './status.ts'
import { enqueue } from './tasks.ts'

/** A payment of which the bank's statement says more than our books. Repeatable. */
export async function recover(deps: PaymentsDeps, id: string): Promise<void> {
  const payment = await sql.paymentById(deps.db, id)
  if (payment === undefined) return
  // It is only late: what is to be done follows from the bank's word as ever.
  if (!isFinal(payment.status)) return advance(deps, id)
  if (payment.status === 'captured') return
  const said = (await deps.bank.ofReference(id)).find(({ status }) => status === 'captured')
  if (said === undefined) return
  const refund_id = await deps.inTransaction(async (trx) => {
    await sql.lockPayment(trx, id)
    if (await books.hasEntry(trx, { kind: 'capture', reference: id })) return undefined
    const { captured: amount, currency } = said
    const now = deps.now()
    await sql.setAuthorization(trx, id, { authorization_id: said.id, amount, currency })
    await books.writeEntry(trx, { kind: 'capture', reference: id, currency, amount }, now)
    const refund = { id: String(typeid('rfd')), payment_id: id, amount, reason: 'taken_in_error' }
    await sql.insertRefund(trx, refund, now)
    await enqueue(deps, trx, { kind: 'refund', refund_id: refund.id })
    return refund.id
  })
  if (refund_id === undefined) return
  deps.log.error(
    { payment_id: id, refund_id },
    'the bank took a payment that has ended here: it is paid back',
  )
  await payBack(deps, refund_id)
}
