/** Our books against the bank's statement, every day, whoever was away at midnight; and what comes of a difference. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { typeid } from 'typeid-js'
import { SANDBOX_BANK_KEY } from '#lib/config'
import { addDays } from '#lib/dates'
import { eventually } from '#lib/test/processes'
import type { Payment } from '#service/payments/contract'
import { type TestChain, testChain } from './test-chain.ts'

const DAY_MS = 86_400_000
let chain: TestChain
let ahead_ms = 0
const today = () => new Date(Date.now() + ahead_ms).toISOString().slice(0, 10)
beforeAll(async () => {
  chain = await testChain({ now: () => new Date(Date.now() + ahead_ms), look_ms: 100 })
}, 30_000)
afterAll(() => chain.close())

/** Nothing is done but what comes from outside: no job is left that would find out by itself. */
const forgetJobs = () =>
  eventually('no job is left', 10_000, async () => {
    // One that is at work may leave another.
    const { rows } = await chain.pool.query<{ seen: number }>(
      `with forgotten as (delete from payments_jobs.job where state in ('created', 'retry'))
       select count(*)::int as seen from payments_jobs.job where state in ('created', 'retry', 'active')`,
    )
    return rows[0]?.seen === 0
  })
const becomes = (id: string, status: Payment['status']) =>
  eventually(
    `the payment is ${status}`,
    10_000,
    async () => (await chain.client.payment(id)).status === status,
  )
const paid = async () => {
  const { id } = await chain.hold()
  const payment = await chain.begin(id)
  await becomes(payment.id, 'captured')
  return chain.client.payment(payment.id)
}
interface Found {
  kind: string
  reference: string
  ours: number | null
  theirs: number | null
}
const compare = async (from = today(), to = from) => {
  const answer = await chain.ask('/v1/reconciliations', {
    method: 'POST',
    body: JSON.stringify({ from, to }),
  })
  return ((await answer.json()) as { differences: Found[] }).differences
}
const days = async () => {
  const { rows } = await chain.pool.query<{ day: string; differences: number | null }>(
    'select day::text as day, differences from payments.reconciled_days where done_at is not null order by day',
  )
  return rows
}
const atBank = async (path: string, body: object): Promise<{ id: string }> => {
  const answer = await fetch(chain.bank_url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${SANDBOX_BANK_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as { id: string }
}
/** The bank takes money for a payment, and nobody has asked it to. */
const takenAtBank = async (reference: string, amount: number) => {
  const card_token = await chain.bank.cardToken('4242424242424242')
  const { id } = await atBank('/v1/authorizations', { card_token, amount, currency: 'EUR', reference })
  await atBank(`/v1/authorizations/${id}/capture`, {})
}
const counted = async (kind: string) => {
  const text = await (await chain.ask('/metrics')).text()
  return Number(
    new RegExp(`reconciliation_differences_total{.*kind="${kind}".*} (\\d+)`).exec(text)?.[1] ?? 0,
  )
}
const ledger = async (references: readonly string[]) => {
  const { rows } = await chain.pool.query<{ sum: number }>(
    `select coalesce(sum(l.amount), 0)::int as sum from payments.ledger_entries e
     join payments.ledger_lines l on l.entry_id = e.id and l.account = 'bank' where e.reference = any($1)`,
    [references],
  )
  return rows[0]?.sum
}

test('what is right makes no difference', async () => {
  await paid()
  expect(await compare()).toEqual([])
})

test.each(['decline', 'confirm'] as const)(
  'money that the bank took for a payment that has ended here comes back, and both stand in the books: %s',
  async (card) => {
    const { id: reservation_id } = await chain.hold()
    const { id } = await chain.begin(reservation_id, card)
    if (card === 'confirm') await chain.settlement.void(id)
    expect(['failed', 'voided']).toContain((await chain.client.payment(id)).status)
    const before = await counted('missing_here')
    await takenAtBank(id, 20_000)
    const found = await compare()
    expect(found).toMatchObject([{ kind: 'missing_here', reference: id, ours: null, theirs: 20_000 }])
    expect(await counted('missing_here')).toBe(before + 1)
    expect(chain.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'our books and the bank differ' }),
    )
    await eventually('it is paid back', 10_000, async () => {
      const { refunds } = await chain.client.payment(id)
      return refunds.length === 1 && refunds[0]?.status === 'refunded'
    })
    const { refunds, invoice } = await chain.client.payment(id)
    expect(refunds).toMatchObject([{ amount: { amount: 20_000 }, reason: 'taken_in_error' }])
    expect(invoice).toBeNull()
    expect(await ledger([id, refunds[0]?.id ?? ''])).toBe(0)
    expect(await compare()).toEqual([])
  },
)

