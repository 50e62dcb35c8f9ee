/**
 * Bookings driven through random sequences of what guests, payments, hotels and time do, against a model that counts.
 * The rules, their rows and the jobs that they write are real; what payments would say is part of the sequence.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { sql as raw } from 'kysely'
import { addDays } from '#lib/dates'
import { idempotency } from '#lib/idempotency/idempotency'
import { Problem } from '#lib/problem'
import { UpstreamUnavailable } from '#lib/transport'
import { guest, soldOf, type TestReservations, TODAY, testReservations } from '../testing.ts'
import * as bookings from './bookings.ts'
import { change } from './change.ts'
import type { BookingDeps } from './deps.ts'
import { noShow } from './ending.ts'
import * as paying from './paying.ts'
import { perform } from './saga.ts'
import * as sql from './sql.ts'
import { sweepNow } from './sweep.ts'
import type { Letter, Task } from './tasks.ts'
import { letter_queue } from './tasks.ts'
import { CAPACITY, Model, type Modelled, NIGHTS } from './testing-model.ts'
import type { Mood } from './testing-payments.ts'

const SEQUENCES = 1_000
const first = addDays(TODAY, 20)
const START_MS = Date.parse(`${TODAY}T12:00:00Z`)
const owner = 'customer'

let api: TestReservations
let deps: BookingDeps
let room_type: string
let now_ms = START_MS
let model: Model
beforeAll(async () => {
  // Its own sweep and its own jobs have nothing to do: nothing is due so early, and ours are written elsewhere.
  api = await testReservations({ now: () => new Date(0) })
  room_type = api.roomType(1)
  const last_night = addDays(first, NIGHTS - 1)
  await api.client.change(room_type, { first_night: first, last_night, capacity: CAPACITY })
  await api.pool.query('create table test_jobs (id int generated always as identity, queue text, data jsonb)')
  deps = {
    db: api.db,
    inTransaction: api.inTransaction,
    jobs: {
      enqueue: async (trx, queue, data) => {
        const row = raw`insert into test_jobs (queue, data) values (${queue}, ${JSON.stringify(data)}::jsonb)`
        await trx.executeQuery(row.compile(api.db))
        return ''
      },
      work: () => undefined,
    },
    keys: idempotency('reservations', () => new Date(now_ms)),
    quote_keys: api.quote_keys,
    payments: Object.fromEntries(
      (['payment', 'capture', 'void', 'refund', 'difference'] as const).map((name) => [
        name,
        (...args: [never, never]) => model.payments.client[name](...args),
      ]),
    ) as unknown as BookingDeps['payments'],
    clock: () => new Date(now_ms),
    now: () => new Date(now_ms),
  }
})
afterAll(() => api.close())

// --- What may happen ---------------------------------------------------------------------------------------

const stay = fc
  .record({ from: fc.nat({ max: NIGHTS - 1 }), nights: fc.integer({ min: 1, max: NIGHTS }) })
  .map(({ from, nights }) => ({
    check_in: addDays(first, from),
    check_out: addDays(first, Math.min(NIGHTS, from + nights)),
  }))
const which = fc.nat({ max: 3 })
const mood = fc.constantFrom<Mood>('fair', 'fair', 'fair', 'away', 'answer_lost', 'declines')
const of = <const Name extends string>(name: Name) => fc.constant(name)
const rooms = fc.integer({ min: 1, max: 2 })
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: of('book'), stay, rooms, far: fc.constantFrom(0, 1, 2, 3, 3, 3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: of('begin'), which, stray: fc.constantFrom('none', 'dead', 'dead') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: of('bank'), which, says: fc.constantFrom('authorized', 'failed', 'voided') }),
  },
  { weight: 3, arbitrary: fc.record({ do: of('tell'), nth: fc.nat({ max: 5 }), again: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: of('work'), nth: fc.nat({ max: 5 }), mood }) },
  { weight: 3, arbitrary: fc.record({ do: of('cancel'), which }) },
  { weight: 5, arbitrary: fc.record({ do: of('change'), which, stay, mood }) },
  { weight: 3, arbitrary: fc.record({ do: of('no_show'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: of('wait'),
      minutes: fc.constantFrom(1, 14, 16, 16, 20 * 1_440, 20 * 1_440, 26 * 1_440),
    }),
  },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never
type On<Name extends Command['do']> = Extract<Command, { do: Name }>

/** How often what happened: the sequences are known to reach it. */
const happened = new Map<string, number>()
const count = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1)

const codeOf = (error: unknown) => {
  if (error instanceof Problem) return error.code
  if (error instanceof UpstreamUnavailable) return 'away'
  throw error
}
/** What payments has said and reservations has not heard yet. */
/** Changes that the sequence knows of. */
const changes = new Set<string>()
let untold: { type: 'authorized' | 'ended' | 'captured'; payment_id: string }[] = []

