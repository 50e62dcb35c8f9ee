/** Bookings: what may be asked, what is answered, and the codes of refusal. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'
import { Money } from '#lib/money'
import { states } from './state.ts'

export const limits = {
  /** Rooms are held so long for who has not paid yet. */
  hold_s: 900,
  /** From the beginning of a payment until its rooms are given back unless the bank has said something. */
  pay_s: 900,
  max_page: 100,
} as const

export type BookingErrorCode =
  | 'validation_failed'
  | 'idempotency_key_required'
  | 'idempotency_key_invalid'
  | 'idempotency_key_reused'
  /** And those of `QuoteRefusalCode` in search. */
  | 'quote_used'
  /** 409: the rooms of the quote are gone. */
  | 'sold_out'
  /** 422: the quote is for days that are over. */
  | 'stay_past'
  /** 404: none, or somebody else's. */
  | 'unknown_reservation'
  /** 409, with `state`: what was asked for cannot be done to it now. */
  | 'reservation_state'
  /** 409: another change is not through yet. */
  | 'change_pending'
  /** 410: its fifteen minutes are over. */
  | 'hold_expired'
  /** 409, to payments: the payment that asks has failed before. */
  | 'payment_over'
  /** 422: a change is for the same hotel and the same currency. */
  | 'other_hotel'
  /** 409: the stay has begun. */
  | 'stay_begun'
  /** 409, with `refund` and `refund_percent`: not what was expected. Nothing was cancelled. */
  | 'refund_changed'
  /** 402, with `decline_code`: nothing was changed. */
  | 'payment_declined'
  /** 429: a letter was sent again a moment ago, or ten times. */
  | 'too_many_letters'
  | 'quote_keys_unavailable'
  | 'database_unavailable'

const closed = { additionalProperties: false } as const
const Nullable = <T extends Parameters<typeof t.Union>[0][number]>(schema: T) => t.Union([schema, t.Null()])
const oneOf = <T extends string>(values: readonly T[]) => t.Union(values.map((value) => t.Literal(value)))
const Instant = t.String({ description: 'RFC 3339, UTC.' })

export const ReservationId = t.String({ pattern: '^res_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
export const languages = ['en', 'de', 'zh'] as const
export type Language = (typeof languages)[number]

// --- What is asked -----------------------------------------------------------------------------------------

/** Letters of any script; no line ends, and nothing else that a terminal or a mail program would obey. */
const control = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029'
const line = `^[^${control}]*[^\\s${control}][^${control}]*$`

export const Guest = t.Object(
  {
    name: t.String({ minLength: 1, maxLength: 120, pattern: line }),
    email: t.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@<>"(),;:\\\\]+@[^\\s@<>"(),;:\\\\]+$' }),
    phone: t.Optional(t.String({ maxLength: 40, pattern: '^[+0-9][0-9 ()./-]{3,}$' })),
    language: t.Optional(oneOf(languages)),
  },
  closed,
)
export type Guest = Static<typeof Guest>

export const NewReservation = t.Object(
  {
    quote: t.String({ minLength: 1, maxLength: 16_384, description: 'Of `POST /v1/quotes`.' }),
    guest: Guest,
    special_requests: t.Optional(t.String({ maxLength: 500, pattern: `^[^${control}]*$` })),
  },
  closed,
)
export type NewReservation = Static<typeof NewReservation>

export const NewChange = t.Object(
  {
    quote: t.String({
      minLength: 1,
      maxLength: 16_384,
      description: 'Other nights, party, or room type of the same hotel.',
    }),
  },
  closed,
)
export type NewChange = Static<typeof NewChange>

export const NewCancellation = t.Object(
  {
    dry_run: t.Optional(t.Boolean({ default: false, description: 'Only say what would be paid back.' })),
    expected_refund: t.Optional(
      t.Object(Money.properties, {
        ...closed,
        description:
          'What a person was told. When less or more would be paid back, nothing is cancelled: 409.',
      }),
    ),
  },
  closed,
)
export type NewCancellation = Static<typeof NewCancellation>

export const NewAttempt = t.Object(
  {
    payment_id: t.String({ pattern: '^pay_[0-7][0-9a-hjkmnp-tv-z]{25}$' }),
    owner: t.String({ minLength: 1, maxLength: 200, description: 'Who pays: the subject of the token.' }),
  },
  closed,
)
export type NewAttempt = Static<typeof NewAttempt>

export const ListParams = t.Object(
  {
    state: t.Optional(t.String({ enum: [...states] })),
    limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_page, default: 20 })),
    cursor: t.Optional(t.String({ maxLength: 200 })),
  },
  closed,
)

