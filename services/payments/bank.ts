/**
 * The bank, as we speak to it. An answer is believed only when it has the form that was agreed; everything else is
 * `BankUnavailable`: nobody knows what the bank did, and it has to be asked again with the same key.
 */
import { type Static, type TSchema, Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { elsewhere } from '#lib/context'
import type { Money } from '#lib/money'
import { Problem } from '#lib/problem'

/** Nobody knows what the bank did. `reason` is for the log alone. */
export class BankUnavailable extends Problem {
  override readonly name = 'BankUnavailable'
  constructor(reason: string, cause?: unknown) {
    super(503, 'bank_unavailable', 'The bank is unavailable', {
      headers: { 'retry-after': '5' },
      members: { service: 'bank' },
      cause: new Error(`bank: ${reason}`, { cause }),
    })
  }
}

/** The bank understood, and will not: with its code, of which only the form is known. */
export class BankRefused extends Error {
  override readonly name = 'BankRefused'
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`bank: ${status} ${code}`)
  }
}

const Authorization = t.Object({
  id: t.String({ minLength: 1, maxLength: 100 }),
  status: t.Union(
    (['authorized', 'declined', 'requires_confirmation', 'captured', 'voided', 'expired'] as const).map(
      (one) => t.Literal(one),
    ),
  ),
  decline_code: t.Optional(t.Union([t.String({ maxLength: 100 }), t.Null()])),
  confirmation_url: t.Optional(t.Union([t.String({ maxLength: 2_000, pattern: '^https?://' }), t.Null()])),
  amount: t.Integer(),
  captured: t.Integer(),
  refunded: t.Integer(),
  currency: t.String(),
  reference: t.String(),
  card: t.Optional(
    t.Union([
      t.Object({ brand: t.String({ maxLength: 40 }), last4: t.String({ pattern: '^\\d{4}$' }) }),
      t.Null(),
    ]),
  ),
})
export type Authorization = Static<typeof Authorization>

const AuthorizationList = t.Object({ data: t.Array(Authorization) })
const BankRefund = t.Object({
  ...{ id: t.String(), amount: t.Integer(), currency: t.String(), reference: t.String() },
})
const BankCard = t.Object({ token: t.String() })

export const StatementLine = t.Object({
  id: t.String(),
  type: t.Union([t.Literal('capture'), t.Literal('refund')]),
  amount: t.Integer(),
  currency: t.String(),
  reference: t.String({ description: 'Ours: of the payment, or of the refund.' }),
})
export type StatementLine = Static<typeof StatementLine>
const Statement = t.Object({
  data: t.Array(StatementLine),
  next_cursor: t.Union([t.String(), t.Null()]),
})

export interface NewAuthorization {
  card_token: string
  amount: Money
  /** Ours: the payment's id, and the key under which the bank does it once. */
  reference: string
  return_url: string | null
  merchant_initiated: boolean
}

export interface Bank {
  authorize(asked: NewAuthorization): Promise<Authorization>
  authorization(id: string): Promise<Authorization>
  /** All that the bank has of ours by this name. */
  ofReference(reference: string): Promise<Authorization[]>
  capture(id: string): Promise<Authorization>
  void(id: string): Promise<Authorization>
  /** Once for each reference. */
  refund(id: string, refund: Money & { reference: string }): Promise<void>
  /** Rejects with `BankRefused` for a token that it did not give out. */
  checkCard(card_token: string): Promise<void>
  /** From the first day to the last, UTC, the oldest first. */
  statement(from: string, to: string): Promise<StatementLine[]>
  listen(url: string): Promise<void>
}

/** Of what was asked for. A key that is not taken, a rate and the like say nothing of that: they are for us to mend. */
const refusing: ReadonlySet<number> = new Set([400, 402, 404, 409, 410, 422])
const TIMEOUT_MS = 6_000
/** Of a question before anything is begun, which may be left open: whoever pays waits for what comes after it, too. */
const CHECK_TIMEOUT_MS = 2_000
const MAX_BYTES = 4 * 1_048_576

interface CallMore {
  body?: object
  key?: string
  within_ms?: number
}

