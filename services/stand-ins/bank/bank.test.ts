/** The bank over HTTP, as a merchant and a test use it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, SANDBOX_BANK_KEY, SANDBOX_BANK_WEBHOOK_SECRET } from '#lib/config'
import { logger } from '#lib/log'
import type { ProblemDetails } from '#lib/problem'
import { type RunningServer, serve } from '#lib/server'
import { bankTestClient, isSigned } from './client.ts'
import {
  type Authorization,
  type Behaviour,
  type CardBehaviour,
  limits,
  type Manner,
  type Refund,
  type Statement,
  test_cards,
  type Webhook,
} from './contract.ts'
import { build } from './service.ts'

const log = logger({ service: 'bank', level: 'silent' })
let data_dir: string
let server: RunningServer
/** How far the bank's clock is ahead. */
let ahead_ms = 0
const now_ms = () => Date.now() + ahead_ms

async function start(): Promise<RunningServer> {
  const config = readConfig({ VACANCY_DATA_DIR: data_dir })
  return serve(await build({ config, log, now_ms }), { host: '127.0.0.1', port: 0, grace_ms: 500, log })
}

beforeAll(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'vacancy-bank-'))
  server = await start()
})
afterAll(async () => {
  await server.stop()
  await receiver.stop(true)
  await rm(data_dir, { recursive: true })
})
beforeEach(async () => {
  await behave({})
})

/** Stands for payments: what was told to it, and how it answers. */
const told: { webhook: Webhook; signature: string | null; text: string }[] = []
let statuses: number[] = []
const receiver = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: async (request) => {
    const text = await request.text()
    const status = statuses.shift() ?? 204
    told.push({
      webhook: JSON.parse(text) as Webhook,
      signature: request.headers.get('bank-signature'),
      text,
    })
    return new Response(null, { status })
  },
})

let counter = 0
const newKey = () => `key-of-test-${++counter}`
type Init = { key?: string | null; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal }

