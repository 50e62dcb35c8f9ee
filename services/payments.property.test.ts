/**
 * Payments driven through random sequences of what guests, reservations, the bank's network and time do, against a model
 * that counts. The rules, their rows and the bank are real; how much is to be paid is part of the sequence.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { readConfig, SANDBOX_BANK_KEY, SANDBOX_BANK_WEBHOOK_SECRET } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { idempotency } from '#lib/idempotency/idempotency'
import { logger } from '#lib/log'
import { migrate } from '#lib/migrate'
import { Problem } from '#lib/problem'
import { type RunningServer, serve } from '#lib/server'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import type { ReservationDocument } from '#service/reservations/bookings/contract'
import { advance } from './payments/advance.ts'
import { BankRefused, BankUnavailable, bankClient } from './payments/bank.ts'
import type { PaymentStatus } from './payments/contract.ts'
import type { PaymentsDeps } from './payments/deps.ts'
import { migrations } from './payments/migrations/index.ts'
import { pay } from './payments/pay.ts'
import { read } from './payments/read.ts'
import { reconcile } from './payments/reconcile.ts'
import { refund } from './payments/refunds.ts'
import { perform } from './payments/settle.ts'
import { capture, payDifference, voidPayment } from './payments/settlement.ts'
import type { PaymentsSchema } from './payments/sql.ts'
import { type Task, task_queue } from './payments/tasks.ts'
import { webhookReceiver } from './payments/webhooks.ts'
import { type BankTestClient, bankTestClient, signatureOf } from './stand-ins/bank/client.ts'
import type { Manner } from './stand-ins/bank/contract.ts'
import { build as buildBank } from './stand-ins/bank/service.ts'

const SEQUENCES = 1_000
const AMOUNT = 10_000
const MORE = 2_500

let database: TestDatabase
let pool: ReturnType<typeof databasePool>
let bank_server: RunningServer
let bank: BankTestClient
let data_dir: string
let deps: PaymentsDeps
let hear: (request: Request) => Promise<void>
const cards = new Map<string, string>()
const told: { type: string; subject: string }[] = []
let tasks: Task[] = []

beforeAll(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'vacancy-payments-'))
  const log = logger({ service: 'bank', level: 'silent' })
  bank_server = serve(await buildBank({ config: readConfig({ VACANCY_DATA_DIR: data_dir }), log }), {
    ...{ host: '127.0.0.1', port: 0, grace_ms: 100, log },
  })
  bank = bankTestClient(bank_server.url, SANDBOX_BANK_KEY)
  for (const number of Object.values(card_numbers)) cards.set(number, await bank.cardToken(number))
  database = await testDatabase()
  pool = databasePool({ url: database.url, size: 6, name: 'payments-test' })
  await migrate(kyselyOver<unknown>(pool), 'payments', migrations)
  const db = kyselyOver<PaymentsSchema>(pool)
  deps = {
    db,
    // Nobody works on them by himself: that is a step of the sequence. One that was rolled back does no harm.
    jobs: {
      enqueue: async (_, queue, data) => {
        if (queue === task_queue.name) tasks.push(data as Task)
        return ''
      },
      work: () => undefined,
      wake: () => undefined,
    },
    events: {
      publish: async (_, { type, subject = '' }) => {
        told.push({ type, subject })
        return []
      },
    },
    keys: idempotency('payments', () => new Date()),
    bank: bankClient({ url: bank_server.url, key: SANDBOX_BANK_KEY, most_ms: 1_000 }),
    reservations: {
      beginPayment: async (reservation_id) => ({
        reservation_id,
        amount: { amount: AMOUNT, currency: 'EUR' },
        pay_by: new Date().toISOString(),
        document: { guest: {} } as ReservationDocument,
      }),
    },
    pdf: { render: () => Promise.reject(new Error('no papers here')) },
    inTransaction: (work) => db.transaction().execute(work),
    now: () => new Date(),
    log,
    counted: () => undefined,
    allowsReturn: () => true,
    site_url: 'http://localhost:3000',
  }
  hear = webhookReceiver({ ...deps, webhook_secret: SANDBOX_BANK_WEBHOOK_SECRET })
}, 30_000)
afterAll(async () => {
  await bank_server.stop()
  await pool.end()
  await database.drop()
  await rm(data_dir, { recursive: true })
})

// --- What may happen ---------------------------------------------------------------------------------------

const card_numbers = {
  approve: '4242424242424242',
  decline: '4000000000009995',
  confirm: '4000000000003220',
  /** The first payment goes through, a difference does not. */
  decline_later: '4000000000000341',
} as const
const cut: readonly Manner[] = ['cut_before', 'cut_after', 'broken', 'nonsense', 'page', 'too_many']
const manner = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Manner>('fair') },
  { weight: 1, arbitrary: fc.constantFrom(...cut) },
)
const of = <const Name extends string>(name: Name) => fc.constant(name)
const amount = fc.constantFrom(1, 2_000, 3_000, 7_000, AMOUNT)
const nth = fc.nat({ max: 3 })
const command = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: of('settle') }) },
  { weight: 5, arbitrary: fc.record({ do: of('capture') }) },
  { weight: 1, arbitrary: fc.record({ do: of('void') }) },
  { weight: 2, arbitrary: fc.record({ do: of('confirm'), approve: fc.constantFrom(true, true, false) }) },
  { weight: 6, arbitrary: fc.record({ do: of('refund'), amount }) },
  { weight: 3, arbitrary: fc.record({ do: of('refund_again'), nth, other_amount: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: of('difference'), nth: fc.nat({ max: 1 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: of('webhook'), type: fc.constantFrom('authorized', 'captured', 'voided') }),
  },
  { weight: 2, arbitrary: fc.record({ do: of('replay') }) },
  { weight: 2, arbitrary: fc.record({ do: of('work'), nth }) },
  { weight: 1, arbitrary: fc.record({ do: of('pay_again'), other_body: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: of('refunds_at_once'), amount }) },
  { weight: 1, arbitrary: fc.record({ do: of('capture_and_void_at_once') }) },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never
type On<Name extends Command['do']> = Extract<Command, { do: Name }>
const sequence = fc.record({
  card: fc.constantFrom<keyof typeof card_numbers>(
    'approve',
    'approve',
    'decline',
    'confirm',
    'decline_later',
  ),
  first: manner,
  steps: fc.array(fc.tuple(command, manner), { minLength: 2, maxLength: 12, size: 'max' }),
})

/** How often what happened: the sequences are known to reach it. */
const happened = new Map<string, number>()
const count = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1)

/** What the bank did not say is not known: as the model sees it, a step that fails so may have had its effect. */
const outcome = async <T>(work: Promise<T>): Promise<T | string> =>
  work.catch((error: unknown) => {
    if (error instanceof BankUnavailable || error instanceof BankRefused) return 'away'
    if (error instanceof Problem) return error.code
    throw error
  })

const id_of = (() => {
  let next = 0
  return (prefix: string) => `${prefix}_${String(next++).padStart(26, '0')}`
})()

/** One payment as the model knows it. */
interface Modelled {
  id: string
  card: keyof typeof card_numbers
  key: string
  asked: { reservation_id: string; card_token: string }
  refunds: { id: string; amount: number }[]
  /** By change: its payment, once it was told. */
  differences: Map<string, string>
  changes: string[]
  webhook: string | undefined
}
const leftOf = ({ refunds }: Modelled) => AMOUNT - refunds.reduce((sum, { amount }) => sum + amount, 0)
const asRefund = ({ id, amount }: { id: string; amount: number }) => ({
  refund_id: id,
  amount: { amount, currency: 'EUR' },
  reason: 'test',
})
const asDifference = (change_id: string) => ({
  change_id,
  amount: { amount: MORE, currency: 'EUR' },
  document: { guest: {} },
})

// --- Each, in both -----------------------------------------------------------------------------------------

async function run({ card, first, steps }: typeof sequence extends fc.Arbitrary<infer T> ? T : never) {
  tasks = []
  const asked = { reservation_id: id_of('res'), card_token: cards.get(card_numbers[card]) ?? '' }
  const key = crypto.randomUUID()
  const begin = () => pay(deps, asked, { owner: 'ada', key })
  await behave(first)
  // Whatever is cut, and also at once: the same key is the same payment.
  const [made, twin] = await Promise.all([begin(), begin()])
  await bank.behave({})
  const again = await begin()
  expect([twin.id, again.id]).toEqual([made.id, made.id])
  const changes = [id_of('chg'), id_of('chg')]
  const one: Modelled = {
    ...{ id: made.id, card, key, asked, changes, refunds: [], differences: new Map(), webhook: undefined },
  }
  for (const [step, manner] of steps) {
    const before = (await read(deps, one.id)).status
    await behave(manner)
    await does(one, step, { before, is_fair: manner === 'fair' })
    if (manner !== 'fair') await bank.behave({})
    const after = (await read(deps, one.id)).status
    expect([before, after, followsFrom(before, after)]).toEqual([before, after, true])
    count(`${step.do} in ${before}`)
  }
  // The network mends, and the jobs run.
  await advance(deps, one.id)
  for (const task of tasks) await perform(deps, task)
  for (const [change_id, id] of one.differences) {
    const { status } = await payDifference(deps, one.id, asDifference(change_id))
    expect(status).toBe(card === 'decline_later' ? 'failed' : 'captured')
    await compare({ id, amount: MORE, refunds: [] })
    count(`a difference ${status}`)
  }
  await compare({ id: one.id, amount: AMOUNT, refunds: one.refunds })
  count(`ended ${(await read(deps, one.id)).status}`)
}

const behave = async (manner: Manner) => {
  if (manner !== 'fair') await bank.behave({ manner, requests: 1 })
}

interface When {
  before: PaymentStatus
  is_fair: boolean
}

async function does(one: Modelled, step: Command, when: When): Promise<void> {
  const { id } = one
  const { before, is_fair } = when
  switch (step.do) {
    case 'settle':
      await outcome(advance(deps, id))
      return
    case 'capture': {
      const answer = await outcome(capture(deps, id))
      if (is_fair && before === 'authorized') expect(answer).toMatchObject({ status: 'captured' })
      if (['voided', 'failed'].includes(before)) expect(answer).toBe('payment_status')
      return
    }
    case 'void':
      return gaveFree(one, await outcome(voidPayment(deps, id)), when)
    case 'confirm': {
      await bank.behave({})
      const { confirmation_url } = await read(deps, id)
      if (confirmation_url === null) return
      await bank.confirm(confirmation_url, step.approve ? 'approve' : 'decline').catch(() => undefined)
      return
    }
    case 'refund':
      return refunded(one, step.amount, when)
    case 'refund_again':
      return refundedAgain(one, step)
    case 'difference':
      return more(one, one.changes[step.nth] ?? '', when)
    case 'webhook':
    case 'replay':
      return heard(one, step)
    case 'work': {
      const task = tasks[step.nth % Math.max(1, tasks.length)]
      if (task !== undefined) await outcome(perform(deps, task))
      return
    }
    case 'pay_again':
      return paidAgain(one, step)
    case 'refunds_at_once':
      return atOnce(one, step.amount, when)
    case 'capture_and_void_at_once': {
      await Promise.all([outcome(capture(deps, id)), outcome(voidPayment(deps, id))])
      const { status } = await read(deps, id)
      if (is_fair && before === 'authorized') expect(['captured', 'voided']).toContain(status)
      return
    }
  }
}

async function gaveFree({ id }: Modelled, answer: object | string, { before, is_fair }: When): Promise<void> {
  if (before === 'captured') expect(answer).toBe('payment_status')
  else if (is_fair && before === 'authorized')
    if ((await bank.authorizations(id))[0]?.status === 'captured')
      // A capture whose answer was cut is the bank's truth before it is ours.
      expect(answer).toBe('payment_status')
    else expect(answer).toMatchObject({ status: 'voided' })
}

async function refunded(one: Modelled, amount: number, { before, is_fair }: When): Promise<void> {
  const asked = { id: id_of('rfd'), amount }
  const left = leftOf(one)
  const answer = await outcome(refund(deps, one.id, asRefund(asked)))
  if (before !== 'captured') return expect(answer).toBe('payment_status')
  if (amount > left) {
    count('refund_too_much')
    return expect(answer).toBe('refund_too_much')
  }
  one.refunds.push(asked)
  if (one.refunds.length > 1) count('a second refund')
  if (is_fair) expect(answer).toMatchObject({ status: 'refunded', amount: { amount } })
}

async function refundedAgain(one: Modelled, { nth, other_amount }: On<'refund_again'>): Promise<void> {
  const asked = one.refunds[nth % Math.max(1, one.refunds.length)]
  if (asked === undefined) return
  const amount = asked.amount + (other_amount ? 1 : 0)
  const answer = await outcome(refund(deps, one.id, asRefund({ id: asked.id, amount })))
  if (other_amount) count('refund_reused')
  if (other_amount) expect(answer).toBe('refund_reused')
  else expect(answer).toMatchObject({ id: asked.id, amount: { amount } })
}

async function more(one: Modelled, change_id: string, { before, is_fair }: When): Promise<void> {
  const asked = asDifference(change_id)
  const [answer, twin] = await Promise.all([
    outcome(payDifference(deps, one.id, asked)),
    outcome(payDifference(deps, one.id, asked)),
  ])
  const known = one.differences.get(change_id)
  if (known === undefined && before !== 'captured' && before !== 'authorized')
    return expect([answer, twin]).toEqual(['payment_status', 'payment_status'])
  if (typeof answer === 'string' || typeof twin === 'string') throw new Error(`${answer} ${twin}`)
  expect([twin.id, answer.id]).toEqual([answer.id, known ?? answer.id])
  one.differences.set(change_id, answer.id)
  if (is_fair) expect(['captured', 'failed', 'processing', 'authorized']).toContain(answer.status)
}

async function heard(one: Modelled, step: On<'webhook'> | On<'replay'>): Promise<void> {
  if (step.do === 'webhook')
    one.webhook = JSON.stringify({
      id: id_of('evt'),
      type: `authorization.${step.type}`,
      data: { reference: one.id },
    })
  const body = one.webhook
  if (body === undefined) return
  const before = tasks.length
  const header = signatureOf(SANDBOX_BANK_WEBHOOK_SECRET, Math.floor(Date.now() / 1_000), body)
  await hear(new Request('http://payments/', { method: 'POST', body, headers: { 'bank-signature': header } }))
  // Whatever it says, it only has somebody ask the bank; said again it does nothing.
  expect(tasks.slice(before)).toEqual(step.do === 'webhook' ? [{ kind: 'settle', payment_id: one.id }] : [])
  count(step.do)
}

async function paidAgain({ id, asked, key }: Modelled, { other_body }: On<'pay_again'>): Promise<void> {
  const body = other_body ? { ...asked, reservation_id: id_of('res') } : asked
  const answer = await outcome(pay(deps, body, { owner: 'ada', key }))
  if (other_body) expect(answer).toBe('idempotency_key_reused')
  else expect(answer).toMatchObject({ id })
}

/** Two refunds at the same moment: no more is given back than there was. */
async function atOnce(one: Modelled, amount: number, { before }: When): Promise<void> {
  const both = [
    { id: id_of('rfd'), amount },
    { id: id_of('rfd'), amount },
  ]
  const left = leftOf(one)
  const answers = await Promise.all(both.map((asked) => outcome(refund(deps, one.id, asRefund(asked)))))
  const made = both.filter((_, i) => typeof answers[i] !== 'string')
  const fit = before !== 'captured' ? 0 : Math.min(2, Math.floor(left / amount))
  expect(made).toHaveLength(fit)
  if (before === 'captured' && fit === 1) count('one of two at once')
  one.refunds.push(...made)
}

const rank: Readonly<Record<PaymentStatus, number>> = {
  processing: 0,
  requires_confirmation: 1,
  authorized: 2,
  captured: 3,
  voided: 3,
  failed: 3,
}
const followsFrom = (before: PaymentStatus, after: PaymentStatus) =>
  before === after || rank[after] > rank[before]

// --- What must be true -------------------------------------------------------------------------------------

/** The bank's word, our status, our books and what was told are one. */
async function compare(one: {
  id: string
  amount: number
  refunds: readonly { id: string; amount: number }[]
}): Promise<void> {
  const { id, refunds } = one
  const payment = await read(deps, id)
  const authorizations = await bank.authorizations(id)
  expect(authorizations.length).toBeLessThanOrEqual(1)
  const [authorization] = authorizations
  const expected = {
    captured: 'captured',
    authorized: 'authorized',
    voided: 'voided',
    failed: 'declined',
  } as const
  if (payment.status in expected)
    expect(authorization?.status).toBe(expected[payment.status as keyof typeof expected])
  const captured = payment.status === 'captured' ? one.amount : 0
  const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0)
  expect(authorization).toMatchObject({ amount: one.amount, captured, refunded })
  expect(payment.refunds.map(({ status }) => status)).toEqual(refunds.map(() => 'refunded'))
  const { rows } = await pool.query<{ account: string; sum: number }>(
    `select l.account, sum(l.amount)::int as sum from payments.ledger_lines l join payments.ledger_entries e on e.id = l.entry_id
     where e.reference = any($1) group by 1`,
    [[id, ...refunds.map((refund) => refund.id)]],
  )
  const sums = Object.fromEntries(rows.map(({ account, sum }) => [account, sum]))
  expect(sums.bank ?? 0).toBe(captured - refunded)
  expect(sums.guests ?? 0).toBe(refunded - captured)
  expect(payment.invoice === null).toBe(captured === 0)
  const events = told.filter(({ subject }) => subject === id).map(({ type }) => type)
  const is_first = payment.change_id === null
  expect(events.filter((type) => type === 'payments.captured')).toHaveLength(is_first && captured > 0 ? 1 : 0)
  expect(events.filter((type) => type === 'payments.refunded')).toHaveLength(refunds.length)
}