test('a capture that is only late is booked as ever', async () => {
  const { id: reservation_id } = await chain.hold()
  await chain.bank.behave({ webhooks: false })
  const payment = await chain.begin(reservation_id, 'confirm')
  await forgetJobs()
  await chain.bank.confirm(payment.confirmation_url ?? '', 'approve')
  const [authorization] = await chain.bank.authorizations(payment.id)
  await atBank(`/v1/authorizations/${authorization?.id}/capture`, {})
  expect(await compare()).toMatchObject([{ kind: 'missing_here', reference: payment.id }])
  await becomes(payment.id, 'captured')
  await eventually('the booking is confirmed', 10_000, async () => {
    return (await chain.reservation(reservation_id)).state === 'confirmed'
  })
  await chain.bank.behave({})
  expect(await compare()).toEqual([])
})

test('what we have booked and the bank does not know, and what it knows otherwise, is told, counted, and left alone', async () => {
  const { id, amount } = await paid()
  const book = (kind: string, reference: string, of: number) =>
    chain.pool.query(
      `with entry as (
         insert into payments.ledger_entries (kind, reference, at) values ($1, $2, $3) returning id
       ) insert into payments.ledger_lines (entry_id, account, currency, amount)
       select id, account, 'EUR', amount from entry, (values ('bank', $4::bigint), ('guests', -$4::bigint)) as line (account, amount)`,
      [kind, reference, new Date(Date.now() + ahead_ms), of],
    )
  const invented = String(typeid('pay'))
  await book('capture', invented, 777)
  await book('refund', id, -5)
  const before = [await counted('missing_there'), await counted('amount')]
  const found = (await compare()).toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
  const price = amount?.amount ?? 0
  expect(found).toMatchObject([
    { kind: 'amount', reference: id, ours: price - 5, theirs: price },
    { kind: 'missing_there', reference: invented, ours: 777, theirs: null },
  ])
  expect([await counted('missing_there'), await counted('amount')]).toEqual(before.map((one) => one + 1))
})

test('every day is compared once it is over, also those when nobody was there', async () => {
  const first = today()
  expect((await days()).map(({ day }) => day)).not.toContain(first)
  ahead_ms += DAY_MS
  await eventually('yesterday is compared', 10_000, async () =>
    (await days()).some(({ day }) => day === first),
  )
  expect((await days()).find(({ day }) => day === first)?.differences).toBe(2)
  // The bank is away over two midnights, and so are we over one more.
  await chain.bank.behave({ manner: 'broken', path: 'statement' })
  for (let day = 0; day < 2; day++) {
    ahead_ms += DAY_MS
    await Bun.sleep(300)
  }
  ahead_ms += DAY_MS
  expect((await days()).map(({ day }) => day)).not.toContain(addDays(first, 1))
  await chain.bank.behave({})
  await chain.pool.query("update payments_jobs.job set start_after = now() where state = 'retry'")
  await eventually('all days are compared', 15_000, async () => {
    const done = (await days()).map(({ day }) => day)
    return [1, 2, 3].every((n) => done.includes(addDays(first, n)))
  })
  expect((await days()).map(({ day }) => day)).not.toContain(today())
})