async function call<T>(method: string, path: string, init: Init = {}): Promise<{ status: number; body: T }> {
  const { key = newKey(), body, headers, signal = AbortSignal.timeout(8_000) } = init
  const response = await fetch(new URL(path, server.url), {
    method,
    signal,
    headers: {
      authorization: `Bearer ${SANDBOX_BANK_KEY}`,
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as T }
}
const post = <T>(path: string, body?: unknown, key: string | null = newKey()) =>
  call<T>('POST', path, { body, key })
const refusal = async (asking: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await asking
  return [status, (body as ProblemDetails).code]
}
const behave = (body: Behaviour) => call('PUT', '/admin/behaviour', { body })
const tester = () => bankTestClient(server.url, SANDBOX_BANK_KEY)

const numberOf = (behaviour: CardBehaviour) =>
  Object.entries(test_cards).find(([, one]) => one === behaviour)?.[0] ?? ''
const tokenOf = (behaviour: CardBehaviour) => tester().cardToken(numberOf(behaviour))
const order = async (behaviour: CardBehaviour, more: object = {}) => ({
  card_token: await tokenOf(behaviour),
  amount: 10_000,
  currency: 'EUR',
  reference: `order-${++counter}`,
  ...more,
})
async function authorized(behaviour: CardBehaviour = 'approve', more: object = {}) {
  return (await post<Authorization>('/v1/authorizations', await order(behaviour, more))).body
}
const path = ({ id }: { id: string }, rest = '') => `/v1/authorizations/${id}${rest}`
const now = async (authorization: Authorization) =>
  (await call<Authorization>('GET', path(authorization))).body

async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline_ms = performance.now() + 8_000
  while (performance.now() < deadline_ms) {
    const found = await look()
    if (found !== undefined) return found
    await Bun.sleep(5)
  }
  throw new Error('it did not happen')
}

describe('a payment', () => {
  test('is authorized, captured, refunded in parts, and stands on the statement', async () => {
    const made = await authorized()
    expect(made).toMatchObject({ status: 'authorized', amount: 10_000, captured: 0, card: { last4: '4242' } })
    expect((await post<Authorization>(path(made, '/capture'))).body).toMatchObject({
      status: 'captured',
      captured: 10_000,
    })
    for (const amount of [2_500, 7_500])
      expect((await post<Refund>(path(made, '/refunds'), { amount, reference: 'r' })).status).toBe(201)
    const over = await post<{ available: number }>(path(made, '/refunds'), { amount: 1, reference: 'r' })
    expect([over.status, over.body.available]).toEqual([409, 0])
    expect(await now(made)).toMatchObject({ captured: 10_000, refunded: 10_000 })
    const entries = (await tester().statement()).filter((entry) => entry.authorization_id === made.id)
    expect(entries.map(({ type, amount }) => [type, amount])).toEqual([
      ['capture', 10_000],
      ['refund', 2_500],
      ['refund', 7_500],
    ])
    expect((await call<{ data: Refund[] }>('GET', path(made, '/refunds'))).body.data).toHaveLength(2)
    expect((await tester().authorizations(made.reference)).map(({ id }) => id)).toEqual([made.id])
  })

  test('may be captured in part, once; more than that cannot be refunded', async () => {
    const made = await authorized()
    expect(await refusal(post(path(made, '/capture'), { amount: 10_001 }))).toEqual([409, 'amount_too_large'])
    expect((await post<Authorization>(path(made, '/capture'), { amount: 4_000 })).body.captured).toBe(4_000)
    // Asked again, because the answer was lost.
    expect((await post<Authorization>(path(made, '/capture'), { amount: 4_000 })).status).toBe(200)
    expect(await refusal(post(path(made, '/capture'), { amount: 6_000 }))).toEqual([
      409,
      'authorization_state',
    ])
    expect(await refusal(post(path(made, '/refunds'), { amount: 4_001, reference: 'r' }))).toEqual([
      409,
      'amount_too_large',
    ])
  })

  test('may be voided until it is captured, and not captured then', async () => {
    const made = await authorized()
    for (let i = 0; i < 2; i++)
      expect((await post<Authorization>(path(made, '/void'))).body.status).toBe('voided')
    expect(await refusal(post(path(made, '/capture')))).toEqual([409, 'authorization_state'])
    const other = await authorized()
    await post(path(other, '/capture'))
    expect(await refusal(post(path(other, '/void')))).toEqual([409, 'authorization_state'])
    expect(await refusal(post(path(made, '/refunds'), { amount: 1, reference: 'r' }))).toEqual([
      409,
      'authorization_state',
    ])
  })

  test('has a statement in pages, and by days', async () => {
    const { data } = (await call<Statement>('GET', '/v1/statement?limit=2')).body
    expect(data).toHaveLength(2)
    const last = data[1]
    const rest = (await call<Statement>('GET', `/v1/statement?cursor=${last?.id}`)).body.data
    expect([...data, ...rest]).toEqual(await tester().statement())
    const day = last?.created_at.slice(0, 10)
    const of_day = (await call<Statement>('GET', `/v1/statement?from=${day}&to=${day}&limit=1`)).body.data
    expect(of_day).toHaveLength(1)
    expect((await call<Statement>('GET', '/v1/statement?to=2001-01-01')).body.data).toEqual([])
  })
})

describe('a key', () => {
  test('gives the same answer to the same request, fifty at once and later; another request is refused', async () => {
    const body = await order('approve')
    const key = newKey()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post<Authorization>('/v1/authorizations', body, key)),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await tester().authorizations(body.reference)).toHaveLength(1)
    const [made] = answers
    await post(path({ id: made?.body.id ?? '' }, '/capture'))
    expect(await post<Authorization>('/v1/authorizations', body, key)).toEqual(made as typeof made & object)
    expect(await refusal(post('/v1/authorizations', { ...body, amount: 1 }, key))).toEqual([
      422,
      'idempotency_key_reused',
    ])
    // The order of its members does not make another body.
    const turned = Object.fromEntries(Object.entries(body).toReversed())
    expect((await post('/v1/authorizations', turned, key)).status).toBe(201)
  })

  test('refunds once', async () => {
    const made = await authorized()
    await post(path(made, '/capture'))
    const key = newKey()
    const body = { amount: 6_000, reference: 'r' }
    const answers = await Promise.all([1, 2, 3].map(() => post<Refund>(path(made, '/refunds'), body, key)))
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
    expect((await now(made)).refunded).toBe(6_000)
    expect(await refusal(post(path(made, '/refunds'), { ...body, amount: 1 }, key))).toEqual([
      422,
      'idempotency_key_reused',
    ])
  })

  test('that was refused is free: nothing had happened', async () => {
    const made = await authorized()
    const key = newKey()
    const body = { amount: 6_000, reference: 'r' }
    expect(await refusal(post(path(made, '/refunds'), body, key))).toEqual([409, 'authorization_state'])
    await post(path(made, '/capture'))
    expect((await post(path(made, '/refunds'), body, key)).status).toBe(201)
  })
})

