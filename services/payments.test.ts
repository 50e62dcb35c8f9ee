/** Payments, reservations and the bank together: what is refused, what is believed, and what is nobody else's. */
import { afterEach, expect, test } from 'bun:test'
import { typeid } from 'typeid-js'
import { eventually } from '#lib/test/processes'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import type { Reservation } from './reservations/bookings/contract.ts'
import { type ChainOptions, type TestChain, testChain } from './test-chain.ts'

const open: TestChain[] = []
afterEach(async () => {
  for (const chain of open.splice(0)) await chain.close()
})
const start = async (options: ChainOptions = {}) => {
  const chain = await testChain(options)
  open.push(chain)
  return chain
}
/** Nothing is done but what comes from outside: no job is left that would find out by itself. */
const forgetJobs = (chain: TestChain) =>
  chain.pool.query("delete from payments_jobs.job where state in ('created', 'retry')")
const key = () => crypto.randomUUID()
const problemOf = (error: unknown) =>
  error instanceof UpstreamProblem ? `${error.problem.status} ${error.problem.code}` : String(error)
const history = ({ history }: Reservation) => history.map(({ state }) => state)
const becomes = (chain: TestChain, id: string, status: Payment['status']) =>
  eventually(
    `the payment is ${status}`,
    10_000,
    async () => (await chain.client.payment(id)).status === status,
  )
const paid = async (chain: TestChain) => {
  const { id } = await chain.hold()
  const payment = await chain.begin(id)
  await becomes(chain, payment.id, 'captured')
  return chain.client.payment(payment.id)
}

test('what the caller got wrong is refused before anything is begun, and leaves everything as it was', async () => {
  const chain = await start()
  const { id: reservation_id } = await chain.hold()
  const card_token = await chain.bank.cardToken('4242424242424242')
  const pay = async (changes: Record<string, unknown>) => {
    const answer = await chain.ask('/v1/payments', {
      method: 'POST',
      body: JSON.stringify({ reservation_id, card_token, ...changes }),
      headers: { 'idempotency-key': key() },
    })
    const { code, errors } = (await answer.json()) as {
      code: string
      errors?: { field: string; code: string }[]
    }
    return [answer.status, code, ...(errors ?? []).map((one) => `${one.field} ${one.code}`)].join(' ')
  }
  const bad_token = '422 validation_failed card_token pattern'
  for (const [changes, refusal] of [
    [{ card_token: 'tok_00000000000000000000000000' }, '422 unknown_card_token'],
    [{ card_token: '4242424242424242' }, bad_token],
    [{ card_token: '4242 4242 4242 4242' }, bad_token],
    [{ card_token: 'tok_4242424242424242' }, bad_token],
    [{ return_url: 'https://elsewhere.example/trips' }, '422 validation_failed return_url origin'],
    [{ return_url: 'javascript:alert(1)' }, '422 validation_failed return_url pattern'],
    [
      { return_url: 'http://localhost:3000/trips?card=4242424242424242' },
      '422 validation_failed return_url card_number',
    ],
    [{ reservation_id: 'res_00000000000000000000000000' }, '404 unknown_reservation'],
    [{ amount: 1 }, '422 validation_failed amount unknown'],
  ] as const)
    expect([changes, await pay(changes)]).toEqual([changes, refusal])
  const reservation = await chain.reservation(reservation_id)
  expect(history(reservation)).toEqual(['hold'])
  const { rows } = await chain.pool.query<{ row: string }>('select p::text as row from payments.payments p')
  expect(rows.filter(({ row }) => row.includes(reservation_id))).toEqual([])
  expect(rows.filter(({ row }) => /4242/.test(row))).toEqual([])
})

test("somebody else's payment, receipt and invoice are not there", async () => {
  const chain = await start()
  const { id, invoice } = await paid(chain)
  const back = { refund_id: String(typeid('rfd')), amount: { amount: 500, currency: 'EUR' }, reason: 'test' }
  const refund = await chain.settlement.refund(id, back)
  const asked = async (path: string, as?: string) => {
    const answer = await chain.ask(path, as === undefined ? {} : { as })
    if (answer.ok) return `${answer.status}`
    return `${answer.status} ${((await answer.json()) as { code: string }).code}`
  }
  const other = 'usr_00000000000000000000000002'
  for (const [path, refusal] of [
    [`/v1/payments/${id}`, '404 unknown_payment'],
    [`/v1/payments/${id}/receipt`, '404 unknown_payment'],
    [`/v1/invoices/${invoice}`, '404 unknown_invoice'],
    [`/v1/credit-notes/${refund.credit_note}`, '404 unknown_credit_note'],
  ] as const) {
    expect([path, await asked(path)]).toEqual([path, '200'])
    expect([path, await asked(path, other)]).toEqual([path, refusal])
  }
  const { reservation_id } = await chain.client.payment(id)
  const list = await chain.ask(`/v1/payments?reservation_id=${reservation_id}`, { as: other })
  expect(await list.json()).toEqual({ data: [], next_cursor: null })
  const theirs = await chain.ask('/v1/payments', {
    ...{ as: other, method: 'POST', headers: { 'idempotency-key': key() } },
    body: JSON.stringify({ reservation_id, card_token: await chain.bank.cardToken('4242424242424242') }),
  })
  expect([theirs.status, await theirs.json()]).toEqual([
    404,
    expect.objectContaining({ code: 'unknown_reservation' }),
  ])
})

