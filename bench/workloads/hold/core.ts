/**
 * What `hold` computes: the statements by which `reservations` takes rooms and keeps who has them, in one transaction.
 * Without what surrounds them there: no quote to verify, no idempotency key, no letter.
 */
import type { Answer, MakeCore, Waiting } from '#bench/core'
import { nightsBetween } from '#lib/dates'
import { invalid, notFound } from '#lib/problem'
import type { Sold } from '#service/reservations/bookings/contract'
import { insertedBooking } from '#service/reservations/bookings/sql'
import { compiled } from '../compiled.ts'
import { takenOrFailed } from './sql.ts'

export const HOLD_PATH = '/v1/holds'
const HOLD_MS = 900_000

export interface HoldOrder {
  /** Another one each time: the reservation is named by it. */
  key: string
  room_type_id: string
  check_in: string
  check_out: string
}

/** Nothing of the key: what is answered can be known beforehand. */
export const held = ({ room_type_id, check_in, check_out }: Omit<HoldOrder, 'key'>): Answer => ({
  status: 201,
  body: JSON.stringify({ state: 'hold', room_type_id, check_in, check_out }),
})

export function holdJob(body: string, today: string): Waiting {
  const order = read(body)
  const { key, room_type_id, check_in, check_out } = order
  const now = new Date(`${today}T12:00:00Z`)
  const stay = { room_type_id, check_in, check_out, rooms: 1 }
  const booking = {
    ...{ id: `res_${key}`, owner: 'bench', sold: soldOf(order), special_requests: null },
    guest: { name: 'Łukasz 王小明', email: 'guest@guests.example' },
    hold_until: new Date(now.getTime() + HOLD_MS),
  }
  return {
    wait: {
      kind: 'transaction',
      statements: [
        compiled(insertedBooking(booking, now)),
        // Last, as in the service: whoever wants the same night waits for what comes after this.
        compiled(takenOrFailed(stay, nightsBetween(check_in, check_out))),
      ],
    },
    finish: () => held(order),
  }
}

function read(body: string): HoldOrder {
  const { key, room_type_id, check_in, check_out } = JSON.parse(body) as Partial<HoldOrder>
  if (![key, room_type_id, check_in, check_out].every((one) => typeof one === 'string' && one !== ''))
    throw invalid([{ field: 'body', code: 'required', message: 'must name a key, a room type and a stay' }])
  return { key, room_type_id, check_in, check_out } as HoldOrder
}

/** What a quote would have said: as long as the service's, and the same for everybody. */
function soldOf({ room_type_id, check_in, check_out }: HoldOrder): Sold {
  const money = (amount: number) => ({ amount, currency: 'EUR' })
  return {
    hotel: {
      ...{ id: 'htl_bench', name: 'Le Mirabelle', stars: 4, address: '1 Rue de la Paix', city: 'Paris' },
      ...{ country_code: 'FR', country: 'France', check_in_from: '15:00', check_out_until: '11:00' },
    },
    room_type: { id: room_type_id, name: 'Double', beds: '1 double bed', breakfast_included: false },
    ...{ check_in, check_out, adults: 2, children: 0, rooms: 1, currency: 'EUR' },
    nights: [{ night: check_in, price: money(12_900) }],
    subtotal: money(12_900),
    taxes: [],
    total: money(12_900),
    cancellation: {
      policy: 'non_refundable',
      timeline: [{ until: null, refund_percent: 0, refund: money(0) }],
    },
  }
}

export const core: MakeCore = ({ today }) => ({
  begin: (target, body) => {
    if (target !== HOLD_PATH || body === undefined)
      throw notFound('not_found', 'There is nothing at this address')
    return holdJob(body, today)
  },
})
