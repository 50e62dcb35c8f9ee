/**
 * The public face of `search`: what may be asked, what is answered, and the error codes.
 * Imports no service. Everyone else imports only this file and `client.ts`.
 */
import { type Static, type TSchema, Type as t } from '@sinclair/typebox'
import { partner_names } from '#lib/config'
import { Money } from '#lib/money'
import { amenities, cancellation_policy_names, limits, sorts } from './terms/contract.ts'

export * from './terms/contract.ts'

// --- Vocabulary --------------------------------------------------------------------------------------------

/** What answers a search: columns in memory, or a statement in the database; the same answer from both. */
export const engines = ['index', 'sql'] as const

export const recommendation_orders = ['price', 'rating', 'distance'] as const
export type RecommendationOrder = (typeof recommendation_orders)[number]

/** Why a room type cannot be booked for a stay, the most fundamental first. */
export const unavailable_reasons = ['too_small', 'sold_out', 'min_stay', 'closed_to_arrival'] as const
export type UnavailableReason = (typeof unavailable_reasons)[number]

export type SearchErrorCode =
  | 'validation_failed'
  | 'unknown_destination'
  | 'unknown_hotel'
  | 'cursor_invalid'
  | 'cursor_mismatch'
  | 'database_unavailable'
  | 'not_ready'

// --- Schemas -----------------------------------------------------------------------------------------------

const closed = { additionalProperties: false } as const
/** A string that is one of `values`; as an OpenAPI `enum`, not a union of constants. */
const literals = <T extends string>(values: readonly T[], options: { default?: NoInfer<T> } = {}) =>
  t.Unsafe<T>({ type: 'string', enum: [...values], ...options })
const list = <T extends TSchema>(item: T) =>
  t.Object({ data: t.Array(item), next_cursor: t.Union([t.String(), t.Null()]) }, closed)

const DateText = t.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2027-02-14'] })
const Location = t.Object({ lat: t.Number(), lng: t.Number() }, closed)

/** `geo_` and the GeoNames id, so that a destination means the same on every installation. */
export const DestinationId = t.String({ pattern: '^geo_[1-9]\\d{0,8}$', examples: ['geo_2988507'] })
export const HotelId = t.String({ pattern: '^htl_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
export const RoomTypeId = t.String({ pattern: '^rmt_[0-7][0-9a-hjkmnp-tv-z]{25}$' })

export const DestinationParams = t.Object(
  {
    q: t.String({
      minLength: 1,
      maxLength: limits.max_text,
      description: 'The beginning of a city name, in any case, accents optional.',
    }),
    limit: t.Optional(t.Integer({ minimum: 1, maximum: 50, default: 10 })),
  },
  closed,
)
export type DestinationParams = Static<typeof DestinationParams>

export const Destination = t.Object(
  {
    id: DestinationId,
    name: t.String(),
    country_code: t.String({ description: 'ISO 3166-1 alpha-2.' }),
    country: t.String(),
    population: t.Integer(),
    location: Location,
    currency: t.String(),
    hotel_count: t.Integer(),
  },
  closed,
)
export type Destination = Static<typeof Destination>
export const DestinationList = list(Destination)
export type DestinationList = Static<typeof DestinationList>

const party_params = {
  adults: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_adults, default: 2 })),
  children: t.Optional(t.Integer({ minimum: 0, maximum: limits.max_children, default: 0 })),
  rooms: t.Optional(
    t.Integer({
      minimum: 1,
      maximum: limits.max_rooms,
      default: 1,
      description: 'Rooms of one type; every room has an adult.',
    }),
  ),
}
const stay_params = {
  check_in: t.String({ format: 'date', description: 'First night, YYYY-MM-DD.' }),
  check_out: t.String({
    format: 'date',
    description: `Day of departure, YYYY-MM-DD; at most ${limits.max_nights} nights later.`,
  }),
  ...party_params,
}
export const StayParams = t.Object(
  { ...stay_params, engine: t.Optional(literals(engines, { default: 'index' })) },
  closed,
)
export type StayParams = Static<typeof StayParams>

