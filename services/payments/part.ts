/** Papers about a part of a price: what a change cost more, what is credited of an invoice; each with its own taxes. */
import type { Money } from '#lib/money'
import type { ReservationDocument } from '#service/reservations/bookings/contract'

type Tax = ReservationDocument['taxes'][number]

/** Of each kind what the new stay has more than the one before. */
export function taxesOfChange(after: readonly Tax[], before: readonly Tax[]): Tax[] {
  const keyOf = ({ kind, rate_basis_points }: Tax) => `${kind} ${rate_basis_points}`
  const had = new Map(before.map((tax) => [keyOf(tax), tax.amount.amount]))
  return after
    .map((tax) => withAmount(tax, tax.amount.amount - (had.get(keyOf(tax)) ?? 0)))
    .filter(({ amount }) => amount.amount !== 0)
}

/** A part of what was invoiced has that part of its taxes. */
export function taxesOfCredit(taxes: readonly Tax[], credited: Money, invoiced: Money): Tax[] {
  return taxes
    .map((tax) => withAmount(tax, Math.round((tax.amount.amount * credited.amount) / invoiced.amount)))
    .filter(({ amount }) => amount.amount !== 0)
}

const withAmount = (tax: Tax, amount: number): Tax => ({ ...tax, amount: { ...tax.amount, amount } })