/** `most_ms`: longer is not waited; a shorter bound of ours is kept. */
export function bankClient(options: { url: string; key: string; most_ms?: number }): Bank {
  const { url, key, most_ms = TIMEOUT_MS } = options
  const timeout_ms = Math.min(TIMEOUT_MS, most_ms)
  const call = async <T extends TSchema>(
    schema: T,
    method: string,
    path: string,
    { body, key: idempotency_key, within_ms = timeout_ms }: CallMore = {},
  ): Promise<Static<T>> => {
    const answer = await elsewhere(() => exchange(method, path, { body, idempotency_key, within_ms }))
    if (!Value.Check(schema, answer)) throw new BankUnavailable('an answer that cannot be understood')
    return answer
  }
  const exchange = async (
    method: string,
    path: string,
    more: { body: object | undefined; idempotency_key: string | undefined; within_ms: number },
  ): Promise<unknown> => {
    const { body, idempotency_key, within_ms } = more
    let response: Response
    let text: string
    try {
      response = await fetch(url + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(within_ms),
        headers: {
          authorization: `Bearer ${key}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotency_key === undefined ? {} : { 'idempotency-key': idempotency_key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      text = await response.text()
    } catch (error) {
      throw new BankUnavailable('no answer', error)
    }
    if (text.length > MAX_BYTES) throw new BankUnavailable('an answer that is too long')
    const parsed = parse(text)
    if (response.ok) return parsed
    const code = codeOf(parsed)
    // Only a refusal that says why is one: a proxy's page is not the bank's word.
    if (refusing.has(response.status) && code !== undefined) throw new BankRefused(response.status, code)
    throw new BankUnavailable(`status ${response.status} ${code ?? ''}`.trim())
  }
  return {
    authorize: ({ card_token, amount: { amount, currency }, reference, return_url, merchant_initiated }) =>
      call(Authorization, 'POST', '/v1/authorizations', {
        key: reference,
        body: {
          ...{ card_token, amount, currency, reference },
          ...(return_url === null ? {} : { return_url }),
          ...(merchant_initiated ? { merchant_initiated } : {}),
        },
      }),
    authorization: (id) => call(Authorization, 'GET', `/v1/authorizations/${encodeURIComponent(id)}`),
    ofReference: async (reference) => {
      const path = `/v1/authorizations?reference=${encodeURIComponent(reference)}`
      return (await call(AuthorizationList, 'GET', path)).data.filter((one) => one.reference === reference)
    },
    capture: (id) =>
      call(Authorization, 'POST', `/v1/authorizations/${encodeURIComponent(id)}/capture`, {
        ...{ body: {}, key: `capture-${id}` },
      }),
    void: (id) =>
      call(Authorization, 'POST', `/v1/authorizations/${encodeURIComponent(id)}/void`, {
        ...{ body: {}, key: `void-${id}` },
      }),
    refund: async (id, { amount, currency, reference }) => {
      const path = `/v1/authorizations/${encodeURIComponent(id)}/refunds`
      const said = await call(BankRefund, 'POST', path, { body: { amount, reference }, key: reference })
      if (said.amount !== amount || said.currency !== currency || said.reference !== reference)
        throw new BankUnavailable('a refund of something else')
    },
    checkCard: async (card_token) => {
      const within_ms = Math.min(timeout_ms, CHECK_TIMEOUT_MS)
      const path = `/v1/card-tokens/${encodeURIComponent(card_token)}`
      const { token } = await call(BankCard, 'GET', path, { within_ms })
      if (token !== card_token) throw new BankUnavailable('a card of another token')
    },
    statement: async (from, to) => {
      const lines: StatementLine[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Static<typeof Statement> = await call(
          Statement,
          'GET',
          `/v1/statement?from=${from}&to=${to}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        lines.push(...page.data)
        cursor = page.data.length === 0 ? null : page.next_cursor
      }
      return lines
    },
    listen: async (url) => {
      await call(t.Object({}), 'PUT', '/v1/webhook-endpoint', { body: { url } })
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('code' in answer)) return undefined
  return typeof answer.code === 'string' && /^[\w-]{1,80}$/.test(answer.code) ? answer.code : undefined
}
