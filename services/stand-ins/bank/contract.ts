/** The public face of `bank`: cards, authorizations, refunds, the statement and webhooks. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'

export const limits = {
  /** Minor units. */
  max_amount: 99_999_999_99,
  max_reference: 100,
  max_idempotency_key: 200,
  max_name: 100,
  max_url: 1_000,
  /** A person has so long to confirm. */
  confirmation_minutes: 15,
  /** What is authorized and not captured is given back after so long. */
  authorization_days: 7,
  /** A card token that was never used is forgotten after so long. */
  unused_token_hours: 24,
  /** An answer is given again for the same key for so long. */
  idempotency_days: 30,
  max_refunds: 100,
  default_page: 100,
  max_page: 500,
  /** The `slow` card takes so long. */
  slow_ms: 4_000,
  /** What is never answered is cut after so long, if the caller has not gone before. */
  hang_ms: 25_000,
  max_latency_ms: 60_000,
  webhook_timeout_ms: 5_000,
  /** Between two tries of a webhook: the first, doubled each time, up to the last. */
  webhook_backoff_ms: 500,
  webhook_backoff_most_ms: 30_000,
  webhook_days: 3,
  /** How long the first webhook of an `out_of_order` card waits for the next one, which goes first. */
  out_of_order_ms: 10_000,
} as const

/** What a test card does. */
export const card_behaviours = [
  'approve',
  'insufficient_funds',
  'stolen_card',
  'expired_card',
  'card_declined',
  /** Approves while the person is there, declines what the merchant initiates later. */
  'decline_later',
  /** The person has to confirm at `confirmation_url`. What the merchant initiates is approved. */
  'confirm',
  /** Approves after `limits.slow_ms`. */
  'slow',
  /** Authorizes, and does not answer the first request. The same request again is answered. */
  'timeout_after_effect',
  /** Approves; each webhook comes twice. */
  'duplicate_webhook',
  /** Approves; the first webhook comes after the next one. */
  'out_of_order_webhook',
] as const
export type CardBehaviour = (typeof card_behaviours)[number]

/** The only numbers that the sandbox takes; any expiry that is not over, any code of 3 digits (amex: 4). */
export const test_cards: Readonly<Record<string, CardBehaviour>> = {
  '4242424242424242': 'approve',
  '5555555555554444': 'approve',
  '378282246310005': 'approve',
  '4000000000009995': 'insufficient_funds',
  '4000000000009979': 'stolen_card',
  '4000000000000069': 'expired_card',
  '4000000000000002': 'card_declined',
  '4000000000000341': 'decline_later',
  '4000000000003220': 'confirm',
  '4000000000001000': 'slow',
  '4000000000002008': 'timeout_after_effect',
  '4000000000003006': 'duplicate_webhook',
  '4000000000004004': 'out_of_order_webhook',
}

export const brands = ['visa', 'mastercard', 'amex'] as const
export type Brand = (typeof brands)[number]

export const decline_codes = [
  'insufficient_funds',
  'stolen_card',
  'expired_card',
  'card_declined',
  /** The person said no when asked to confirm. */
  'confirmation_declined',
] as const
export type DeclineCode = (typeof decline_codes)[number]

export type BankErrorCode =
  | 'validation_failed'
  | 'token_required'
  | 'invalid_token'
  | 'unknown_card_token'
  | 'unknown_authorization'
  | 'unknown_refund'
  | 'unknown_confirmation'
  /** 409, with `state`: the authorization's status does not allow it. */
  | 'authorization_state'
  /** 409, with `available`: more than is left to capture or to refund. */
  | 'amount_too_large'
  | 'too_many_refunds'
  | 'idempotency_key_required'
  | 'idempotency_key_invalid'
  /** 422: the key belongs to a request with another body. */
  | 'idempotency_key_reused'

const closed = { additionalProperties: false } as const
const literals = <const T extends readonly string[]>(values: T) =>
  t.Unsafe<T[number]>({ type: 'string', enum: [...values] })
const Id = (prefix: string) => t.String({ pattern: `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$` })
const Amount = t.Integer({
  minimum: 1,
  maximum: limits.max_amount,
  description: 'Minor units of the currency.',
})
const Reference = t.String({
  minLength: 1,
  maxLength: limits.max_reference,
  pattern: '^[\\w.:-]+$',
  description: "The merchant's own name for it.",
})
const Time = t.String({ format: 'date-time' })

export const Card = t.Object(
  {
    /** Spaces and hyphens between digits are left out. */
    number: t.String({ minLength: 12, maxLength: 40 }),
    expiry_month: t.Integer({ minimum: 1, maximum: 12 }),
    expiry_year: t.Integer({ minimum: 2000, maximum: 2099 }),
    cvc: t.String({ minLength: 3, maxLength: 4, pattern: '^[0-9]{3,4}$' }),
    name: t.Optional(t.String({ maxLength: limits.max_name })),
  },
  closed,
)
export type Card = Static<typeof Card>

export const CardToken = t.Object(
  { token: Id('tok'), brand: literals(brands), last4: t.String({ pattern: '^[0-9]{4}$' }) },
  closed,
)
export type CardToken = Static<typeof CardToken>

export const AuthorizationRequest = t.Object(
  {
    card_token: Id('tok'),
    amount: Amount,
    currency: t.String({ pattern: '^[A-Z]{3}$' }),
    reference: Reference,
    /** Where the person goes after confirming; of an origin that the bank knows. */
    return_url: t.Optional(t.String({ minLength: 1, maxLength: limits.max_url })),
    /** The person is not there: no confirmation is asked for. */
    merchant_initiated: t.Optional(t.Boolean()),
  },
  closed,
)
export type AuthorizationRequest = Static<typeof AuthorizationRequest>