describe('a card', () => {
  test.each(['insufficient_funds', 'stolen_card', 'expired_card', 'card_declined'] as const)(
    'is declined: %s',
    async (code) => {
      const made = await authorized(code)
      expect(made).toMatchObject({ status: 'declined', decline_code: code })
      expect(await refusal(post(path(made, '/capture')))).toEqual([409, 'authorization_state'])
    },
  )

  test('is declined only later', async () => {
    expect((await authorized('decline_later')).status).toBe('authorized')
    expect(await authorized('decline_later', { merchant_initiated: true })).toMatchObject({
      status: 'declined',
      decline_code: 'card_declined',
    })
  })

  test('is confirmed by the person, or not, or not in time', async () => {
    const return_url = 'http://localhost:3000/paid?a=1'
    const made = await authorized('confirm', { return_url })
    expect(made.status).toBe('requires_confirmation')
    expect(made.confirmation_url).toStartWith('http://localhost:3901/confirmations/cnf_')
    expect(await refusal(post(path(made, '/capture')))).toEqual([409, 'authorization_state'])
    const here = new URL(new URL(made.confirmation_url ?? '').pathname, server.url)
    const page = await (await fetch(here)).text()
    expect(page).toContain('€100.00')
    const confirmed = await fetch(here, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'approve' }),
      redirect: 'manual',
    })
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([
      303,
      `${return_url}&authorization_id=${made.id}`,
    ])
    // What was decided stays.
    await tester().confirm(here.href, 'decline')
    expect(await now(made)).toMatchObject({ status: 'authorized' })
    expect((await now(made)).confirmation_url).toBeUndefined()

    const refused = await authorized('confirm')
    await tester().confirm(refused.confirmation_url ?? '', 'decline')
    expect(await now(refused)).toMatchObject({ status: 'declined', decline_code: 'confirmation_declined' })

    const late = await authorized('confirm')
    ahead_ms += limits.confirmation_minutes * 60_000 + 1
    await tester().confirm(late.confirmation_url ?? '', 'approve')
    expect((await now(late)).status).toBe('expired')

    expect((await authorized('confirm', { merchant_initiated: true })).status).toBe('authorized')
  })

  test('is slow, and then as any other', async () => {
    const body = await order('slow')
    const key = newKey()
    const gone = new AbortController()
    const lost = call('POST', '/v1/authorizations', { body, key, signal: gone.signal }).catch(() => 'lost')
    await Bun.sleep(50)
    expect(await tester().authorizations(body.reference)).toEqual([])
    // Who does not wait lets it happen sooner.
    gone.abort()
    expect(await lost).toBe('lost')
    const made = await eventually(async () => (await tester().authorizations(body.reference))[0])
    expect((await post<Authorization>('/v1/authorizations', body, key)).body.id).toBe(made.id)
  })

  test('has its effect without an answer, which the second request gets', async () => {
    const body = await order('timeout_after_effect')
    const key = newKey()
    const lost = await call('POST', '/v1/authorizations', {
      body,
      key,
      signal: AbortSignal.timeout(200),
    }).catch((error: Error) => error.name)
    expect(lost).toBe('TimeoutError')
    const [made] = await tester().authorizations(body.reference)
    expect(made?.status).toBe('authorized')
    expect((await post<Authorization>('/v1/authorizations', body, key)).body.id).toBe(made?.id ?? '')
  })

  test.each([
    ['a mistyped number', { number: '4242424242424241' }, 'number', 'luhn'],
    ["somebody's own number", { number: '4111111111111111' }, 'number', 'not_a_test_card'],
    ['letters', { number: '4242 4242 4242 424x' }, 'number', 'pattern'],
    ['an expiry that is over', { expiry_year: 2020 }, 'expiry_month', 'card_expired'],
    ['a month that is none', { expiry_month: 13 }, 'expiry_month', 'maximum'],
    ['a code of another length', { cvc: '1234' }, 'cvc', 'length'],
    ['a field that is none', { pin: '1234' }, 'pin', 'unknown'],
  ])('is refused with %s, and not said back', async (_what, wrong, field, code) => {
    const card = { number: '4242424242424242', expiry_month: 12, expiry_year: 2098, cvc: '123', ...wrong }
    const { status, body } = await post<ProblemDetails>('/v1/card-tokens', card)
    expect([status, body.errors?.map((one) => [one.field, one.code])]).toEqual([422, [[field, code]]])
    expect(JSON.stringify(body)).not.toContain(card.number)
  })

  test('is good to the end of its month', async () => {
    const month = { expiry_month: new Date().getUTCMonth() + 1, expiry_year: new Date().getUTCFullYear() }
    expect(await tester().cardToken(numberOf('approve'), month)).toStartWith('tok_')
  })

  test('may be told by a page of the site, and by no other', async () => {
    const allowed = async (origin: string) =>
      (
        await fetch(new URL('/v1/card-tokens', server.url), { method: 'OPTIONS', headers: { origin } })
      ).headers.get('access-control-allow-origin')
    expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000')
    for (const origin of [
      'https://evil.example',
      'http://localhost.evil.example',
      'null',
      'http://x@localhost',
    ])
      expect(await allowed(origin)).toBeNull()
  })
})

