/** What the bank tells us: signed, heard once, in any order; and enough by itself. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { typeid } from 'typeid-js'
import { SANDBOX_BANK_WEBHOOK_SECRET } from '#lib/config'
import { eventually } from '#lib/test/processes'
import type { Payment, PaymentStatus } from '#service/payments/contract'
import { signatureOf } from '#service/stand-ins/bank/client'
import { type TestChain, testChain } from './test-chain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await testChain()
  // The bank says nothing by itself: what it would say is sent by hand, so that it is known what came of what.
  await chain.bank.behave({ webhooks: false })
}, 30_000)
afterAll(() => chain.close())

/** Nothing is done but what comes from outside: no job is left that would find out by itself. */
const forgetJobs = () => chain.pool.query("delete from payments_jobs.job where state in ('created', 'retry')")
const now_s = () => Math.floor(Date.now() / 1_000)
const webhook = (reference: string, type = 'authorization.authorized', id = String(typeid('evt'))) =>
  JSON.stringify({ id, type, created_at: new Date().toISOString(), data: { reference } })
const post = (body: string, header?: string) =>
  fetch(`${chain.url}/v1/bank/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(header === ''
        ? {}
        : { 'bank-signature': header ?? signatureOf(SANDBOX_BANK_WEBHOOK_SECRET, now_s(), body) }),
    },
    body,
  })
const codeOf = async (response: Response) =>
  `${response.status} ${response.status === 204 ? '' : ((await response.json()) as { code: string }).code}`.trim()
const statusOf = async (id: string) => (await chain.client.payment(id)).status
const becomes = (id: string, status: PaymentStatus) =>
  eventually(`the payment is ${status}`, 10_000, async () => (await statusOf(id)) === status)
const jobs = async () => {
  const { rows } = await chain.pool.query<{ count: number }>(
    "select count(*)::int as count from payments_jobs.job where name = 'payments'",
  )
  return rows[0]?.count ?? Number.NaN
}

/** A payment that waits for its guest, and of which nobody will ask by himself. */
async function waiting(): Promise<Payment> {
  const { id } = await chain.hold()
  const payment = await chain.begin(id, 'confirm')
  expect(payment.status).toBe('requires_confirmation')
  await forgetJobs()
  return payment
}
const confirm = (payment: Payment, outcome: 'approve' | 'decline' = 'approve') =>
  chain.bank.confirm(payment.confirmation_url ?? '', outcome)

test('a webhook alone confirms the booking and takes the money; without it nothing does', async () => {
  const payment = await waiting()
  await confirm(payment)
  await Bun.sleep(800)
  expect(await statusOf(payment.id)).toBe('requires_confirmation')
  expect(await codeOf(await post(webhook(payment.id)))).toBe('204')
  await becomes(payment.id, 'captured')
  expect((await chain.reservation(payment.reservation_id)).state).toBe('confirmed')
})

test('the bank’s own webhooks do, signed as it signs', async () => {
  const payment = await waiting()
  await chain.bank.behave({})
  await confirm(payment)
  await becomes(payment.id, 'captured')
  await chain.bank.behave({ webhooks: false })
})

test('replayed it is heard once', async () => {
  const payment = await waiting()
  const body = webhook(payment.id)
  const before = await jobs()
  const header = signatureOf(SANDBOX_BANK_WEBHOOK_SECRET, now_s(), body)
  const answers = await Promise.all(Array.from({ length: 10 }, async () => codeOf(await post(body, header))))
  expect(new Set(answers)).toEqual(new Set(['204']))
  expect(await jobs()).toBe(before + 1)
})

test('a refund that the bank tells of is booked', async () => {
  const { id } = await chain.hold()
  const payment = await chain.begin(id)
  await becomes(payment.id, 'captured')
  // The bank pays back, and its answer is lost.
  await chain.bank.behave({ manner: 'cut_after', requests: 1, path: 'refunds', webhooks: false })
  const refund_id = String(typeid('rfd'))
  const amount = { amount: 500, currency: 'EUR' }
  const asked = { refund_id, amount, reason: 'test' }
  expect((await chain.settlement.refund(payment.id, asked)).status).toBe('processing')
  await forgetJobs()
  expect(await codeOf(await post(webhook(refund_id, 'refund.succeeded')))).toBe('204')
  await eventually('the refund is booked', 10_000, async () => {
    const { refunds } = await chain.client.payment(payment.id)
    return refunds.some((one) => one.id === refund_id && one.status === 'refunded')
  })
})

test.each(['authorization.authorized', 'authorization.captured', 'authorization.voided'])(
  'whatever it says and whenever it comes, what the bank answers is what counts: %s of what was declined',
  async (type) => {
    const payment = await waiting()
    await confirm(payment, 'decline')
    expect(await codeOf(await post(webhook(payment.id, type)))).toBe('204')
    await becomes(payment.id, 'failed')
    await eventually('the hold is there again', 10_000, async () => {
      return (await chain.reservation(payment.reservation_id)).state === 'hold'
    })
  },
)

const secret = SANDBOX_BANK_WEBHOOK_SECRET
test.each([
  ['without a signature', () => '', '401 signature_invalid'],
  ['of another form', () => 'v1=0', '401 signature_invalid'],
  ['of another secret', (body: string) => signatureOf(`${secret}x`, now_s(), body), '401 signature_invalid'],
  ['of another body', (body: string) => signatureOf(secret, now_s(), `${body} `), '401 signature_invalid'],
  [
    'of four days ago',
    (body: string) => signatureOf(secret, now_s() - 4 * 86_400, body),
    '401 signature_invalid',
  ],
  [
    'of days to come',
    (body: string) => signatureOf(secret, now_s() + 4 * 86_400, body),
    '401 signature_invalid',
  ],
  [
    'of today, with a time of another day',
    (body: string) => signatureOf(secret, now_s() - 4 * 86_400, body).replace(/t=\d+/, `t=${now_s()}`),
    '401 signature_invalid',
  ],
] as const)('a webhook %s does nothing', async (_, headerOf, code) => {
  const payment = await waiting()
  await confirm(payment)
  const before = await jobs()
  const body = webhook(payment.id)
  expect(await codeOf(await post(body, headerOf(body)))).toBe(code)
  expect(await jobs()).toBe(before)
})

test.each([
  ['no JSON', '{', '400 malformed_body'],
  ['no webhook', '{"id":"evt_1"}', '400 malformed_body'],
  ['a reference of nobody', webhook('pay_00000000000000000000000000'), '204'],
  ['a reference that is none of ours', webhook('somebody-else'), '204'],
  ['more than a webhook', `"${'x'.repeat(70_000)}"`, '413 body_too_large'],
])('signed, but %s', async (_, body, code) => {
  const before = await jobs()
  expect(await codeOf(await post(body))).toBe(code)
  expect(await jobs()).toBe(before)
})
