import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { ReservationDocument } from '#service/reservations/bookings/contract'
import { taxesOfChange, taxesOfCredit } from './part.ts'

type Tax = ReservationDocument['taxes'][number]
const tax = (kind: Tax['kind'], amount: number): Tax => ({
  ...{ kind, included: true, basis: 'percent', rate_basis_points: 1_000, per_person_night: null },
  ...{ taxed_guests: 2, amount: { amount, currency: 'EUR' }, source: 'published' },
})
const amounts = (taxes: readonly Tax[]) => taxes.map(({ kind, amount }) => [kind, amount.amount])

test('a change has of each tax what the new stay has more', () => {
  const before = [tax('vat', 1_000), tax('city_tax', 300)]
  const after = [tax('vat', 1_250), tax('city_tax', 300), tax('sales_tax', 40)]
  expect(amounts(taxesOfChange(after, before))).toEqual([
    ['vat', 250],
    ['sales_tax', 40],
  ])
})

test('what is credited in several parts is, to a minor unit for each, what was charged', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(parts, fc.nat({ max: 9_000 }), (credits, vat) => {
      const EUR = (amount: number) => ({ amount, currency: 'EUR' })
      const invoiced = credits.reduce((sum, one) => sum + one, 0)
      const taxes = credits.flatMap((one) => taxesOfCredit([tax('vat', vat)], EUR(one), EUR(invoiced)))
      const sum = taxes.reduce((all, { amount }) => all + amount.amount, 0)
      expect(Math.abs(sum - vat)).toBeLessThanOrEqual(credits.length / 2)
    }),
  )
  expect(
    amounts(
      taxesOfCredit([tax('vat', 900)], { amount: 100, currency: 'EUR' }, { amount: 300, currency: 'EUR' }),
    ),
  ).toEqual([['vat', 300]])
})
