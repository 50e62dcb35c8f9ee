/**
 * Bookings driven through random sequences of what guests, payments, hotels and time do, against a model that counts.
 * The rules and their rows are real; what payments would say is part of the sequence.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays } from '#lib/dates'
import { idempotency } from '#lib/idempotency/idempotency'
import { Problem } from '#lib/problem'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import * as bookings from './bookings.ts'
import { change } from './change.ts'
import type { Sold } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import * as sql from './sql.ts'
import { holdsRooms, nextState, type State } from './state.ts'
import { sweepNow } from './sweep.ts'

const SEQUENCES = 1_000
const NIGHTS = 4
const CAPACITY = 3
const first = addDays(TODAY, 20)
const owner = 'customer'

let api: TestReservations
let deps: BookingDeps
let now_ms = Date.now()
let room_type: string
beforeAll(async () => {
  api = await testReservations()
  room_type = api.roomType(1)
  const last_night = addDays(first, NIGHTS - 1)
  await api.client.change(room_type, { first_night: first, last_night, capacity: CAPACITY })
  const never = () => Promise.reject(new Error('payments is not asked here'))
  deps = {
    db: api.db,
    inTransaction: api.inTransaction,
    // Written as they are; nobody works on them.
    jobs: {
      enqueue: async () => '',
      work: () => undefined,
    },
    keys: idempotency('reservations', () => new Date(now_ms)),
    quote_keys: api.quote_keys,
    payments: { payment: never, capture: never, void: never, refund: never, difference: never },
    clock: () => new Date(`${TODAY}T12:00:00Z`),
    now: () => new Date(now_ms),
  }
})
afterAll(() => api.close())

/** A booking as the model knows it. */
interface Modelled {
  id: string
  state: State
  sold: Sold
  hold_until_ms: number
  attempt: string | undefined
  paid: number
  refunded: number
}

const stay = fc
  .record({ from: fc.integer({ min: 0, max: NIGHTS - 1 }), nights: fc.integer({ min: 1, max: NIGHTS }) })
  .map(({ from, nights }) => ({
    check_in: addDays(first, from),
    check_out: addDays(first, Math.min(NIGHTS, from + nights)),
  }))
const which = fc.integer({ min: 0, max: 3 })
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('hold' as const), stay, rooms: fc.integer({ min: 1, max: 2 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'begin' as const,
        'authorized' as const,
        'failed' as const,
        'captured' as const,
        'cancel' as const,
      ),
      which,
      /** Of another payment than the one under way. */
      stray: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), which, stay }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 14, 16) }),
  },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

const nightsOf = ({ check_in, check_out }: Pick<Sold, 'check_in' | 'check_out'>) =>
  Array.from({ length: NIGHTS }, (_, i) => addDays(first, i)).filter(
    (one) => one >= check_in && one < check_out,
  )
const codeOf = (error: unknown) => {
  if (error instanceof Problem) return error.code
  throw error
}

class Model {
  readonly all: Modelled[] = []

  booked(night: string): number {
    return this.all
      .filter(({ state, sold }) => holdsRooms(state) && nightsOf(sold).includes(night))
      .reduce((sum, { sold }) => sum + sold.rooms, 0)
  }

  free(sold: Sold, instead_of?: Modelled): boolean {
    return nightsOf(sold).every((night) => {
      const own = instead_of && nightsOf(instead_of.sold).includes(night) ? instead_of.sold.rooms : 0
      return this.booked(night) - own + sold.rooms <= CAPACITY
    })
  }
}

let payments = 0
const newPayment = () => `pay_${String(++payments).padStart(26, '0')}`

async function run(model: Model, step: Command): Promise<void> {
  switch (step.do) {
    case 'hold': {
      const sold = soldOf(room_type, { ...step.stay, rooms: step.rooms })
      const asked = { quote: await api.quote(sold, { exp: 4_000_000_000 }), guest }
      const answer = await bookings.hold(deps, asked, { owner, key: crypto.randomUUID() }).catch(codeOf)
      if (!model.free(sold)) {
        expect(answer).toBe('sold_out')
        return
      }
      if (typeof answer === 'string') throw new Error(`a free room was refused: ${answer}`)
      const { id } = JSON.parse(answer.body) as { id: string }
      model.all.push({
        ...{
          id,
          sold,
          state: 'hold',
          hold_until_ms: now_ms + 900_000,
          attempt: undefined,
          paid: 0,
          refunded: 0,
        },
      })
      return
    }
    case 'wait':
      now_ms += step.minutes * 60_000
      await sweepNow(deps)
      for (const one of model.all)
        if (one.state === 'hold' && one.hold_until_ms <= now_ms) one.state = 'expired'
      return
    default:
      return onBooking(model, step)
  }
}