export const authorization_statuses = [
  'authorized',
  'declined',
  'requires_confirmation',
  'captured',
  'voided',
  'expired',
] as const
export type AuthorizationStatus = (typeof authorization_statuses)[number]

export const Authorization = t.Object(
  {
    id: Id('aut'),
    status: literals(authorization_statuses),
    /** Exactly when `declined`. */
    decline_code: t.Optional(literals(decline_codes)),
    /** Exactly when `requires_confirmation`. */
    confirmation_url: t.Optional(t.String()),
    amount: Amount,
    /** At most `amount`; what is not captured at once is given back. */
    captured: t.Integer({ minimum: 0 }),
    /** At most `captured`. */
    refunded: t.Integer({ minimum: 0 }),
    currency: t.String(),
    reference: t.String(),
    merchant_initiated: t.Boolean(),
    card: t.Object({ brand: literals(brands), last4: t.String() }, closed),
    created_at: Time,
    /** Of what waits for confirmation or capture. */
    expires_at: t.Optional(Time),
  },
  closed,
)
export type Authorization = Static<typeof Authorization>

export const AuthorizationList = t.Object(
  { data: t.Array(Authorization), next_cursor: t.Union([t.String(), t.Null()]) },
  closed,
)
export type AuthorizationList = Static<typeof AuthorizationList>
export const AuthorizationParams = t.Object({
  reference: Reference,
  cursor: t.Optional(t.String({ pattern: '^aut_[0-9a-z]{26}$' })),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_page, default: limits.default_page })),
})

/** Without an amount all of it. */
export const CaptureRequest = t.Object({ amount: t.Optional(Amount) }, closed)
export type CaptureRequest = Static<typeof CaptureRequest>

export const RefundRequest = t.Object({ amount: Amount, reference: Reference }, closed)
export type RefundRequest = Static<typeof RefundRequest>

export const Refund = t.Object(
  {
    id: Id('rfd'),
    status: t.Literal('succeeded'),
    authorization_id: Id('aut'),
    amount: Amount,
    currency: t.String(),
    reference: t.String(),
    created_at: Time,
  },
  closed,
)
export type Refund = Static<typeof Refund>
export const RefundList = t.Object({ data: t.Array(Refund), next_cursor: t.Null() }, closed)
export type RefundList = Static<typeof RefundList>

export const StatementParams = t.Object({
  from: t.Optional(t.String({ format: 'date', description: 'The first day, UTC.' })),
  to: t.Optional(t.String({ format: 'date', description: 'The last day, UTC.' })),
  cursor: t.Optional(
    t.String({
      pattern: '^stm_[0-9]{12}$',
      description: 'The id of the last entry that was read: only later ones. Good for following, too.',
    }),
  ),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_page, default: limits.default_page })),
})

export const StatementEntry = t.Object(
  {
    /** In order, without gaps. */
    id: t.String({ pattern: '^stm_[0-9]{12}$' }),
    type: literals(['capture', 'refund'] as const),
    authorization_id: Id('aut'),
    refund_id: t.Union([Id('rfd'), t.Null()]),
    /** Of the authorization, or of the refund. */
    reference: t.String(),
    /** Never negative: `type` says which way. */
    amount: Amount,
    currency: t.String(),
    created_at: Time,
  },
  closed,
)
export type StatementEntry = Static<typeof StatementEntry>

/** The oldest first. */
export const Statement = t.Object(
  { data: t.Array(StatementEntry), next_cursor: t.Union([t.String(), t.Null()]) },
  closed,
)
export type Statement = Static<typeof Statement>

export const WebhookEndpoint = t.Object(
  { url: t.String({ minLength: 1, maxLength: limits.max_url }) },
  closed,
)
export type WebhookEndpoint = Static<typeof WebhookEndpoint>

/** HTTP header of a webhook: `t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. */
export const SIGNATURE_HEADER = 'bank-signature'

export const webhook_types = [
  ...authorization_statuses.map((status) => `authorization.${status}` as const),
  'refund.succeeded',
] as const
export type WebhookType = (typeof webhook_types)[number]

/** The state as it was then, which may be over: a hint to ask. Comes at least once, in any order. */
export const Webhook = t.Object(
  {
    id: Id('evt'),
    type: literals(webhook_types),
    created_at: Time,
    data: t.Union([Authorization, Refund]),
  },
  closed,
)
export type Webhook = Static<typeof Webhook>

export const manners = [
  'fair',
  /** The connection is cut before anything was done. */
  'cut_before',
  /** The connection is cut after it was done. */
  'cut_after',
  /** Never answers, having done nothing, or all of it. */
  'hang_before',
  'hang_after',
  /** 500, having done nothing. */
  'broken',
  /** 200 with JSON that makes no sense; nothing is done. */
  'nonsense',
  /** 200 with a page for people; nothing is done. */
  'page',
  /** 429 with Retry-After. */
  'too_many',
] as const
export type Manner = (typeof manners)[number]

/** How requests with the API key are met from now on; what is left out is as at the start. */
export const Behaviour = t.Object(
  {
    manner: t.Optional(t.Union(manners.map((manner) => t.Literal(manner)))),
    latency_ms: t.Optional(t.Integer({ minimum: 0, maximum: limits.max_latency_ms })),
    /** The manner holds for so many requests; without it, until it is changed. */
    requests: t.Optional(t.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** Only those whose path has this part: `capture`, `refunds`. */
    path: t.Optional(t.String({ minLength: 1, maxLength: 100 })),
    /** False: webhooks wait. */
    webhooks: t.Optional(t.Boolean()),
  },
  closed,
)
export type Behaviour = Static<typeof Behaviour>