// --- Each, in both -----------------------------------------------------------------------------------------

async function run(step: Command): Promise<void> {
  switch (step.do) {
    case 'book':
      return book(step)
    case 'tell':
      return tell(step.nth, step.again)
    case 'work':
      model.payments.mood = step.mood
      await work(step.nth)
      return
    case 'wait':
      now_ms += step.minutes * 60_000
      await sweepNow(deps, { error: (facts: object) => expect(facts).toEqual({}) })
      model.sweep()
      for (const { state } of model.all) count(`waited in ${state}`)
      return
    default: {
      const one = model.all[step.which % Math.max(1, model.all.length)]
      if (one !== undefined) await onBooking(one, step)
    }
  }
}

async function book({ stay, rooms, far }: On<'book'>): Promise<void> {
  const sold = soldOf(room_type, { ...stay, rooms })
  const asked = { quote: await api.quote(sold, { exp: 4_000_000_000 }), guest }
  const answer = await bookings.hold(deps, asked, { owner, key: crypto.randomUUID() }).catch(codeOf)
  if (sold.check_in < model.today) return expect(answer).toBe('stay_past')
  if (!model.free(sold)) return expect(answer).toBe('sold_out')
  if (typeof answer === 'string') throw new Error(`a free room was refused: ${answer}`)
  const one = model.held((JSON.parse(answer.body) as { id: string }).id, sold)
  // As far as most go at once, so that the sequence begins with bookings that are paid.
  if (far >= 1) await begin(one)
  if (far >= 2) bank(one, 'authorized')
  if (far >= 2) await tell(untold.length - 1, false)
  if (far < 3) return
  model.payments.mood = 'fair'
  await work(-1)
}

async function begin(one: Modelled, dead?: string): Promise<void> {
  const payment_id = dead ?? model.payments.begin(one.id, one.sold.total.amount).id
  const answer = await paying.beginPayment(deps, one.id, { payment_id, owner }).catch(codeOf)
  count(`begin in ${one.state}`)
  if (model.failed.has(payment_id)) {
    count('a claim of a dead payment')
    return expect(answer).toBe('payment_over')
  }
  if (one.state === 'hold') {
    if (one.hold_until_ms <= now_ms) return expect(answer).toBe('hold_expired')
    expect(answer).toMatchObject({ amount: one.sold.total })
    return model.began(one, payment_id)
  }
  expect(answer).toBe(one.state === 'expired' ? 'hold_expired' : 'reservation_state')
}

function bank(one: Modelled, says: 'authorized' | 'failed' | 'voided'): void {
  const payment = model.payments.all.get(one.attempt ?? one.payment ?? '')
  if (payment === undefined) return
  const may = says === 'voided' ? 'authorized' : 'requires_confirmation'
  if (payment.status !== may) return
  payment.status = says
  untold.push({ type: says === 'authorized' ? says : 'ended', payment_id: payment.id })
}

async function tell(nth: number, again: boolean): Promise<void> {
  const at = nth % Math.max(1, untold.length)
  const event = untold[at]
  if (event === undefined) return
  if (!again) untold.splice(at, 1)
  const payment = model.payments.all.get(event.payment_id)
  const one = model.all.find(({ id }) => id === payment?.booking_id)
  if (payment === undefined || one === undefined) return
  const { id: payment_id, amount } = payment
  const told = { payment_id, reservation_id: one.id, amount }
  count(`${event.type} in ${one.state}`)
  const rule = {
    ...{
      authorized: paying.paymentAuthorized,
      ended: paying.paymentFailed,
      captured: paying.paymentCaptured,
    },
  }[event.type]
  await deps.inTransaction((trx) => rule(deps, trx, told))
  model[event.type](one, payment_id)
  if (one.lost) count('payment_lost')
}

const jobs = async <T>(queue: string) =>
  (
    await api.pool.query<{ id: number; data: T }>(
      'select id, data from test_jobs where queue = $1 order by id',
      [queue],
    )
  ).rows