export const SearchParams = t.Object(
  {
    destination_id: t.Optional(DestinationId),
    lat: t.Optional(t.Number({ minimum: -90, maximum: 90 })),
    lng: t.Optional(t.Number({ minimum: -180, maximum: 180 })),
    radius_km: t.Optional(t.Number({ exclusiveMinimum: 0, maximum: limits.max_radius_km })),
    ...stay_params,
    min_price: t.Optional(
      t.Integer({
        minimum: 0,
        maximum: 2 ** 50,
        description: "For the whole stay and all rooms, in minor units of the answer's `currency`.",
      }),
    ),
    max_price: t.Optional(t.Integer({ minimum: 0, maximum: 2 ** 50, description: 'As `min_price`.' })),
    stars: t.Optional(
      t.Array(t.Integer({ minimum: 1, maximum: 5 }), {
        minItems: 1,
        maxItems: 5,
        description: 'Any of these.',
      }),
    ),
    amenities: t.Optional(
      t.Array(literals(amenities), { minItems: 1, maxItems: amenities.length, description: 'All of these.' }),
    ),
    sort: t.Optional(literals(sorts, { default: 'recommended' })),
    cursor: t.Optional(
      t.String({
        minLength: 1,
        maxLength: 200,
        description: '`next_cursor` of the page before; the other parameters unchanged.',
      }),
    ),
    limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_page, default: 20 })),
    facets: t.Optional(
      t.Unsafe<'true' | 'false'>({
        type: 'string',
        enum: ['true', 'false'],
        default: 'false',
        description: 'Whether to count what each choice of a filter would leave.',
      }),
    ),
    engine: t.Optional(literals(engines, { default: 'index' })),
    partners: t.Optional(
      t.Unsafe<'true' | 'false'>({
        type: 'string',
        enum: ['true', 'false'],
        default: 'false',
        description:
          'Whether to ask partners, too, and merge what they have. Takes as long as the slowest, at most 0.3 s; without it nobody is waited for.',
      }),
    ),
  },
  closed,
)
export type SearchParams = Static<typeof SearchParams>

export const CalendarParams = t.Object(
  {
    from: t.String({ format: 'date', description: 'First night, YYYY-MM-DD.' }),
    to: t.String({
      format: 'date',
      description: `The day after the last night, YYYY-MM-DD; at most ${limits.max_calendar} nights later.`,
    }),
    ...party_params,
  },
  closed,
)
export type CalendarParams = Static<typeof CalendarParams>

export const RecommendationParams = t.Object(
  {
    lat: t.Number({ minimum: -90, maximum: 90 }),
    lng: t.Number({ minimum: -180, maximum: 180 }),
    by: literals(recommendation_orders),
    radius_km: t.Optional(t.Number({ exclusiveMinimum: 0, maximum: limits.max_radius_km, default: 20 })),
    limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.max_recommendations, default: 5 })),
  },
  closed,
)
export type RecommendationParams = Static<typeof RecommendationParams>

const hotel_summary = {
  id: HotelId,
  name: t.String(),
  stars: t.Integer({ minimum: 1, maximum: 5 }),
  rating: t.Number({ minimum: 0, maximum: 10, description: "Guests' mean, one decimal." }),
  review_count: t.Integer(),
  address: t.String(),
  city: t.String(),
  country_code: t.String(),
  location: Location,
  amenities: t.Array(literals(amenities)),
}

export const HotelOffer = t.Object(
  {
    ...hotel_summary,
    distance_m: t.Integer({
      description: 'From the centre of the destination, or from the point asked for.',
    }),
    offer: t.Object(
      {
        room_type_id: RoomTypeId,
        room_type: t.String(),
        beds: t.String(),
        breakfast_included: t.Boolean(),
        cancellation_policy: literals(cancellation_policy_names),
        rooms_left: t.Integer({
          description: 'Rooms of this type that are free on every night of the stay.',
        }),
        total: Money,
      },
      {
        ...closed,
        description: 'The cheapest room type that fits; the price is for the whole stay and all rooms.',
      },
    ),
  },
  closed,
)
export type HotelOffer = Static<typeof HotelOffer>

const count = t.Integer({ description: 'Hotels on all pages.' })
export const Facets = t.Object(
  {
    stars: t.Array(t.Object({ stars: t.Integer(), count }, closed), {
      description: 'Whatever `stars` was asked for.',
    }),
    amenities: t.Array(t.Object({ amenity: literals(amenities), count }, closed), {
      description: 'If this one were asked for, too.',
    }),
    price: t.Array(
      t.Object({ min_price: t.Integer(), max_price: t.Union([t.Integer(), t.Null()]), count }, closed),
      { description: 'Whatever `min_price` and `max_price` were asked for; bands to ask for.' },
    ),
  },
  { ...closed, description: 'Hotels that each choice of a filter would leave.' },
)
export type Facets = Static<typeof Facets>

export const SearchAnswer = t.Object(
  {
    data: t.Array(HotelOffer),
    next_cursor: t.Union([t.String(), t.Null()]),
    total: t.Integer({ description: 'Hotels that match, on all pages.' }),
    nights: t.Integer(),
    currency: t.String({
      description: "The place's currency, in which `min_price` and `max_price` are read.",
    }),
    facets: t.Optional(Facets),
  },
  closed,
)
export type SearchAnswer = Static<typeof SearchAnswer>

/** How a partner took part in an answer. `skipped`: it was not asked, because too many requests to it were under way or it told us to wait. */
export const partner_statuses = ['ok', 'timeout', 'error', 'open_circuit', 'skipped'] as const
export type PartnerStatus = (typeof partner_statuses)[number]

