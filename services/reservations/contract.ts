/**
 * The public face of `reservations`: the inventory, and the feed by which others follow it. Imports no service.
 * Everyone else imports only this file and `client.ts`.
 */
import { type Static, Type as t } from '@sinclair/typebox'

export const limits = {
  /** Nights that one request may change. */
  max_nights: 366,
  /** Rooms of a type on one night: what a reader can hold in a byte. */
  max_capacity: 255,
  /** Changes of one answer of the feed, nights of one answer of the state. */
  max_changes: 5_000,
  /** How long the feed waits for a change. Less than a server lets a connection be silent. */
  max_wait_s: 20,
} as const

export type ReservationsErrorCode =
  | 'validation_failed'
  | 'unknown_room_type'
  | 'sold_out'
  | 'capacity_below_booked'
  | 'cursor_invalid'
  | 'cursor_expired'
  | 'too_many_waiting'

const closed = { additionalProperties: false } as const
const DateText = t.String({ format: 'date', examples: ['2027-02-08'] })
export const RoomTypeId = t.String({ pattern: '^rmt_[0-7][0-9a-hjkmnp-tv-z]{25}$' })

// --- What the hotel says -----------------------------------------------------------------------------------

export const NightsChange = t.Object(
  {
    first_night: DateText,
    last_night: t.String({ ...DateText, description: 'The last one that changes, itself included.' }),
    capacity: t.Optional(
      t.Integer({ minimum: 0, maximum: limits.max_capacity, description: 'Rooms that we may sell.' }),
    ),
    stop_sell: t.Optional(t.Boolean({ description: 'Nothing more is sold, whatever is free.' })),
  },
  closed,
)
export type NightsChange = Static<typeof NightsChange>

export const Night = t.Object(
  {
    night: t.String(),
    capacity: t.Integer(),
    booked: t.Integer(),
    stop_sell: t.Boolean(),
    free: t.Integer({ description: 'Rooms that can be booked now.' }),
  },
  closed,
)
export type Night = Static<typeof Night>

export const NightList = t.Object({ data: t.Array(Night), next_cursor: t.Null() }, closed)
export type NightList = Static<typeof NightList>

// --- The feed ----------------------------------------------------------------------------------------------

const Cursor = t.String({
  description: 'Opaque, but for one thing: of two of one feed the greater is later.',
})

export const ChangesParams = t.Object(
  {
    after: t.String({ maxLength: 100, description: 'The cursor up to which everything is known.' }),
    limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_changes, default: 1_000 })),
    wait_s: t.Optional(
      t.Integer({
        minimum: 0,
        maximum: limits.max_wait_s,
        default: 0,
        description: 'How long to wait for a change when there is none.',
      }),
    ),
  },
  closed,
)

/** Less than 0 when `a` is the earlier one, as a comparison for sorting; undefined when they are of two feeds. */
export const compareCursors = (a: string, b: string): number | undefined =>
  a.slice(0, 16) === b.slice(0, 16) ? (a < b ? -1 : a > b ? 1 : 0) : undefined

/** A night that was ever booked or changed, as it is now: not as it was changed. */
export const RoomNight = t.Object(
  { room_type_id: t.String(), night: t.String(), free: t.Integer({ minimum: 0 }) },
  closed,
)
export type RoomNight = Static<typeof RoomNight>

export const Changes = t.Object(
  {
    data: t.Array(RoomNight, { description: 'Nights that changed, each once, as they are now.' }),
    /** The cursor that was asked for: an answer to another question can be told from the right one. */
    after: t.String(),
    next_cursor: Cursor,
    more: t.Boolean({ description: 'Whether there may be more at once.' }),
  },
  closed,
)
export type Changes = Static<typeof Changes>

export const StateParams = t.Object(
  {
    after: t.Optional(t.String({ maxLength: 100, description: 'next_cursor of the page before.' })),
    limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_changes, default: 1_000 })),
  },
  closed,
)

export const State = t.Object(
  {
    data: t.Array(RoomNight),
    next_cursor: t.Union([t.String(), t.Null()]),
    changes_cursor: t.String({
      description: 'From where the feed goes on: true from before the first page.',
    }),
  },
  closed,
)
export type State = Static<typeof State>