test('any sequence ends with one truth: the bank, our status, the books, what was told', async () => {
  const begun = new Date().toISOString().slice(0, 10)
  await fc.assert(fc.asyncProperty(sequence, run), { numRuns: SEQUENCES })
  const { rows } = await pool.query<{ gaps: number }>(
    'select (max(sequence) - count(*))::int as gaps from payments.invoices',
  )
  expect(rows).toEqual([{ gaps: 0 }])
  const credited = await pool.query<{ gaps: number; missing: number }>(
    `select (max(sequence) - count(*))::int as gaps,
       ((select count(*) from payments.refunds where status = 'refunded') - count(*))::int as missing from payments.credit_notes`,
  )
  expect(credited.rows).toEqual([{ gaps: 0, missing: 0 }])
  const found = await reconcile(deps, begun, new Date().toISOString().slice(0, 10))
  expect(found.differences).toEqual([])
  expect(found.checked).toBeGreaterThan(100)
  const rare = Object.entries(least).filter(([what, times]) => (happened.get(what) ?? 0) < times)
  expect(rare.map(([what, times]) => [what, happened.get(what) ?? 0, times])).toEqual([])
}, 400_000)

/** What the sequences must have reached, and how often: a model that never gets there says nothing. */
const least: Readonly<Record<string, number>> = {
  'capture in authorized': 200,
  'capture in voided': 10,
  'void in authorized': 40,
  'void in captured': 15,
  'refund in captured': 200,
  'a second refund': 20,
  refund_too_much: 20,
  refund_reused: 8,
  'one of two at once': 6,
  'a difference captured': 100,
  'a difference failed': 20,
  webhook: 200,
  replay: 30,
  'pay_again in captured': 10,
  'capture_and_void_at_once in authorized': 20,
  'confirm in requires_confirmation': 20,
  'work in captured': 30,
  'ended captured': 200,
  'ended voided': 50,
  'ended failed': 50,
  'ended authorized': 20,
}

test('the ledger cannot be changed, and an entry that does not sum to zero cannot be written', async () => {
  const failed = (statement: string) =>
    pool.query(statement).then(
      () => 'done',
      (error: Error) => error.message,
    )
  expect(await failed('update payments.ledger_lines set amount = 1')).toContain('never changed')
  expect(await failed('delete from payments.ledger_entries')).toContain('never changed')
  expect(await failed('truncate payments.ledger_lines')).toContain('never changed')
  expect(
    await failed(`with entry as (
      insert into payments.ledger_entries (kind, reference, at) values ('capture', 'x', now()) returning id
    ) insert into payments.ledger_lines select id, 'bank', 'EUR', 5 from entry`),
  ).toContain('does not sum to zero')
})
