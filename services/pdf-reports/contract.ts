/** The public face of `pdf-reports`: data and a template in, a PDF out. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'
import { Money } from '#lib/money'

export const templates = ['receipt', 'confirmation', 'cancellation', 'invoice', 'credit_note'] as const
export type TemplateName = (typeof templates)[number]
export const languages = ['en', 'de', 'zh'] as const
export type Language = (typeof languages)[number]

export type PdfErrorCode =
  | 'validation_failed'
  /** 503 with Retry-After: as many documents wait as may. */
  | 'overloaded'
  /** 500: a document that cannot be laid out. */
  | 'rendering_failed'

const closed = { additionalProperties: false } as const
const Nullable = <T extends Parameters<typeof t.Union>[0][number]>(schema: T) => t.Union([schema, t.Null()])
const oneOf = <T extends string>(values: readonly T[]) => t.Union(values.map((value) => t.Literal(value)))
const line = (maxLength: number) => t.String({ maxLength })
const DateText = t.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Instant = t.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$' })

const Taxes = t.Array(
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
  { maxItems: 8 },
)

/** What every template is filled with. The same data gives the same bytes: there is no clock. */
export const DocumentData = t.Object(
  {
    number: t.String({ minLength: 1, maxLength: 60, description: 'Of the receipt or invoice.' }),
    issued_at: Instant,
    reservation_id: line(60),
    guest: t.Object({ name: line(200), email: line(254) }, { additionalProperties: true }),
    special_requests: t.Optional(Nullable(line(500))),
    hotel: t.Object(
      {
        id: line(60),
        name: line(200),
        stars: t.Integer({ minimum: 0, maximum: 5 }),
        address: line(300),
        city: line(200),
        country_code: line(2),
        country: line(200),
        check_in_from: line(5),
        check_out_until: line(5),
      },
      closed,
    ),
    room_type: t.Object(
      { id: line(60), name: line(200), beds: line(200), breakfast_included: t.Boolean() },
      closed,
    ),
    check_in: DateText,
    check_out: DateText,
    adults: t.Integer({ minimum: 0, maximum: 100 }),
    children: t.Integer({ minimum: 0, maximum: 100 }),
    rooms: t.Integer({ minimum: 1, maximum: 100 }),
    currency: t.String({ pattern: '^[A-Z]{3}$' }),
    nights: t.Array(t.Object({ night: DateText, price: Money }, closed), { maxItems: 60 }),
    subtotal: Money,
    taxes: Taxes,
    total: Money,
    cancellation: t.Object(
      {
        policy: line(40),
        timeline: t.Array(
          t.Object({ until: Nullable(Instant), refund_percent: t.Integer(), refund: Money }, closed),
          { maxItems: 8 },
        ),
      },
      closed,
    ),
    /** Of a receipt and an invoice. */
    payment: t.Optional(
      t.Object(
        { id: line(60), card_brand: line(40), card_last4: line(4), amount: Money, paid_at: Instant },
        closed,
      ),
    ),
    /** Paid back, of a cancellation. */
    refund: t.Optional(t.Object({ amount: Money, percent: t.Integer() }, closed)),
    /** Of a paper about a part of the price: what a change cost more, or what is credited of an invoice. */
    part: t.Optional(
      t.Object(
        {
          /** The invoice that it stands beside. */
          invoice: t.Optional(line(60)),
          /** Of a change: what the stay cost before it. */
          before: t.Optional(Money),
          amount: Money,
          taxes: Taxes,
        },
        closed,
      ),
    ),
    qr: t.Optional(t.String({ maxLength: 500, description: 'What the QR code says; none without it.' })),
  },
  closed,
)
export type DocumentData = Static<typeof DocumentData>

export const NewDocument = t.Object(
  { template: oneOf(templates), language: t.Optional(oneOf(languages)), data: DocumentData },
  closed,
)
export type NewDocument = Static<typeof NewDocument>