export const PartnerHotelOffer = t.Object(
  {
    partner: literals(partner_names),
    id: t.String({ description: 'The partner and its own id; not one of ours.' }),
    name: t.String(),
    stars: t.Integer({ minimum: 1, maximum: 5 }),
    rating: t.Number({ minimum: 0, maximum: 10 }),
    location: Location,
    distance_m: t.Integer(),
    offer: t.Object({ breakfast_included: t.Boolean(), total: Money }, closed),
  },
  { ...closed, description: 'A hotel that a partner sells, and we do not for this stay.' },
)
export type PartnerHotelOffer = Static<typeof PartnerHotelOffer>

export const MergedSearchAnswer = t.Object(
  {
    ...SearchAnswer.properties,
    data: t.Array(t.Union([HotelOffer, PartnerHotelOffer])),
    partners: t.Optional(
      t.Array(
        t.Object(
          {
            partner: literals(partner_names),
            status: literals(partner_statuses),
            hotels: t.Integer({ description: 'Of its hotels, those in the answer, on all pages.' }),
            took_ms: t.Integer(),
          },
          closed,
        ),
        {
          description:
            'Only with `partners=true`; then `total` counts their hotels, too, and `facets` only ours.',
        },
      ),
    ),
  },
  closed,
)
export type MergedSearchAnswer = Static<typeof MergedSearchAnswer>

const room_type = {
  id: RoomTypeId,
  name: t.String(),
  beds: t.String(),
  size_m2: t.Integer(),
  max_adults: t.Integer(),
  capacity: t.Integer({ description: 'People in all, children included.' }),
  breakfast_included: t.Boolean(),
  cancellation_policy: literals(cancellation_policy_names),
}

export const Hotel = t.Object(
  {
    ...hotel_summary,
    destination_id: DestinationId,
    country: t.String(),
    description: t.String(),
    currency: t.String(),
    check_in_from: t.String({ description: 'Local time, HH:MM.' }),
    check_out_until: t.String({ description: 'Local time, HH:MM.' }),
    room_types: t.Array(t.Object(room_type, closed)),
  },
  closed,
)
export type Hotel = Static<typeof Hotel>

export const RoomTypeAvailability = t.Object(
  {
    ...room_type,
    bookable: t.Boolean(),
    reason: t.Union([literals(unavailable_reasons), t.Null()], {
      description: 'Why not; null when bookable.',
    }),
    min_stay: t.Integer({
      description: 'Nights that a stay arriving on check_in must have; 0 when that date has no rates.',
    }),
    rooms_left: t.Integer(),
    total: t.Union([Money, t.Null()], {
      description: 'Whole stay, all rooms; null where a night has no rate.',
    }),
    nights: t.Array(t.Object({ night: DateText, price: Money, rooms_left: t.Integer() }, closed), {
      description: 'One room, each night that has a rate.',
    }),
  },
  closed,
)
export type RoomTypeAvailability = Static<typeof RoomTypeAvailability>

export const AvailabilityAnswer = t.Object(
  {
    hotel_id: HotelId,
    check_in: DateText,
    check_out: DateText,
    nights: t.Integer(),
    data: t.Array(RoomTypeAvailability),
  },
  closed,
)
export type AvailabilityAnswer = Static<typeof AvailabilityAnswer>

export const CalendarAnswer = t.Object(
  {
    hotel_id: HotelId,
    from: DateText,
    to: DateText,
    data: t.Array(
      t.Object(
        {
          night: DateText,
          from_price: t.Union([Money, t.Null()], {
            description:
              'All rooms, for this night, of the cheapest room type that has them; null when none has.',
          }),
          rooms_left: t.Integer({
            description: 'Of the room types that fit the party and have enough, together.',
          }),
          min_stay: t.Integer({
            description: 'Least nights of a stay that arrives here, of any of them; 0 when none is free.',
          }),
          closed_to_arrival: t.Boolean({ description: 'None of them can be arrived at.' }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type CalendarAnswer = Static<typeof CalendarAnswer>

export const PlaceCalendarAnswer = t.Object(
  {
    destination_id: DestinationId,
    from: DateText,
    to: DateText,
    data: t.Array(
      t.Object(
        {
          night: DateText,
          from_price: t.Union([Money, t.Null()], {
            description:
              "All rooms, for this night, of the cheapest room type of any hotel, in the place's currency; null when none is free.",
          }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type PlaceCalendarAnswer = Static<typeof PlaceCalendarAnswer>

export const RecommendationsAnswer = t.Object(
  {
    data: t.Array(
      t.Object(
        {
          ...hotel_summary,
          distance_m: t.Integer(),
          from_price: t.Object(Money.properties, {
            ...closed,
            description: `Lowest price of a night for two, of the next ${limits.recommended_nights}.`,
          }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type RecommendationsAnswer = Static<typeof RecommendationsAnswer>
