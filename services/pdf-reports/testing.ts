/** A document for tests and benchmarks. */
import { addDays } from '#lib/dates'
import type { DocumentData } from './contract.ts'

export const EUR = (amount: number) => ({ amount, currency: 'EUR' })
export const nightsFrom = (first: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ night: addDays(first, i), price: EUR(10_000) }))
export const data: DocumentData = {
  hotel: {
    ...{ id: 'htl_1', name: 'Hotel Łódź', stars: 4, address: '1 Rue X', city: 'Paris', country_code: 'FR' },
    ...{ country: 'France', check_in_from: '15:00', check_out_until: '11:00' },
  },
  room_type: { id: 'rmt_1', name: 'Double', beds: '1 double bed', breakfast_included: true },
  ...{ check_in: '2026-12-10', check_out: '2026-12-13', adults: 1, children: 0, rooms: 1, currency: 'EUR' },
  nights: nightsFrom('2026-12-10', 3),
  subtotal: EUR(30_000),
  cancellation: {
    policy: 'moderate',
    timeline: [
      { until: '2026-12-09T00:00:00Z', refund_percent: 50, refund: EUR(15_375) },
      { until: null, refund_percent: 0, refund: EUR(0) },
    ],
  },
  taxes: [
    {
      ...{
        kind: 'city_tax',
        included: false,
        basis: 'per_person_night',
        rate_basis_points: null,
        taxed_guests: 1,
      },
      ...{ per_person_night: { amount: 250, currency: 'EUR' }, amount: { amount: 750, currency: 'EUR' } },
      source: 'generated',
    },
  ],
  number: '2026-000042',
  issued_at: '2026-11-23T12:00:00Z',
  reservation_id: 'res_00000000000000000000000001',
  guest: { name: 'Ada Lovelace', email: 'ada@example.com' },
  payment: {
    ...{ id: 'pay_1', card_brand: 'visa', card_last4: '4242', amount: { amount: 30_750, currency: 'EUR' } },
    paid_at: '2026-11-23T12:00:00Z',
  },
  total: { amount: 30_750, currency: 'EUR' },
  qr: 'http://localhost:3000/trips/res_1',
}
