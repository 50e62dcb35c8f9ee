/**
 * Payments driven through random sequences of what guests, reservations, the bank's network and time do, against a model
 * that counts. The rules, their rows and the bank are real; how much is to be paid is part of the sequence.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { readConfig, SANDBOX_BANK_KEY } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { idempotency } from '#lib/idempotency/idempotency'
import { logger } from '#lib/log'
import { migrate } from '#lib/migrate'
import { Problem } from '#lib/problem'
import { type RunningServer, serve } from '#lib/server'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import type { ReservationDocument } from '#service/reservations/bookings/contract'
import { BankUnavailable, bankClient } from './payments/bank.ts'
import type { PaymentStatus } from './payments/contract.ts'
import type { PaymentsDeps } from './payments/deps.ts'
import { migrations } from './payments/migrations/index.ts'
import * as payments from './payments/payments.ts'
import { reconcile } from './payments/reconcile.ts'
import type { PaymentsSchema } from './payments/sql.ts'
import { type BankTestClient, bankTestClient } from './stand-ins/bank/client.ts'
import type { Manner } from './stand-ins/bank/contract.ts'
import { build as buildBank } from './stand-ins/bank/service.ts'

const SEQUENCES = 1_000
const AMOUNT = 10_000

let database: TestDatabase
let pool: ReturnType<typeof databasePool>
let bank_server: RunningServer
let bank: BankTestClient
let data_dir: string
let deps: PaymentsDeps
const cards = new Map<string, string>()
const told: { type: string; subject: string }[] = []

beforeAll(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'vacancy-payments-'))
  const log = logger({ service: 'bank', level: 'silent' })
  bank_server = serve(await buildBank({ config: readConfig({ VACANCY_DATA_DIR: data_dir }), log }), {
    ...{ host: '127.0.0.1', port: 0, grace_ms: 100, log },
  })
  bank = bankTestClient(bank_server.url, SANDBOX_BANK_KEY)
  for (const number of Object.values(card_numbers)) cards.set(number, await bank.cardToken(number))
  database = await testDatabase()
  pool = databasePool({ url: database.url, size: 4, name: 'payments-test' })
  await migrate(kyselyOver<unknown>(pool), 'payments', migrations)
  const db = kyselyOver<PaymentsSchema>(pool)
  deps = {
    db,
    // Nobody works on them: what a job would do is a step of the sequence.
    jobs: { enqueue: async () => '', work: () => undefined, wake: () => undefined },
    events: {
      publish: async (_, { type, subject = '' }) => {
        told.push({ type, subject })
        return []
      },
    },
    keys: idempotency('payments', () => new Date()),
    bank: bankClient({ url: bank_server.url, key: SANDBOX_BANK_KEY, timeout_ms: 1_000 }),
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
    site_url: 'http://localhost:3000',
  }
}, 30_000)
afterAll(async () => {
  await bank_server.stop()
  await pool.end()
  await database.drop()
  await rm(data_dir, { recursive: true })
})

const card_numbers = {
  approve: '4242424242424242',
  decline: '4000000000009995',
  confirm: '4000000000003220',
} as const
const cut: readonly Manner[] = [
  'fair',
  'fair',
  'fair',
  'cut_before',
  'cut_after',
  'broken',
  'nonsense',
  'page',
]
const command = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'settle' as const }) },
  { weight: 4, arbitrary: fc.constant({ do: 'capture' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'void' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), approve: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      amount: fc.constantFrom(1, 4_000, 7_000, AMOUNT),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'refund_again' as const }) },
)
const sequence = fc.record({
  card: fc.constantFrom('approve' as const, 'approve' as const, 'decline' as const, 'confirm' as const),
  steps: fc.array(fc.tuple(command, fc.constantFrom(...cut)), { minLength: 1, maxLength: 5 }),
  first: fc.constantFrom(...cut),
})

/** What the bank did not say is not known: as the model sees it, a step that fails so may have had its effect. */
const outcome = async <T>(work: Promise<T>): Promise<T | string> =>
  work.catch((error: unknown) => {
    if (error instanceof Problem) return error.code
    if (error instanceof BankUnavailable) return 'away'
    throw error
  })

const id_of = (() => {
  let next = 0
  return (prefix: string) => `${prefix}_${String(next++).padStart(26, '0')}`
})()