/** One job, by the rules; what it failed at stays to be done. `nth` counts from the end where it is negative. */
async function work(nth: number): Promise<boolean> {
  const tasks = await jobs<Task>('bookings')
  const job = tasks.at(nth < 0 ? nth : nth % Math.max(1, tasks.length))
  if (job === undefined) return false
  const done = await perform(deps, job.data).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Problem) throw error
      return false
    },
  )
  if (done) await api.pool.query('delete from test_jobs where id = $1', [job.id])
  const task = job.data
  const one = model.all.find(({ id }) => id === task.booking_id)
  if (one === undefined) return done
  count(`${task.kind} ${done ? 'done' : 'to be done'} in ${one.state}`)
  // A job of a change that is through finds nothing to do.
  if (task.kind === 'change' && task.change_id === one.change?.id) settled(one)
  if (!done || !('payment_id' in task)) return done
  const { payment_id } = task
  const status = model.payments.all.get(payment_id)?.status
  if (task.kind === 'capture' && status === 'captured') {
    model.captured(one, payment_id)
    untold.push({ type: 'captured', payment_id })
  } else if (task.kind === 'capture') model.ended(one, payment_id)
  if (task.kind === 'resolve' && (status === 'failed' || status === 'voided')) model.ended(one, payment_id)
  else if (task.kind === 'resolve') model.authorized(one, payment_id)
  if (one.lost) count('payment_lost')
  return done
}

/** As payments has it: what was not said is to be asked for again. */
function settled(one: Modelled): void {
  const { change } = one
  if (change === undefined || !(model.payments.mood === 'fair' || model.payments.mood === 'declines')) return
  const payment = model.payments.ofChange(change.id)
  const is_paid = payment?.status === 'captured'
  count(`a difference ${is_paid ? 'paid' : 'declined'} in ${one.state}`)
  model.settled(one, is_paid)
}

async function onBooking(
  one: Modelled,
  step: Exclude<Command, { do: 'book' | 'tell' | 'work' | 'wait' }>,
): Promise<void> {
  if (step.do === 'begin') {
    const dead = [...model.failed].at(-1)
    return begin(one, step.stray === 'dead' ? dead : undefined)
  }
  if (step.do === 'bank') return bank(one, step.says)
  count(`${step.do} in ${one.state}`)
  if (step.do === 'change') return changed(one, step)
  if (step.do === 'no_show') {
    const answer = await noShow(deps, one.id).catch(codeOf)
    if (one.state === 'no_show') return expect(answer).toMatchObject({ state: 'no_show' })
    if (one.sold.check_in > model.today) return expect(answer).toBe('stay_not_begun')
    if (one.change !== undefined) return expect(answer).toBe('change_pending')
    if (!model.may(one, 'guest_missing')) return expect(answer).toBe('reservation_state')
    one.state = 'no_show'
    return
  }
  const answer = await bookings.cancel(deps, one.id, { owner, dry_run: false }).catch(codeOf)
  if (one.answer !== undefined) {
    const { refund_percent, refund } = one.answer
    return expect(answer).toMatchObject({ refund_percent, refund: { amount: refund } })
  }
  if (!model.may(one, 'cancelled_by_guest')) return expect(answer).toBe('reservation_state')
  if (one.change !== undefined) return expect(answer).toBe('change_pending')
  const owed = model.refundNow(one)
  expect(answer).toMatchObject({ refund_percent: owed.refund_percent, refund: { amount: owed.refund } })
  Object.assign(one, { state: 'cancelled', answer: owed })
}

async function changed(one: Modelled, { stay, mood }: On<'change'>): Promise<void> {
  const sold = soldOf(room_type, { ...stay, rooms: one.sold.rooms })
  const quote = await api.quote(sold, { exp: 4_000_000_000 })
  model.payments.mood = mood
  const answer = await change(deps, one.id, { quote }, { owner, key: crypto.randomUUID() }).catch(codeOf)
  if (!model.may(one, 'changed')) return expect(answer).toBe('reservation_state')
  if (one.sold.check_in < model.today) return expect(answer).toBe('stay_begun')
  if (sold.check_in < model.today) return expect(answer).toBe('stay_past')
  if (one.change !== undefined) return expect(answer).toBe('change_pending')
  if (!model.free(sold, one.sold)) return expect(answer).toBe('sold_out')
  if (sold.total.amount <= one.sold.total.amount) {
    count('a cheaper change')
    for (const id of await changesOf(one)) changes.add(id)
    expect(answer).toMatchObject({ check_in: sold.check_in, check_out: sold.check_out })
    one.sold = sold
    one.due_ms = Date.parse(`${addDays(sold.check_out, 1)}T12:00:00Z`)
    return
  }
  const [id = ''] = (await changesOf(one)).filter((made) => !changes.has(made))
  changes.add(id)
  one.change = { id, sold }
  settled(one)
  if (one.change !== undefined) return expect(answer).toBe('away')
  if (one.sold === sold) return expect(answer).toMatchObject({ check_out: sold.check_out })
  expect(answer).toBe('payment_declined')
}

const changesOf = async ({ id }: Modelled): Promise<string[]> => {
  const changes = 'select id from reservations.changes where booking_id = $1'
  return (await api.pool.query<{ id: string }>(changes, [id])).rows.map((row) => row.id)
}