describe('a webhook', () => {
  const of = ({ id }: { id: string }) => told.filter(({ text }) => text.includes(id))
  const types = (made: { id: string }) => of(made).map(({ webhook }) => webhook.type)
  beforeAll(async () => {
    await call('PUT', '/v1/webhook-endpoint', { body: { url: receiver.url.href } })
  })

  test('is signed, and tells every change', async () => {
    const made = await authorized()
    await post(path(made, '/capture'))
    await post(path(made, '/refunds'), { amount: 5, reference: 'r' })
    await eventually(() => (of(made).length === 3 ? true : undefined))
    expect(types(made).toSorted()).toEqual([
      'authorization.authorized',
      'authorization.captured',
      'refund.succeeded',
    ])
    const [{ text, signature } = { text: '', signature: '' }] = of(made)
    const signed = {
      secret: SANDBOX_BANK_WEBHOOK_SECRET,
      header: signature,
      body: text,
      now_s: now_ms() / 1_000,
    }
    expect(isSigned(signed)).toBe(true)
    expect(isSigned({ ...signed, body: `${text} ` })).toBe(false)
    expect(isSigned({ ...signed, secret: 'another' })).toBe(false)
    expect(isSigned({ ...signed, now_s: signed.now_s + 301 })).toBe(false)
    for (const header of [null, '', 't=1', `${signature}0`])
      expect(isSigned({ ...signed, header })).toBe(false)
  })

  test('comes again until it is taken, also after a restart of the bank', async () => {
    statuses = [500, 302]
    const made = await authorized()
    await eventually(() => (of(made).length === 2 ? true : undefined))
    await behave({ webhooks: false })
    await server.stop()
    ahead_ms += 60_000
    server = await start()
    await eventually(() => (of(made).length === 3 ? true : undefined))
    expect(new Set(of(made).map(({ webhook }) => webhook.id)).size).toBe(1)
    expect(statuses).toEqual([])
  })

  test('waits while it is told to, and tells what has expired', async () => {
    await behave({ webhooks: false })
    const made = await authorized('confirm')
    await Bun.sleep(50)
    expect(of(made)).toEqual([])
    ahead_ms += limits.confirmation_minutes * 60_000 + 1
    await behave({})
    await eventually(() => (of(made).length === 2 ? true : undefined))
    expect(types(made).toSorted()).toEqual(['authorization.expired', 'authorization.requires_confirmation'])
  })

  test('comes twice, or after the next one, if the card is one of those', async () => {
    const twice = await authorized('duplicate_webhook')
    await eventually(() => (of(twice).length === 2 ? true : undefined))
    expect(new Set(of(twice).map(({ webhook }) => webhook.id)).size).toBe(1)
    const late = await authorized('out_of_order_webhook')
    await post(path(late, '/capture'))
    await eventually(() => (of(late).length === 2 ? true : undefined))
    expect(types(late)).toEqual(['authorization.captured', 'authorization.authorized'])
  })
})