// --- What is answered --------------------------------------------------------------------------------------

/** What was sold: the quote's own words. */
const sold = {
  hotel: t.Object(
    {
      id: t.String(),
      name: t.String(),
      stars: t.Integer(),
      address: t.String(),
      city: t.String(),
      country_code: t.String(),
      country: t.String(),
      check_in_from: t.String(),
      check_out_until: t.String(),
    },
    closed,
  ),
  room_type: t.Object(
    { id: t.String(), name: t.String(), beds: t.String(), breakfast_included: t.Boolean() },
    closed,
  ),
  check_in: t.String(),
  check_out: t.String(),
  adults: t.Integer(),
  children: t.Integer(),
  rooms: t.Integer(),
  currency: t.String(),
  nights: t.Array(t.Object({ night: t.String(), price: Money }, closed), { description: 'One room.' }),
  subtotal: Money,
  taxes: t.Array(
    t.Object(
      {
        kind: oneOf(['vat', 'sales_tax', 'city_tax'] as const),
        included: t.Boolean(),
        basis: oneOf(['percent', 'per_person_night'] as const),
        rate_basis_points: Nullable(t.Integer()),
        per_person_night: Nullable(Money),
        taxed_guests: t.Integer(),
        amount: Money,
        source: oneOf(['published', 'generated'] as const),
      },
      closed,
    ),
  ),
  total: Money,
  cancellation: t.Object(
    {
      policy: t.String(),
      timeline: t.Array(
        t.Object({ until: Nullable(Instant), refund_percent: t.Integer(), refund: Money }, closed),
      ),
    },
    closed,
  ),
}
const Sold = t.Object(sold, closed)
export type Sold = Static<typeof Sold>

/** All that papers and letters say of a reservation. */
export const ReservationDocument = t.Object(
  { reservation_id: ReservationId, guest: Guest, special_requests: Nullable(t.String()), ...sold },
  closed,
)
export type ReservationDocument = Static<typeof ReservationDocument>

export const Reservation = t.Object(
  {
    id: ReservationId,
    state: oneOf(states),
    guest: Guest,
    special_requests: Nullable(t.String()),
    ...sold,
    hold_until: Nullable(t.String({ description: 'Of a hold: until then it can be paid.' })),
    payment_id: Nullable(t.String({ description: 'The payment under way, or the first that was made.' })),
    pending_change: Nullable(t.Object({ id: t.String(), difference: Money }, closed)),
    refunds: t.Array(
      t.Object({ id: t.String(), amount: Money, reason: t.String(), done: t.Boolean() }, closed),
    ),
    history: t.Array(t.Object({ state: oneOf(states), cause: t.String(), at: Instant }, closed)),
    created_at: Instant,
  },
  closed,
)
export type Reservation = Static<typeof Reservation>

export const ReservationList = t.Object(
  { data: t.Array(Reservation), next_cursor: Nullable(t.String()) },
  closed,
)
export type ReservationList = Static<typeof ReservationList>

export const Cancellation = t.Object(
  {
    dry_run: t.Boolean(),
    refund_percent: t.Integer(),
    refund: Money,
    reservation: Reservation,
  },
  closed,
)
export type Cancellation = Static<typeof Cancellation>

export const Resent = t.Object({ status: t.Literal('email_sent') }, closed)

/** To payments, for a payment that it is about to ask the bank for. */
export const Attempt = t.Object(
  {
    reservation_id: ReservationId,
    amount: Money,
    pay_by: Instant,
    document: ReservationDocument,
  },
  closed,
)
export type Attempt = Static<typeof Attempt>