test('a key that the bank does not take declines nobody: the payment waits, and the log says so', async () => {
  const chain = await start({ bank_key: 'a-key-of-somebody-else-0123456789-0123456789' })
  const { id } = await chain.hold()
  const payment = await chain.begin(id)
  expect(payment).toMatchObject({ status: 'processing', decline_code: null })
  expect((await chain.reservation(id)).state).toBe('paying')
  expect(chain.logged.map(({ message }) => message)).toContain('a payment waits for somebody else')
})

test.each([
  [401, 'invalid_token'],
  [403, 'insufficient_scope'],
  [429, 'too_many_requests'],
])(
  'reservations that answers %d has not refused the payment',
  async (status, code) => {
    let refusing = true
    const problem = { type: 'about:blank', title: '', status, code }
    const chain = await start({
      between: (transport) => async (request) =>
        refusing && request.url.includes('payment-attempts')
          ? Response.json(problem, { status })
          : transport(request),
    })
    const { id } = await chain.hold()
    // Nobody has said yet what it costs.
    const payment = await chain.begin(id)
    expect(payment).toMatchObject({ status: 'processing', amount: null })
    refusing = false
    await chain.pool.query('update payments_jobs.job set start_after = now()')
    await becomes(chain, payment.id, 'captured')
  },
  30_000,
)

test.each([
  ['another amount', { amount: 1 }],
  ['another currency', { currency: 'USD' }],
])(
  'a bank that holds %s has paid for nothing, and is told to give it free',
  async (_, lie) => {
    const chain = await start({
      answers: (path, answer) => (path === '/v1/authorizations' ? { ...answer, ...lie } : answer),
    })
    const { id } = await chain.hold()
    const payment = await chain.begin(id)
    expect(payment).toMatchObject({ status: 'failed', decline_code: 'bank_amount' })
    await eventually(
      'the hold is there again',
      10_000,
      async () => (await chain.reservation(id)).state === 'hold',
    )
    expect((await chain.bank.authorizations(payment.id)).map(({ status }) => status)).toEqual(['voided'])
  },
  30_000,
)

test('an answer about another payment is none', async () => {
  const chain = await start({
    answers: (path, answer) =>
      path === '/v1/authorizations' ? { ...answer, reference: 'pay_00000000000000000000000000' } : answer,
  })
  const { id } = await chain.hold()
  const payment = await chain.begin(id)
  expect(payment.status).toBe('processing')
  // It may be somebody's: nothing was done to it.
  expect((await chain.bank.authorizations(payment.id)).map(({ status }) => status)).toEqual(['authorized'])
})

test('a refund of another amount is none, and one of an id is one', async () => {
  let lie = {}
  const chain = await start({
    answers: (path, answer) => (path.endsWith('/refunds') ? { ...answer, ...lie } : answer),
  })
  const [one, other] = [await paid(chain), await paid(chain)]
  const refund_id = String(typeid('rfd'))
  const back = (id: string, amount: number, currency = 'EUR') =>
    chain.settlement
      .refund(id, { refund_id, amount: { amount, currency }, reason: 'test' })
      .then(({ status }) => status, problemOf)
  lie = { amount: 1 }
  expect(await back(one.id, 500)).toBe('processing')
  lie = {}
  expect(await back(one.id, 500)).toBe('refunded')
  expect(await back(one.id, 500)).toBe('refunded')
  expect(await back(one.id, 501)).toBe('422 refund_reused')
  expect(await back(one.id, 500, 'USD')).toBe('422 refund_reused')
  expect(await back(other.id, 500)).toBe('422 refund_reused')
  const entries = (await chain.bank.statement()).filter(({ reference }) => reference === refund_id)
  expect(entries).toMatchObject([{ type: 'refund', amount: 500 }])
})

test('a fault of our own is told as one, and not as a payment under way', async () => {
  const chain = await start({
    between: (transport) => async (request) =>
      request.url.includes('payment-attempts') ? Response.json({}) : transport(request),
  })
  const { id } = await chain.hold()
  expect(await chain.begin(id).then(({ status }) => status, problemOf)).toBe('500 internal')
})

test('given up while the guest confirms: the money that came is the booking’s, whoever was faster', async () => {
  let ahead_ms = 0
  const chain = await start({ now: () => new Date(Date.now() + ahead_ms) })
  const { id } = await chain.hold()
  const payment = await chain.begin(id, 'confirm')
  // The bank has the guest's yes, and nobody here has heard of it when the fifteen minutes are over.
  await chain.bank.behave({ webhooks: false })
  await forgetJobs(chain)
  ahead_ms = 14 * 60_000
  await chain.bank.confirm(payment.confirmation_url ?? '', 'approve')
  ahead_ms = 16 * 60_000
  // Who gives up may be heard of after who has paid: a booking that was confirmed in between ends with its payment.
  await eventually('the money is where it belongs', 15_000, async () => {
    const { state } = await chain.reservation(id)
    const { status, refunds } = await chain.client.payment(payment.id)
    if (state === 'confirmed') return status === 'captured' && refunds.length === 0
    return ['expired', 'cancelled'].includes(state) && status === 'voided'
  })
}, 60_000)
