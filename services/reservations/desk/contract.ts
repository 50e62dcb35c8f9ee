/** The desk of a hotel: who arrives, what is booked of each room type. Imports no service. */
import { type Static, Type as t } from '@sinclair/typebox'
import { Money } from '#lib/money'
import { Guest } from '../bookings/contract.ts'
import { states } from '../bookings/state.ts'
import { Night } from '../contract.ts'

export const limits = {
  /** Days that one question may span. */
  max_days: 62,
  /** Arrivals of one answer. */
  max_arrivals: 500,
} as const

export type DeskErrorCode =
  | 'validation_failed'
  /** 404: none, or one where the caller does not work. */
  | 'unknown_hotel'
  | 'unknown_room_type'
  | 'unknown_reservation'
  | 'capacity_below_booked'
  /** 409, with `state`. */
  | 'reservation_state'

const closed = { additionalProperties: false } as const
const DateText = t.String({ format: 'date', examples: ['2027-02-08'] })
export const HotelId = t.String({ pattern: '^htl_[0-7][0-9a-hjkmnp-tv-z]{25}$' })

export const RangeParams = t.Object(
  { from: DateText, to: t.String({ ...DateText, description: 'The last day, itself included.' }) },
  closed,
)

export const DeskHotels = t.Object(
  { data: t.Array(t.Object({ hotel_id: HotelId }, closed)), next_cursor: t.Null() },
  closed,
)
export type DeskHotels = Static<typeof DeskHotels>

export const Arrival = t.Object(
  {
    reservation_id: t.String(),
    state: t.Union(states.map((state) => t.Literal(state))),
    guest: Guest,
    special_requests: t.Union([t.String(), t.Null()]),
    room_type: t.String(),
    check_in: t.String(),
    check_out: t.String(),
    adults: t.Integer(),
    children: t.Integer(),
    rooms: t.Integer(),
    total: Money,
  },
  closed,
)
export type Arrival = Static<typeof Arrival>
export const Arrivals = t.Object(
  {
    data: t.Array(Arrival, { description: 'By day of arrival.' }),
    next_cursor: t.Null(),
    more: t.Boolean({
      description: `Whether there are more than ${limits.max_arrivals}: ask for fewer days.`,
    }),
  },
  closed,
)
export type Arrivals = Static<typeof Arrivals>

export const DeskNights = t.Object(
  {
    data: t.Array(t.Object({ room_type_id: t.String(), nights: t.Array(Night) }, closed)),
    next_cursor: t.Null(),
  },
  closed,
)
export type DeskNights = Static<typeof DeskNights>
