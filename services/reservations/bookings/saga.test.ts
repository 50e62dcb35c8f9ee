/** What follows a booking outside of its transactions, where payments says what it seldom says. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { idempotency } from '#lib/idempotency/idempotency'
import { UpstreamProblem } from '#lib/transport'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import * as bookings from './bookings.ts'
import type { BookingDeps } from './deps.ts'
import { refund } from './saga.ts'
import * as sql from './sql.ts'

let api: TestReservations
beforeAll(async () => {
  api = await testReservations()
})
afterAll(() => api.close())

const refused = (state: string) => {
  const problem = { type: 'about:blank', title: '', status: 409, code: 'payment_status', state }
  return new UpstreamProblem('payments', problem)
}

test.each([
  ['voided', true],
  ['failed', true],
  // Taken any moment: the job comes again.
  ['authorized', false],
])('a refund of a payment that is %s and was never taken is through: %p', async (state, is_through) => {
  const never = () => Promise.reject(new Error('payments is not asked this'))
  const deps: BookingDeps = {
    db: api.db,
    inTransaction: api.inTransaction,
    jobs: { enqueue: async () => '', work: () => undefined },
    keys: idempotency('reservations', () => new Date()),
    quote_keys: api.quote_keys,
    payments: {
      ...{ payment: never, capture: never, void: never, difference: never },
      refund: () => Promise.reject(refused(state)),
    },
    clock: () => new Date(`${TODAY}T12:00:00Z`),
    now: () => new Date(),
  }
  const owner = 'customer'
  const payment_id = `pay_0${crypto.randomUUID().replaceAll('-', '').slice(0, 25)}`
  const quote = await api.quote(soldOf(api.roomType(1), { check_in: addDays(TODAY, 30) }))
  const { body } = await bookings.hold(deps, { quote, guest }, { owner, key: crypto.randomUUID() })
  const { id } = JSON.parse(body) as { id: string }
  await bookings.beginPayment(deps, id, { payment_id, owner })
  await api.inTransaction((trx) =>
    bookings.paymentAuthorized(deps, trx, { payment_id, reservation_id: id, amount: 0 }),
  )
  await bookings.cancel(deps, id, { owner, dry_run: false })
  const [owed] = await sql.refundsOf(api.db, [id])
  const done = refund(deps, owed?.id ?? '')
  if (is_through) await done
  else await expect(done).rejects.toThrow('payment_status')
  expect((await sql.refundById(api.db, owed?.id ?? ''))?.done_at !== null).toBe(is_through)
})