// --- What must be true -------------------------------------------------------------------------------------

async function compare(): Promise<void> {
  const { rows } = await api.pool.query<{ night: string; booked: number }>(
    `select night::text as night, booked::int as booked from reservations.room_nights n
     join reservations.room_types t using (room_type_id) where t.id = $1 and night >= $2`,
    [room_type, first],
  )
  for (const { night, booked } of rows) expect([night, booked]).toEqual([night, model.booked(night)])
  for (const { id, state, sold, paid } of model.all) {
    const row = await sql.bookingById(api.db, id)
    expect(row).toMatchObject({ id, state, sold: { check_in: sold.check_in, check_out: sold.check_out } })
    expect([id, row?.paid_at !== null]).toEqual([id, paid])
  }
}

/** Everybody answers again, and whatever waits is done. */
async function end(): Promise<void> {
  for (let turns = 0; ; turns++) {
    expect(turns).toBeLessThan(200)
    model.payments.mood = 'fair'
    if (untold.length > 0) await tell(0, false)
    else if (!(await work(0))) {
      expect(await jobs('bookings')).toEqual([])
      return
    }
  }
}

/** One for each cause, of each kind that is due, and none that is not true any more. */
async function letters(): Promise<void> {
  const written = (await jobs<Letter>(letter_queue.name)).map(({ data }) => data)
  const keys = written.map(({ booking_id, kind, ref }) => `${booking_id} ${kind} ${ref}`)
  expect(new Set(keys).size).toBe(keys.length)
  for (const one of model.all) {
    const kinds = written.filter(({ booking_id }) => booking_id === one.id).map(({ kind }) => kind)
    const has = (kind: string) => kinds.filter((other) => other === kind).length
    expect(has('hold')).toBe(1)
    expect(has('cancelled')).toBe(one.state === 'cancelled' ? 1 : 0)
    expect(has('confirmed')).toBe(has('hotel_new'))
    expect(has('changed')).toBe(has('hotel_changed'))
    // A hotel hears of the end of what it was told of, and the guest of nothing after the end.
    if (one.state === 'cancelled') expect(has('hotel_cancelled')).toBe(has('hotel_new'))
    else expect(has('confirmed')).toBe(one.paid ? 1 : 0)
  }
}

test('any sequence leaves what the model says: states, rooms, money, letters', async () => {
  const sequence = fc.array(command, { minLength: 4, maxLength: 30, size: 'max' })
  await fc.assert(
    fc.asyncProperty(sequence, async (steps) => {
      now_ms = START_MS
      untold = []
      model = new Model(first, () => now_ms)
      try {
        for (const step of steps) await run(step)
        await compare()
        await end()
        await compare()
        for (const one of model.all) {
          count(`ended ${one.state}`)
          expect([one.id, one.change]).toEqual([one.id, undefined])
          const [kept, price] = [model.payments.kept(one.id), model.price(one)]
          // It had ended before the bank took its promise back: what was never taken is not kept either.
          const first = model.payments.all.get(one.payment ?? '')
          if (one.state !== 'confirmed' && first?.status === 'voided') {
            expect(kept).toBeGreaterThanOrEqual(0)
            expect(kept).toBeLessThanOrEqual(price)
          } else expect([one.id, kept]).toEqual([one.id, price])
        }
        await letters()
      } finally {
        await api.pool.query(
          `delete from reservations.bookings; delete from reservations.transitions; delete from reservations.payments;
           delete from reservations.refunds; delete from reservations.changes; delete from reservations.used_quotes;
           delete from reservations.idempotency_keys; delete from reservations.failed_payments; delete from test_jobs;
           update reservations.room_nights set booked = 0 where booked <> 0`,
        )
      }
    }),
    { numRuns: SEQUENCES },
  )
  const rare = Object.entries(least).filter(([what, times]) => (happened.get(what) ?? 0) < times)
  expect(rare.map(([what, times]) => [what, happened.get(what) ?? 0, times])).toEqual([])
}, 300_000)

/** What the sequences must have reached, and how often: a model that never gets there says nothing. */
const least: Readonly<Record<string, number>> = {
  'cancel in hold': 20,
  'cancel in paying': 20,
  'cancel in confirmed': 100,
  'cancel in cancelled': 50,
  'change in confirmed': 150,
  'a cheaper change': 100,
  'a difference paid in confirmed': 40,
  'a difference declined in confirmed': 8,
  'no_show in confirmed': 50,
  'ended no_show': 3,
  'ended completed': 15,
  'ended expired': 30,
  payment_lost: 8,
  'a claim of a dead payment': 2,
  'capture done in cancelled': 20,
  'void done in cancelled': 20,
  'resolve done in paying': 10,
  'refund done in confirmed': 30,
}
