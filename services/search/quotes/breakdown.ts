/** What a stay costs, to the last unit: nights, taxes, total. No Elysia, no SQL. */
import type { Tax } from './contract.ts'
import { share } from './money.ts'
import type { CityTax, RoomTax, TaxRules } from './taxes.ts'

export interface Party {
  adults: number
  children: number
  rooms: number
}

export interface Breakdown {
  subtotal: number
  taxes: Tax[]
  total: number
}

/** `prices`: of one room, by night, in minor units. */
export function breakdown(
  prices: readonly number[],
  party: Party,
  rules: TaxRules,
  currency: string,
): Breakdown {
  const subtotal = prices.reduce((sum, price) => sum + price, 0) * party.rooms
  const room = roomTax(subtotal, party, rules.room, currency)
  const net = rules.room.included ? subtotal - room.amount.amount : subtotal
  const city = rules.city && cityTax(net, prices.length, party, rules.city, currency)
  // A city that takes nothing of this stay is no line of it.
  const taxes = [room, ...(city === undefined || city.amount.amount === 0 ? [] : [city])]
  const added = taxes.filter(({ included }) => !included).reduce((sum, { amount }) => sum + amount.amount, 0)
  return { subtotal, taxes, total: subtotal + added }
}

/**
 * Of the whole stay at once, halves up: rounded by night, thirty halves would add up. What is included is what remains
 * of the price without the net amount, so that both make the price again.
 */
function roomTax(subtotal: number, { adults, children }: Party, rule: RoomTax, currency: string): Tax {
  const { kind, included, rate_basis_points, source } = rule
  const amount = included
    ? subtotal - share(subtotal, 10_000, 10_000 + rate_basis_points)
    : share(subtotal, rate_basis_points, 10_000)
  return {
    kind,
    included,
    basis: 'percent',
    rate_basis_points,
    per_person_night: null,
    taxed_guests: adults + children,
    amount: { amount, currency },
    source,
  }
}

/** Of adults alone. A percentage is of their part of the price without VAT, by heads. */
function cityTax(
  net: number,
  nights: number,
  { adults, children }: Party,
  rule: CityTax,
  currency: string,
): Tax {
  const of = { kind: 'city_tax', included: false, taxed_guests: adults, source: rule.source } as const
  if (rule.basis === 'percent') {
    const amount = share(net, rule.rate_basis_points * adults, 10_000 * (adults + children))
    return {
      ...of,
      basis: 'percent',
      rate_basis_points: rule.rate_basis_points,
      per_person_night: null,
      amount: { amount, currency },
    }
  }
  return {
    ...of,
    basis: 'per_person_night',
    rate_basis_points: null,
    per_person_night: { amount: rule.minor_units, currency },
    amount: { amount: rule.minor_units * nights * adults, currency },
  }
}