describe('bad manners', () => {
  const meet = async (behaviour: Behaviour, body: object, key: string) => {
    await behave({ ...behaviour, path: '/v1/authorizations', requests: 1 })
    return call<Authorization>('POST', '/v1/authorizations', { body, key, signal: AbortSignal.timeout(300) })
      .then(({ status }) => status)
      .catch((error: Error & { code?: string }) => error.code ?? error.name)
  }
  test.each([
    ['cut_before', 'ECONNRESET', 0],
    ['cut_after', 'ECONNRESET', 1],
    ['hang_before', 23, 0],
    ['hang_after', 23, 1],
    ['broken', 'SyntaxError', 0],
    ['page', 'SyntaxError', 0],
    ['nonsense', 200, 0],
    ['too_many', 429, 0],
  ] as const satisfies [Manner, string | number, number][])('%s', async (manner, outcome, effects) => {
    const body = await order('approve')
    const key = newKey()
    expect(await meet({ manner }, body, key)).toBe(outcome)
    expect(await tester().authorizations(body.reference)).toHaveLength(effects)
    // It was for one request.
    expect((await post('/v1/authorizations', body, key)).status).toBe(201)
    expect(await tester().authorizations(body.reference)).toHaveLength(1)
  })

  test('a server that stops does not wait for what hangs', async () => {
    await behave({ manner: 'hang_before' })
    // A GET would be sent again by the runtime.
    const hanging = post('/v1/authorizations', await order('approve')).catch(() => 'cut')
    await Bun.sleep(20)
    await server.stop()
    expect(await hanging).toBe('cut')
    server = await start()
  })
})

test('a file that is damaged is said at the start, and left as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vacancy-bank-'))
  const file = join(folder, 'bank/bank.sqlite')
  await Bun.write(file, 'x'.repeat(5_000))
  const config = readConfig({ VACANCY_DATA_DIR: folder })
  expect(await build({ config, log }).catch((error: Error) => [error.name, error.message])).toEqual([
    'StartError',
    expect.stringContaining('not a database'),
  ])
  expect(await Bun.file(file).text()).toBe('x'.repeat(5_000))
  await rm(folder, { recursive: true })
})

