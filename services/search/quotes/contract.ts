/** Quotes: what may be asked, what is answered, what is signed, and the codes of refusal. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'
import { Money } from '#lib/money'
import {
  type CancellationPolicy,
  cancellation_policy_names,
  HotelId,
  limits,
  RoomTypeId,
} from '../contract.ts'

export const QUOTE_LIFE_S = 900
/** `typ` of the header, `iss` and `aud` of a quote. */
export const QUOTE_TYPE = 'quote+jwt'
export const QUOTE_ISSUER = 'urn:vacancy:search'
export const QUOTE_AUDIENCE = 'urn:vacancy:reservations'
/** Where the keys are published. */
export const QUOTE_KEYS_PATH = '/v1/quotes/jwks.json'

/** Why a room type cannot be booked for a stay, the most fundamental first. */
export const gone_reasons = ['too_small', 'no_rate', 'sold_out', 'min_stay', 'closed_to_arrival'] as const
export type GoneReason = (typeof gone_reasons)[number]

export type QuoteErrorCode =
  | 'validation_failed'
  | 'unknown_hotel'
  | 'unknown_room_type'
  /** 409, with `subtotal` and `total` as they are now. */
  | 'price_changed'
  /** 409, with `reason`. */
  | 'gone'
  | 'database_unavailable'
  /** 503: the keys cannot be opened. */
  | 'quotes_unavailable'

/** What `verifyQuote` says of a quote that it does not take. */
export type QuoteRefusalCode =
  /** 422: no quote at all, or not for us. */
  | 'quote_invalid'
  /** 422: changed after it was signed. */
  | 'quote_tampered'
  /** 422: signed with a key that is not one of ours. */
  | 'quote_unknown_key'
  /** 410: its fifteen minutes are over. */
  | 'quote_expired'
  /** 422: for another stay than was asked for; `errors` says which fields. */
  | 'quote_mismatch'
  /** 409, said by whoever sells: a quote is good for one reservation, by its `jti`. */
  | 'quote_used'

const closed = { additionalProperties: false } as const
const Instant = t.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$' })
const DateText = t.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Nullable = <T extends Parameters<typeof t.Union>[0][number]>(schema: T) => t.Union([schema, t.Null()])
const oneOf = <T extends string>(values: readonly T[]) => t.Union(values.map((value) => t.Literal(value)))

// --- What is asked -----------------------------------------------------------------------------------------

const party = {
  adults: t.Integer({ minimum: 1, maximum: limits.max_adults }),
  children: t.Integer({ minimum: 0, maximum: limits.max_children }),
  rooms: t.Integer({ minimum: 1, maximum: limits.max_rooms }),
}

export const QuoteRequest = t.Object(
  {
    hotel_id: HotelId,
    room_type_id: RoomTypeId,
    check_in: t.String({ format: 'date', description: 'First night, YYYY-MM-DD.' }),
    check_out: t.String({
      format: 'date',
      description: `Day of departure, YYYY-MM-DD; at most ${limits.max_nights} nights later.`,
    }),
    adults: party.adults,
    children: t.Optional(t.Integer({ ...party.children, default: 0 })),
    rooms: t.Optional(t.Integer({ ...party.rooms, default: 1 })),
    expected_total: t.Optional(
      t.Object(
        {
          amount: t.Integer({ minimum: 0, maximum: 2 ** 50 }),
          currency: t.String({ pattern: '^[A-Z]{3}$' }),
        },
        {
          ...closed,
          description:
            'The price that was shown: `total` of a search or of availability (there it knows no taxes), or of an earlier quote. When it is neither any more, the answer is `price_changed`.',
        },
      ),
    ),
  },
  closed,
)
export type QuoteRequest = Static<typeof QuoteRequest>

// --- What is answered --------------------------------------------------------------------------------------

export const Tax = t.Object(
  {
    kind: oneOf(['vat', 'sales_tax', 'city_tax'] as const),
    included: t.Boolean({ description: 'Contained in the prices of the nights; otherwise added to them.' }),
    basis: oneOf(['percent', 'per_person_night'] as const),
    rate_basis_points: Nullable(
      t.Integer({ description: 'Of a percentage: 750 is 7.5 %, of the rooms without VAT.' }),
    ),
    per_person_night: Nullable(Money),
    taxed_guests: t.Integer({ description: 'All guests; for a city tax the adults.' }),
    amount: Money,
    source: oneOf(['published', 'generated'] as const),
  },
  { ...closed, description: '`source: generated` is a made-up rate, as the hotels are.' },
)
export type Tax = Static<typeof Tax>

export const CancellationStep = t.Object(
  {
    until: Nullable(Instant),
    refund_percent: t.Integer({ minimum: 0, maximum: 100 }),
    refund: Money,
  },
  closed,
)
export type CancellationStep = Static<typeof CancellationStep>

/** What is sold, and for how much. The same in the answer and under the signature. */
const offer = {
  hotel: t.Object(
    {
      id: HotelId,
      name: t.String(),
      stars: t.Integer(),
      address: t.String(),
      city: t.String(),
      country_code: t.String(),
      country: t.String(),
      check_in_from: t.String({ description: 'Local time, HH:MM.' }),
      check_out_until: t.String({ description: 'Local time, HH:MM.' }),
    },
    closed,
  ),
  room_type: t.Object(
    {
      id: RoomTypeId,
      name: t.String(),
      beds: t.String(),
      breakfast_included: t.Boolean(),
    },
    closed,
  ),
  check_in: DateText,
  check_out: DateText,
  ...party,
  currency: t.String({ pattern: '^[A-Z]{3}$' }),
  nights: t.Array(t.Object({ night: DateText, price: Money }, closed), {
    minItems: 1,
    maxItems: limits.max_nights,
    description: 'One room.',
  }),
  subtotal: t.Object(Money.properties, {
    ...closed,
    description: 'All nights and rooms: what search and availability call `total`.',
  }),
  taxes: t.Array(Tax, { maxItems: 4 }),
  total: t.Object(Money.properties, {
    ...closed,
    description: '`subtotal` and the taxes that it does not include.',
  }),
  cancellation: t.Object(
    {
      policy: oneOf<CancellationPolicy>(cancellation_policy_names),
      timeline: t.Array(CancellationStep, { minItems: 1, maxItems: 5 }),
    },
    {
      ...closed,
      description:
        'The first step whose `until` is still ahead applies; the last has none. Deadlines count from the beginning of the day of arrival, UTC.',
    },
  ),
}
const Offer = t.Object(offer, closed)
export type Offer = Static<typeof Offer>

export const Quote = t.Object(
  {
    quote: t.String({ description: 'The signed quote (JWS, `quote+jwt`): what a reservation is made with.' }),
    expires_at: Instant,
    ...offer,
  },
  closed,
)
export type Quote = Static<typeof Quote>

export const QuoteKeys = t.Object({ keys: t.Array(t.Record(t.String(), t.String())) }, closed)

/** The payload under the signature. Times are seconds since 1970. */
export const QuoteClaims = t.Object(
  {
    iss: t.Literal(QUOTE_ISSUER),
    aud: t.Literal(QUOTE_AUDIENCE),
    jti: t.String({ minLength: 16, maxLength: 64 }),
    iat: t.Integer(),
    exp: t.Integer(),
    ...offer,
  },
  closed,
)
export type QuoteClaims = Static<typeof QuoteClaims>
