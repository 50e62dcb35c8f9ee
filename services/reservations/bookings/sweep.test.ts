/** What time alone does, where something stands in its way. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { idempotency } from '#lib/idempotency/idempotency'
import { seed } from '../seed.ts'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import * as bookings from './bookings.ts'
import type { BookingDeps } from './deps.ts'
import * as sql from './sql.ts'
import { sweepNow } from './sweep.ts'
import { ModelPayments } from './testing-payments.ts'

const owner = 'customer'
let api: TestReservations
let deps: BookingDeps
let now_ms = Date.parse(`${TODAY}T12:00:00Z`)
beforeAll(async () => {
  // Its own sweep finds nothing due so early.
  api = await testReservations({ now: () => new Date(0) })
  deps = {
    ...{ db: api.db, inTransaction: api.inTransaction, quote_keys: api.quote_keys },
    jobs: { enqueue: async () => '', work: () => undefined },
    keys: idempotency('reservations', () => new Date(now_ms)),
    payments: new ModelPayments().client,
    clock: () => new Date(now_ms),
    now: () => new Date(now_ms),
  }
})
afterAll(() => api.close())

const held = async (days: number) => {
  const sold = soldOf(api.roomType(2), { check_in: addDays(TODAY, days) })
  const quote = await api.quote(sold, { exp: 4_000_000_000 })
  const { body } = await bookings.hold(deps, { quote, guest }, { owner, key: crypto.randomUUID() })
  return (JSON.parse(body) as { id: string }).id
}
const stateOf = async (id: string) => (await sql.bookingById(api.db, id))?.state
const bookedNights = async () =>
  (
    await api.pool.query<{ night: string }>(
      'select night::text as night from reservations.room_nights where booked > 0 order by 1',
    )
  ).rows.map(({ night }) => night)
const errors: unknown[] = []
const log = { error: (facts: object) => void errors.push(facts) }

test('a booking that cannot be ended is told of and left for a while, and holds up no other', async () => {
  const [poisoned, other] = [await held(20), await held(25)]
  const night = addDays(TODAY, 20)
  await api.pool.query('update reservations.room_nights set booked = 0 where night = $1', [night])
  now_ms += 16 * 60_000
  await sweepNow(deps, log)
  expect(await stateOf(other)).toBe('expired')
  expect(await stateOf(poisoned)).toBe('hold')
  expect(errors).toMatchObject([{ booking_id: poisoned }])
  await sweepNow(deps, log)
  expect(errors).toHaveLength(1)
  await api.pool.query('update reservations.room_nights set booked = 1 where night = $1', [night])
  now_ms += 61_000
  await sweepNow(deps, log)
  expect(await stateOf(poisoned)).toBe('expired')
})

test('bookings outlive the catalogue that they were made from: what they hold stays taken', async () => {
  const id = await held(30)
  const nights = [30, 31].map((days) => addDays(TODAY, days))
  expect(await bookedNights()).toEqual(nights)
  const load = (number: number) => seed({ db: api.db, profile: 'tiny', seed: number, today: TODAY })
  // Other hotels, of other names: there is no such room any more.
  await load(2)
  expect(await bookedNights()).toEqual([])
  // And the old ones again.
  await load(1)
  expect(await bookedNights()).toEqual(nights)
  await load(2)
  now_ms += 16 * 60_000
  errors.length = 0
  await sweepNow(deps, log)
  expect([await stateOf(id), errors]).toEqual(['expired', []])
}, 30_000)
