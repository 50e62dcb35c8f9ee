/** What a hotel says of its rates. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'
import { Money } from '#lib/money'
import { HotelId, limits, RoomTypeId } from '../contract.ts'

export const rate_limits = {
  /** Of one night: the longest stay still adds up below 2^32 minor units, which is what the index holds. */
  max_price: Math.floor((2 ** 32 - 1) / limits.max_nights),
  /** In one request. */
  max_nights: limits.max_calendar,
} as const

export type RateErrorCode =
  | 'validation_failed'
  | 'unknown_hotel'
  | 'unknown_room_type'
  /** 409: a night of the range has no rooms yet, which are not ours to make. Nothing was changed. */
  | 'no_inventory'

const closed = { additionalProperties: false } as const

const restrictions = {
  min_stay: t.Integer({
    minimum: 1,
    maximum: limits.max_nights,
    description: 'Nights that a stay arriving on one of these must have.',
  }),
  closed_to_arrival: t.Boolean({ description: 'No stay may arrive on one of these nights.' }),
}

export const Rates = t.Object(
  {
    from: t.String({ format: 'date', description: 'First night, YYYY-MM-DD.' }),
    to: t.String({
      format: 'date',
      description: `The day after the last night, YYYY-MM-DD; at most ${rate_limits.max_nights} nights later.`,
    }),
    price: t.Optional(
      t.Object(
        {
          amount: t.Integer({ minimum: 1, maximum: rate_limits.max_price }),
          currency: t.String({ pattern: '^[A-Z]{3}$', description: "The hotel's own." }),
        },
        { ...closed, description: 'One room, each night. What is left out stays as it is, night by night.' },
      ),
    ),
    min_stay: t.Optional(restrictions.min_stay),
    closed_to_arrival: t.Optional(restrictions.closed_to_arrival),
  },
  closed,
)
export type Rates = Static<typeof Rates>

export const RatesAnswer = t.Object(
  {
    hotel_id: HotelId,
    room_type_id: RoomTypeId,
    from: t.String(),
    to: t.String(),
    nights: t.Integer(),
    price: t.Optional(Money),
    min_stay: t.Optional(restrictions.min_stay),
    closed_to_arrival: t.Optional(restrictions.closed_to_arrival),
  },
  closed,
)
export type RatesAnswer = Static<typeof RatesAnswer>

export const RateParams = t.Object(
  {
    from: t.String({ format: 'date', description: 'First night, YYYY-MM-DD.' }),
    to: t.String({
      format: 'date',
      description: `The day after the last night, YYYY-MM-DD; at most ${rate_limits.max_nights} nights later.`,
    }),
  },
  closed,
)
export type RateParams = Static<typeof RateParams>

export const HotelRates = t.Object(
  {
    hotel_id: HotelId,
    data: t.Array(
      t.Object(
        {
          room_type_id: RoomTypeId,
          nights: t.Array(t.Object({ night: t.String(), price: Money, ...restrictions }, closed), {
            description: 'Those of the range that have a rate: none that are over.',
          }),
        },
        closed,
      ),
    ),
    next_cursor: t.Null(),
  },
  closed,
)
export type HotelRates = Static<typeof HotelRates>