async function onBooking(model: Model, step: Exclude<Command, { do: 'hold' | 'wait' }>): Promise<void> {
  const one = model.all[step.which % Math.max(1, model.all.length)]
  if (one === undefined) return
  const { id } = one
  const stray = 'stray' in step && step.stray
  const payment_id = stray || one.attempt === undefined ? newPayment() : one.attempt
  const own = payment_id === one.attempt
  const told = { payment_id, reservation_id: id, amount: one.sold.total.amount }
  switch (step.do) {
    case 'begin': {
      const answer = await bookings.beginPayment(deps, id, { payment_id, owner }).catch(codeOf)
      if (one.state === 'paying' && own) expect(answer).toMatchObject({ amount: one.sold.total })
      else if (one.state === 'hold') {
        expect(answer).toMatchObject({ amount: one.sold.total })
        Object.assign(one, { state: 'paying', attempt: payment_id })
      } else expect(answer).toBe(one.state === 'expired' ? 'hold_expired' : 'reservation_state')
      return
    }
    case 'authorized':
      await deps.inTransaction((trx) => bookings.paymentAuthorized(deps, trx, told))
      if (one.state === 'paying' && own) Object.assign(one, { state: 'confirmed', paid: told.amount })
      return
    case 'failed':
      // After it was confirmed only a payment that was never taken is lost; this model takes all at once.
      if (one.state === 'confirmed') return
      await deps.inTransaction((trx) => bookings.paymentFailed(deps, trx, told))
      if (one.state === 'paying' && own) {
        one.state = one.hold_until_ms <= now_ms ? 'expired' : 'hold'
        one.attempt = undefined
      }
      return
    case 'captured':
      await deps.inTransaction((trx) => bookings.paymentCaptured(deps, trx, told))
      return
    case 'cancel': {
      const answer = await bookings.cancel(deps, id, { owner, dry_run: false }).catch(codeOf)
      if (one.state === 'cancelled') expect(answer).toMatchObject({ refund: { amount: one.refunded } })
      else if (nextState(one.state, 'cancelled_by_guest') === undefined)
        expect(answer).toBe('reservation_state')
      else {
        const refund = one.state === 'confirmed' ? one.sold.total.amount / 2 : 0
        expect(answer).toMatchObject({ refund: { amount: refund } })
        Object.assign(one, { state: 'cancelled', refunded: refund })
      }
      return
    }
    case 'change': {
      const sold = soldOf(room_type, { ...step.stay, rooms: one.sold.rooms })
      // A dearer one asks payments, which has no part here.
      if (sold.total.amount > one.sold.total.amount) return
      const quote = await api.quote(sold, { exp: 4_000_000_000 })
      const answer = await change(deps, id, { quote }, { owner, key: crypto.randomUUID() }).catch(codeOf)
      if (one.state !== 'confirmed') expect(answer).toBe('reservation_state')
      else if (!model.free(sold, one)) expect(answer).toBe('sold_out')
      else {
        expect(answer).toMatchObject({ check_in: sold.check_in, check_out: sold.check_out })
        one.paid -= one.sold.total.amount - sold.total.amount
        one.sold = sold
      }
      return
    }
  }
}

async function compare(model: Model): Promise<void> {
  const { rows } = await api.pool.query<{ night: string; booked: number }>(
    `select night::text as night, booked::int as booked from reservations.room_nights n
     join reservations.room_types t using (room_type_id) where t.id = $1 and night >= $2`,
    [room_type, first],
  )
  for (const { night, booked } of rows) expect([night, booked]).toEqual([night, model.booked(night)])
  for (const { id, state, sold, paid, refunded } of model.all) {
    const row = await sql.bookingById(api.db, id)
    expect(row).toMatchObject({ state, sold: { check_in: sold.check_in } })
    const money = await api.pool.query<{ left: number }>(
      'select coalesce(sum(amount - refunded), 0)::int as left from reservations.payments where booking_id = $1',
      [id],
    )
    expect(money.rows[0]?.left).toBe(paid - refunded)
  }
}

test('any sequence leaves what the model says: states, rooms of each night, money owed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 10 }), async (steps) => {
      const model = new Model()
      try {
        for (const step of steps) await run(model, step)
        await compare(model)
      } finally {
        await api.pool.query(
          `truncate reservations.bookings, reservations.transitions, reservations.payments, reservations.refunds,
             reservations.changes, reservations.used_quotes, reservations.idempotency_keys`,
        )
        await api.pool.query('update reservations.room_nights set booked = 0')
      }
    }),
    { numRuns: SEQUENCES },
  )
}, 60_000)
