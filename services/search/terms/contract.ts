/**
 * The terms of `search` as plain values: limits, amenities, orders, policies. Apart from the schemas, so that a browser
 * can have them without what checks requests. Imports nothing.
 */

export const limits = {
  max_nights: 30,
  /** How far ahead a stay may begin. Rates exist for at least 180 nights; beyond them a search is empty, not wrong. */
  max_days_ahead: 540,
  max_adults: 30,
  max_children: 10,
  max_rooms: 8,
  max_radius_km: 100,
  max_page: 100,
  /** Nights of a calendar. */
  max_calendar: 366,
  /** Of one for a whole place: every hotel of it is looked at. */
  max_place_calendar: 92,
  max_recommendations: 20,
  /** A recommendation's price is the lowest of so many nights, from today on. */
  recommended_nights: 30,
  max_text: 100,
} as const

/** The position is the bit in the `amenities` column: append only, never reorder. */
export const amenities = [
  'wifi',
  'breakfast',
  'parking',
  'pool',
  'gym',
  'spa',
  'restaurant',
  'bar',
  'air_conditioning',
  'pet_friendly',
  'airport_shuttle',
  'family_rooms',
  'wheelchair_accessible',
  'ev_charging',
  'beachfront',
  'kitchen',
  'laundry',
  'workspace',
  'rooftop',
  'sauna',
] as const
export type Amenity = (typeof amenities)[number]

export const sorts = ['recommended', 'price', 'rating', 'distance'] as const
export type Sort = (typeof sorts)[number]

/**
 * Cancellation policies: a timeline of refund percentages by hours before check-in day begins (00:00 UTC).
 * The first line whose `hours_before` is still ahead applies; after the last, nothing comes back.
 */
export const cancellation_policies = {
  flexible: [{ hours_before: 24, refund_percent: 100 }],
  moderate: [
    { hours_before: 120, refund_percent: 100 },
    { hours_before: 24, refund_percent: 50 },
  ],
  strict: [{ hours_before: 336, refund_percent: 50 }],
  non_refundable: [],
} as const satisfies Record<string, readonly { hours_before: number; refund_percent: number }[]>
export type CancellationPolicy = keyof typeof cancellation_policies
export const cancellation_policy_names = Object.keys(cancellation_policies) as CancellationPolicy[]
