/**
 * The public face of `payments`: what is paid for reservations, what is paid back, receipts and invoices. Imports no
 * service. Everyone else imports only this file and `client.ts`.
 */
import { type Static, Type as t } from '@sinclair/typebox'
import { Money } from '#lib/money'

export const limits = {
  /** Payments of one answer of the list. */
  max_page: 100,
  /** Longest description of why something is paid back. */
  max_reason: 200,
} as const

export type PaymentsErrorCode =
  | 'validation_failed'
  | 'idempotency_key_required'
  | 'idempotency_key_invalid'
  | 'idempotency_key_reused'
  /** 404: none, or somebody else's. */
  | 'unknown_payment'
  | 'unknown_reservation'
  | 'unknown_invoice'
  | 'unknown_credit_note'
  /** 409, with `state` of the reservation. */
  | 'reservation_state'
  /** 410: the rooms are not held any more. */
  | 'hold_expired'
  /** 409, to reservations: the payment that asks has failed before. */
  | 'payment_over'
  /** 409, with `state`: the status of the payment. */
  | 'payment_status'
  /** 409: more than was captured and not refunded yet. */
  | 'refund_too_much'
  /** 422: the id belongs to a refund of another amount or payment. */
  | 'refund_reused'
  /** 401: a webhook that the bank did not sign, or long ago. */
  | 'signature_invalid'
  /** 404: not made yet; ask again later. */
  | 'receipt_not_ready'
  /** 422: nothing was begun. */
  | 'unknown_card_token'
  | 'bank_unavailable'
  | 'database_unavailable'

const closed = { additionalProperties: false } as const
const Nullable = <T extends Parameters<typeof t.Union>[0][number]>(schema: T) => t.Union([schema, t.Null()])
const oneOf = <T extends string>(values: readonly T[]) => t.Union(values.map((value) => t.Literal(value)))

export const PaymentId = t.String({ pattern: '^pay_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
export const ReservationId = t.String({ pattern: '^res_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
export const RefundId = t.String({ pattern: '^rfd_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
export const ChangeId = t.String({ pattern: '^chg_[0-7][0-9a-hjkmnp-tv-z]{25}$' })

/**
 * - `processing`: the bank has not said yet; a job finds out.
 * - `requires_confirmation`: the person is to go to `confirmation_url`, a page of the bank.
 * - `authorized`: the bank has reserved the amount; it is taken when the reservation is confirmed.
 * - `captured`: taken. Refunds stand beside it.
 * - `voided`: given free, nothing was taken. `failed`: declined, or given up before the bank knew of it.
 */
export const payment_statuses = [
  'processing',
  'requires_confirmation',
  'authorized',
  'captured',
  'voided',
  'failed',
] as const
export type PaymentStatus = (typeof payment_statuses)[number]

export const NewPayment = t.Object(
  {
    reservation_id: ReservationId,
    card_token: t.String({
      // No number of a card has this form: one that is sent by mistake is refused before it is written anywhere.
      pattern: '^tok_[0-7][0-9a-hjkmnp-tv-z]{25}$',
      description: 'What the bank gave for the card. We never see its number.',
    }),
    return_url: t.Optional(
      t.String({
        maxLength: 2_000,
        pattern: '^https?://',
        description: 'Where the bank leads the person back to after a confirmation: a page of the site.',
      }),
    ),
  },
  closed,
)
export type NewPayment = Static<typeof NewPayment>

export const Refund = t.Object(
  {
    id: RefundId,
    amount: Money,
    status: oneOf(['processing', 'refunded'] as const),
    reason: t.String(),
    credit_note: Nullable(t.String({ description: 'The number of its credit note, once it is paid back.' })),
    created_at: t.String(),
  },
  closed,
)
export type Refund = Static<typeof Refund>

export const Payment = t.Object(
  {
    id: PaymentId,
    reservation_id: ReservationId,
    /** Of a payment for a change; null for the first one. */
    change_id: Nullable(ChangeId),
    status: oneOf(payment_statuses),
    /** Null until reservations has said what is to be paid. */
    amount: Nullable(Money),
    card: Nullable(t.Object({ brand: t.String(), last4: t.String() }, closed)),
    confirmation_url: Nullable(t.String()),
    decline_code: Nullable(t.String({ description: 'Why it failed, as the bank says it.' })),
    refunds: t.Array(Refund),
    invoice: Nullable(t.String({ description: 'The number of its invoice, once it is captured.' })),
    created_at: t.String(),
  },
  closed,
)
export type Payment = Static<typeof Payment>

export const PaymentList = t.Object({ data: t.Array(Payment), next_cursor: t.Null() }, closed)
export type PaymentList = Static<typeof PaymentList>

// --- For reservations --------------------------------------------------------------------------------------

/** Idempotent by `refund_id`. */
export const NewRefund = t.Object(
  {
    refund_id: RefundId,
    amount: Money,
    reason: t.String({ minLength: 1, maxLength: limits.max_reason }),
  },
  closed,
)
export type NewRefund = Static<typeof NewRefund>

/** A change that costs more, taken from the card of the first payment. Idempotent by `change_id`. */
export const NewDifference = t.Object(
  {
    change_id: ChangeId,
    amount: Money,
    /** `ReservationDocument` of reservations, as it will be, and as it was. */
    document: t.Record(t.String(), t.Unknown()),
    before: t.Optional(t.Record(t.String(), t.Unknown())),
  },
  closed,
)
export type NewDifference = Static<typeof NewDifference>

// --- Events ------------------------------------------------------------------------------------------------

export const payment_events = {
  authorized: 'payments.authorized',
  failed: 'payments.failed',
  captured: 'payments.captured',
  voided: 'payments.voided',
  refunded: 'payments.refunded',
} as const

/** `data` of every event of payments. At least once, in any order. */
export const PaymentEventData = t.Object(
  {
    payment_id: PaymentId,
    reservation_id: ReservationId,
    amount: Money,
    /** Of `failed`. */
    decline_code: t.Optional(t.String()),
    /** Of `refunded`. */
    refund_id: t.Optional(RefundId),
  },
  { additionalProperties: true },
)
export type PaymentEventData = Static<typeof PaymentEventData>
