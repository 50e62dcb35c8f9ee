/** Whether a stay can be had, and what it costs: what is asked against what the database holds. No Elysia, no SQL. */
import { notFound, Problem } from '#lib/problem'
import type { CancellationPolicy } from '../contract.ts'
import { fits, type Stay } from '../stay.ts'
import { breakdown } from './breakdown.ts'
import { cancellationTimeline } from './cancellation.ts'
import type { GoneReason, Offer, QuoteRequest } from './contract.ts'
import type { QuoteRow } from './sql.ts'
import { taxesOf } from './taxes.ts'

interface Terms {
  /** Of the dataset: generated taxes follow from it. */
  seed: number
  now: Date
}

/** Throws 404 for what is not there, 409 `gone` or `price_changed` for what is not to be had so. */
export function offerOf(
  request: QuoteRequest,
  stay: Stay,
  row: QuoteRow | undefined,
  { seed, now }: Terms,
): Offer {
  if (row === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
  const { room_type_id, currency } = row
  if (room_type_id === null) throw notFound('unknown_room_type', 'This hotel has no such room type')
  const reason = whyNot(stay, row)
  if (reason !== undefined) throw gone(reason)

  const dates = row.night ?? []
  const prices = row.price ?? []
  const money = (amount: number) => ({ amount, currency })
  const { subtotal, taxes, total } = breakdown(prices, stay, taxesOf(row, seed), currency)
  checkExpected(request, subtotal, total, currency)
  const policy = row.cancellation_policy as CancellationPolicy
  return {
    hotel: {
      id: row.hotel_id,
      name: row.hotel,
      stars: row.stars,
      address: row.address,
      city: row.city,
      country_code: row.country_code,
      country: row.country,
      check_in_from: row.check_in_from,
      check_out_until: row.check_out_until,
    },
    room_type: {
      id: room_type_id,
      name: row.room_type,
      beds: row.beds,
      breakfast_included: row.breakfast_included,
    },
    check_in: stay.check_in,
    check_out: stay.check_out,
    adults: stay.adults,
    children: stay.children,
    rooms: stay.rooms,
    currency,
    nights: dates.map((night, i) => ({ night, price: money(prices[i] ?? 0) })),
    subtotal: money(subtotal),
    taxes,
    total: money(total),
    cancellation: { policy, timeline: cancellationTimeline(policy, stay.check_in, total, currency, now) },
  }
}

function whyNot(stay: Stay, row: QuoteRow): GoneReason | undefined {
  if (!fits(row, stay)) return 'too_small'
  if ((row.night?.length ?? 0) < stay.nights) return 'no_rate'
  if ((row.rooms_left ?? 0) < stay.rooms) return 'sold_out'
  if ((row.min_stay ?? 1) > stay.nights) return 'min_stay'
  if (row.closed_to_arrival === true) return 'closed_to_arrival'
  return undefined
}

/**
 * Searches show the price without the taxes that are added, an earlier quote with them; who compares means either. Were
 * only one taken, the other would be told of a change that never was.
 */
function checkExpected(
  { expected_total }: QuoteRequest,
  subtotal: number,
  total: number,
  currency: string,
): void {
  if (expected_total === undefined) return
  const { amount } = expected_total
  if (expected_total.currency === currency && (amount === subtotal || amount === total)) return
  throw new Problem(409, 'price_changed', 'The price is another one now', {
    members: { subtotal: { amount: subtotal, currency }, total: { amount: total, currency } },
  })
}

const gone = (reason: GoneReason) =>
  new Problem(409, 'gone', 'The stay cannot be booked so', { members: { reason } })
