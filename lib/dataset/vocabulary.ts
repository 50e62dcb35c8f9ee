/**
 * Words shared with the services' contracts. `lib/` may not import a service, so the lists are repeated here; a test
 * in the services holds them equal. The position in `amenity_names` is the bit in the mask: append only, never reorder.
 */
export const amenity_names = [
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
export type Amenity = (typeof amenity_names)[number]

export const cancellation_policy_names = ['flexible', 'moderate', 'strict', 'non_refundable'] as const
export type CancellationPolicy = (typeof cancellation_policy_names)[number]

const bits = Object.fromEntries(amenity_names.map((name, bit) => [name, 1 << bit])) as Record<Amenity, number>

export function amenityBit(name: Amenity): number {
  return bits[name]
}

export function hasAmenity(mask: number, name: Amenity): boolean {
  return (mask & bits[name]) !== 0
}
