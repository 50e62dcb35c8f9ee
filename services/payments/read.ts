/** Payments as they are told. */
import type { Money } from '#lib/money'
import * as books from './books/sql.ts'
import type { Payment, PaymentList, Refund } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { unknown } from './refusals.ts'
import * as sql from './sql.ts'

type Deps = Pick<PaymentsDeps, 'db'>

export async function read(deps: Deps, id: string, owner?: string): Promise<Payment> {
  const payment = await sql.paymentById(deps.db, id)
  if (payment === undefined || (owner !== undefined && payment.owner !== owner)) throw unknown()
  return shown(deps, payment)
}

export async function ofReservation(deps: Deps, reservation_id: string, owner: string): Promise<PaymentList> {
  const rows = await sql.paymentsOf(deps.db, reservation_id, owner)
  return { data: await Promise.all(rows.map((row) => shown(deps, row))), next_cursor: null }
}

export async function known(deps: Deps, id: string): Promise<sql.PaymentRow> {
  const payment = await sql.paymentById(deps.db, id)
  if (payment === undefined) throw unknown()
  return payment
}

export function amountOf({ amount, currency }: Pick<sql.PaymentRow, 'amount' | 'currency'>): Money {
  if (amount === null || currency === null) throw new Error('a payment without an amount')
  return { amount, currency }
}

export async function shown(deps: Deps, payment: sql.PaymentRow): Promise<Payment> {
  const { id, reservation_id, change_id, status, confirmation_url, decline_code, created_at } = payment
  const { card_brand, card_last4, amount, currency } = payment
  const refunds = await sql.refundsOf(deps.db, [id])
  const [invoice] = await books.invoicesOf(deps.db, [id])
  return {
    id,
    reservation_id,
    change_id,
    status,
    amount: amount === null || currency === null ? null : { amount, currency },
    card: card_brand === null || card_last4 === null ? null : { brand: card_brand, last4: card_last4 },
    confirmation_url,
    decline_code,
    refunds: refunds.map((one) => refundOf(payment, one)),
    invoice: invoice?.number ?? null,
    created_at: created_at.toISOString(),
  }
}

export const refundOf = (payment: sql.PaymentRow, refund: sql.RefundRow): Refund => ({
  id: refund.id,
  amount: { amount: refund.amount, currency: amountOf(payment).currency },
  status: refund.status,
  reason: refund.reason,
  credit_note: refund.credit_note,
  created_at: refund.created_at.toISOString(),
})
