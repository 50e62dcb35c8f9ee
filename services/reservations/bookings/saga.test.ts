/** What follows a booking outside of its transactions, where payments says what it seldom says. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { idempotency } from '#lib/idempotency/idempotency'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import * as bookings from './bookings.ts'
import type { BookingDeps } from './deps.ts'
import * as paying from './paying.ts'
import { perform, refund } from './saga.ts'
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
  await paying.beginPayment(deps, id, { payment_id, owner })
  await api.inTransaction((trx) =>
    paying.paymentAuthorized(deps, trx, { payment_id, reservation_id: id, amount: 0 }),
  )
  await bookings.cancel(deps, id, { owner, dry_run: false })
  const [owed] = await sql.refundsOf(api.db, [id])
  const done = refund(deps, owed?.id ?? '')
  if (is_through) await done
  else await expect(done).rejects.toThrow('payment_status')
  expect((await sql.refundById(api.db, owed?.id ?? ''))?.done_at !== null).toBe(is_through)
})

let days = 40
const nextDays = () => {
  days += 2
  return days
}

/** A booking whose payment has begun, with what payments would say of it. */
async function begun(payments: Partial<BookingDeps['payments']>) {
  const never = () => Promise.reject(new Error('payments is not asked this'))
  const tasks: object[] = []
  const deps: BookingDeps = {
    db: api.db,
    inTransaction: api.inTransaction,
    jobs: {
      enqueue: async (_, __, data) => {
        tasks.push(data)
        return ''
      },
      work: () => undefined,
    },
    keys: idempotency('reservations', () => new Date()),
    quote_keys: api.quote_keys,
    payments: { payment: never, capture: never, void: never, refund: never, difference: never, ...payments },
    clock: () => new Date(`${TODAY}T12:00:00Z`),
    now: () => new Date(),
  }
  const payment_id = `pay_0${crypto.randomUUID().replaceAll('-', '').slice(0, 25)}`
  const quote = await api.quote(soldOf(api.roomType(1), { check_in: addDays(TODAY, nextDays()) }))
  const { body } = await bookings.hold(deps, { quote, guest }, { owner: 'ada', key: crypto.randomUUID() })
  const { id } = JSON.parse(body) as { id: string }
  await paying.beginPayment(deps, id, { payment_id, owner: 'ada' })
  const state = async () => (await sql.bookingById(api.db, id))?.state
  return { deps, tasks, payment_id, id, state }
}
const answered = (status: Payment['status']) => async () =>
  ({ status, amount: { amount: 20_000, currency: 'EUR' } }) as Payment

test('given up at the moment at which the guest confirms: what was taken by then confirms the booking', async () => {
  const { deps, tasks, payment_id, id, state } = await begun({
    payment: answered('requires_confirmation'),
    void: () => Promise.reject(refused('captured')),
  })
  await perform(deps, { kind: 'resolve', payment_id, booking_id: id })
  expect(await state()).toBe('confirmed')
  expect(tasks).toContainEqual({ kind: 'capture', payment_id, booking_id: id })
  expect(tasks).not.toContainEqual(expect.objectContaining({ kind: 'cancelled' }))
})

test.each(['processing', 'requires_confirmation', 'authorized'])(
  'a capture of a payment that is %s is asked for again: nothing is lost yet',
  async (status) => {
    const { deps, payment_id, id, state } = await begun({ capture: () => Promise.reject(refused(status)) })
    const told = { payment_id, reservation_id: id, amount: 20_000 }
    await api.inTransaction((trx) => paying.paymentAuthorized(deps, trx, told))
    const done = perform(deps, { kind: 'capture', payment_id, booking_id: id })
    await expect(done).rejects.toThrow(status)
    expect(await state()).toBe('confirmed')
  },
)

test('a void that comes after the money was taken pays it back', async () => {
  const { deps, tasks, payment_id, id, state } = await begun({
    payment: answered('captured'),
    void: () => Promise.reject(refused('captured')),
  })
  await bookings.cancel(deps, id, { owner: 'ada', dry_run: false })
  await perform(deps, { kind: 'void', payment_id, booking_id: id })
  expect(await state()).toBe('cancelled')
  expect(await sql.refundsOf(api.db, [id])).toMatchObject([{ payment_id, amount: 20_000 }])
  expect(tasks.filter((task) => 'refund_id' in task)).toHaveLength(1)
})