describe('bad input', () => {
  test.each([
    ['an amount of nothing', { amount: 0 }, 'amount', 'minimum'],
    ['a negative amount', { amount: -5 }, 'amount', 'minimum'],
    ['a fraction', { amount: 1.5 }, 'amount', 'type'],
    ['too large an amount', { amount: 1e12 }, 'amount', 'maximum'],
    ['a text for an amount', { amount: '100' }, 'amount', 'type'],
    ['no currency', { currency: 'XQQ' }, 'currency', 'currency'],
    ['a currency in lower case', { currency: 'eur' }, 'currency', 'pattern'],
    ['a reference with markup', { reference: '<b>' }, 'reference', 'pattern'],
    ['a way back to elsewhere', { return_url: 'https://evil.example/' }, 'return_url', 'origin'],
    ['a way back by script', { return_url: 'javascript:alert(1)' }, 'return_url', 'origin'],
    ['a way back with a name', { return_url: 'http://localhost:3000@evil.example/' }, 'return_url', 'origin'],
    ['a way back that signs in', { return_url: 'http://bank@localhost:3000/' }, 'return_url', 'origin'],
    ['a token of a wrong form', { card_token: "tok_' or 1=1" }, 'card_token', 'pattern'],
    ['a field that is none', { capture: true }, 'capture', 'unknown'],
  ])('%s', async (_what, wrong, field, code) => {
    const { status, body } = await post<ProblemDetails>('/v1/authorizations', await order('approve', wrong))
    expect([status, body.errors?.map((one) => [one.field, one.code])]).toEqual([422, [[field, code]]])
  })

  test('is not even looked at without a key', async () => {
    for (const address of ['/v1/statement', '/v1/authorizations?reference=', '/v1/refunds/x'])
      expect((await fetch(new URL(address, server.url))).status).toBe(401)
  })

  test('has a code of its own each', async () => {
    const body = await order('approve')
    const nobody = 'aut_01m85av8tten8rwtm2bh3yjjb8'
    const unknown = { ...body, card_token: 'tok_01m85av8tten8rwtm2bh3yjjb8' }
    const asked: [Promise<{ status: number; body: unknown }>, [number, string]][] = [
      [post('/v1/authorizations', unknown), [404, 'unknown_card_token']],
      [call('GET', `/v1/authorizations/${nobody}`), [404, 'unknown_authorization']],
      [call('GET', '/v1/authorizations/%00'), [404, 'unknown_authorization']],
      [post(`/v1/authorizations/${nobody}/capture`), [404, 'unknown_authorization']],
      [call('GET', '/v1/refunds/rfd_1'), [404, 'unknown_refund']],
      [post('/v1/authorizations', body, null), [400, 'idempotency_key_required']],
      [post('/v1/authorizations', body, 'short'), [400, 'idempotency_key_invalid']],
      [post('/v1/authorizations', '{'), [400, 'malformed_body']],
      [post('/v1/authorizations', '[]'), [422, 'validation_failed']],
      [call('GET', '/v1/authorizations'), [422, 'validation_failed']],
      [call('GET', '/v1/statement?from=2026-02-30'), [422, 'validation_failed']],
      [call('GET', '/v1/statement?from=2026-02-02&to=2026-02-01'), [422, 'validation_failed']],
      [
        call('PUT', '/v1/webhook-endpoint', { body: { url: 'file:///etc/passwd' } }),
        [422, 'validation_failed'],
      ],
      [call('PUT', '/admin/behaviour', { body: { manner: 'polite' } }), [422, 'validation_failed']],
      [call('GET', '/v1/statement', { headers: { authorization: 'Bearer x' } }), [401, 'invalid_token']],
      [call('GET', '/v1/statement', { headers: { authorization: '' } }), [401, 'invalid_token']],
    ]
    expect(await Promise.all(asked.map(([one]) => refusal(one)))).toEqual(
      asked.map(([, expected]) => expected),
    )
  })
})