async function run({ card, steps, first }: typeof sequence extends fc.Arbitrary<infer T> ? T : never) {
  const reservation_id = id_of('res')
  const asked = { reservation_id, card_token: cards.get(card_numbers[card]) ?? '' }
  const key = crypto.randomUUID()
  const refunds: { id: string; amount: number }[] = []
  await bank.behave({ manner: first, requests: 1 })
  const made = await payments.pay(deps, asked, { owner: 'ada', key })
  // Whatever was cut: the same key is the same payment.
  await bank.behave({})
  const again = await payments.pay(deps, asked, { owner: 'ada', key })
  expect(again.id).toBe(made.id)
  const { id } = made
  for (const [step, manner] of steps) {
    const before = await payments.read(deps, id)
    await bank.behave({ manner, requests: 1 })
    switch (step.do) {
      case 'settle':
        await outcome(payments.advance(deps, id))
        break
      case 'capture': {
        const answer = await outcome(payments.capture(deps, id))
        if (manner === 'fair' && before.status === 'authorized')
          expect(answer).toMatchObject({ status: 'captured' })
        if (['voided', 'failed'].includes(before.status)) expect(answer).toBe('payment_status')
        break
      }
      case 'void': {
        const answer = await outcome(payments.voidPayment(deps, id))
        if (before.status === 'captured') expect(answer).toBe('payment_status')
        else if (manner === 'fair' && before.status === 'authorized')
          if ((await bank.authorizations(id))[0]?.status === 'captured')
            // A capture whose answer was cut is the bank's truth before it is ours.
            expect(answer).toBe('payment_status')
          else expect(answer).toMatchObject({ status: 'voided' })
        break
      }
      case 'confirm':
        await bank.behave({})
        if (before.confirmation_url !== null)
          await bank
            .confirm(before.confirmation_url, step.approve ? 'approve' : 'decline')
            .catch(() => undefined)
        break
      case 'refund': {
        const refund = { id: id_of('rfd'), amount: step.amount }
        const left = AMOUNT - refunds.reduce((sum, { amount }) => sum + amount, 0)
        const answer = await outcome(payments.refund(deps, id, asRefund(refund)))
        if (before.status !== 'captured') expect(answer).toBe('payment_status')
        else if (step.amount > left) expect(answer).toBe('refund_too_much')
        else refunds.push(refund)
        break
      }
      case 'refund_again': {
        const [refund] = refunds
        if (refund !== undefined) await outcome(payments.refund(deps, id, asRefund(refund)))
        break
      }
    }
    expect(followsFrom(before.status, (await payments.read(deps, id)).status)).toBe(true)
  }
  // The network mends, and the jobs run.
  await bank.behave({})
  await payments.advance(deps, id)
  for (const refund of refunds) await payments.payBack(deps, refund.id)
  await compare(id, refunds)
}

const asRefund = ({ id, amount }: { id: string; amount: number }) => ({
  refund_id: id,
  amount: { amount, currency: 'EUR' },
  reason: 'test',
})

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

/** The bank's word, our status, our books and what was told are one. */
async function compare(id: string, refunds: readonly { id: string; amount: number }[]): Promise<void> {
  const payment = await payments.read(deps, id)
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
  const captured = payment.status === 'captured' ? AMOUNT : 0
  const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0)
  expect(authorization).toMatchObject({ captured, refunded })
  const references = [id, ...refunds.map((refund) => refund.id)]
  const { rows } = await pool.query<{ account: string; sum: number }>(
    `select l.account, sum(l.amount)::int as sum from payments.ledger_lines l join payments.ledger_entries e on e.id = l.entry_id
     where e.reference = any($1) group by 1`,
    [references],
  )
  const sums = Object.fromEntries(rows.map(({ account, sum }) => [account, sum]))
  expect(sums.bank ?? 0).toBe(captured - refunded)
  expect(sums.guests ?? 0).toBe(refunded - captured)
  expect(payment.invoice === null).toBe(captured === 0)
  const events = told.filter(({ subject }) => subject === id).map(({ type }) => type)
  expect(events.filter((type) => type === 'payments.captured')).toHaveLength(captured === 0 ? 0 : 1)
  expect(events.filter((type) => type === 'payments.refunded')).toHaveLength(refunds.length)
}

test('any sequence ends with one truth: the bank, our status, the books, what was told', async () => {
  await fc.assert(fc.asyncProperty(sequence, run), { numRuns: SEQUENCES })
  const { rows } = await pool.query<{ gaps: number }>(
    'select (max(sequence) - count(*))::int as gaps from payments.invoices',
  )
  expect(rows).toEqual([{ gaps: 0 }])
  const day = new Date().toISOString().slice(0, 10)
  const found = await reconcile(deps, day, day)
  expect(found.differences).toEqual([])
  expect(found.checked).toBeGreaterThan(100)
}, 120_000)

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
