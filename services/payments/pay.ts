/**
 * `POST /v1/payments`. A payment is written down before anybody is asked for anything that has an effect, so that whatever
 * is killed wherever, a job goes on from its row. What the caller got wrong is found out before that, and leaves nothing.
 */
import { typeid } from 'typeid-js'
import { hasCardNumber } from '#lib/card-number'
import { type KeyedRequest, requireKey } from '#lib/idempotency/idempotency'
import { invalid } from '#lib/problem'
import { advance, problemOf } from './advance.ts'
import { BankRefused, BankUnavailable } from './bank.ts'
import type { NewPayment, Payment } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { known, shown } from './read.ts'
import { laterIfAway, unknownCardToken } from './refusals.ts'
import * as sql from './sql.ts'
import { enqueue, SETTLE_AFTER_S } from './tasks.ts'

/** Again with the same key: what has become of that payment, or the refusal that it met. */
export async function pay(
  deps: PaymentsDeps,
  asked: NewPayment,
  { owner, key }: Pick<KeyedRequest, 'owner' | 'key'>,
): Promise<Payment> {
  requireKey(key)
  await check(deps, asked)
  const { body } = await deps.inTransaction((trx) =>
    deps.keys.run(trx, { key, owner, route: 'POST /v1/payments', body: asked }, async () => {
      const { reservation_id, card_token, return_url = null } = asked
      const id = String(typeid('pay'))
      await sql.insertPayment(trx, { id, reservation_id, owner, card_token, return_url }, deps.now())
      // For when this process does not live to ask.
      await enqueue(deps, trx, { kind: 'settle', payment_id: id }, SETTLE_AFTER_S)
      return { status: 201, body: JSON.stringify({ payment_id: id }) }
    }),
  )
  const { payment_id } = JSON.parse(body) as { payment_id: string }
  // Then it is `processing`, and the job finds out.
  await advance(deps, payment_id).catch(laterIfAway(deps, payment_id))
  const payment = await known(deps, payment_id)
  if (payment.refusal !== null) throw problemOf(payment.refusal)
  return shown(deps, payment)
}

async function check(deps: PaymentsDeps, { card_token, return_url }: NewPayment): Promise<void> {
  if (return_url !== undefined && !deps.allowsReturn(return_url))
    throw invalid([{ field: 'return_url', code: 'origin', message: 'must be of the site' }])
  if (return_url !== undefined && hasCardNumber(return_url))
    throw invalid([
      { field: 'return_url', code: 'card_number', message: 'must not have the number of a card' },
    ])
  try {
    await deps.bank.checkCard(card_token)
  } catch (error) {
    if (error instanceof BankRefused) throw unknownCardToken(error)
    // It will be asked again: a payment is begun also while the bank is away.
    if (!(error instanceof BankUnavailable)) throw error
  }
}
