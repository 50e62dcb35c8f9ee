/** How much data there is. A profile changes quantity only; the rules that make a hotel are the same in all. */
export const profile_names = ['tiny', 'demo', 'bench', 'scale'] as const
export type ProfileName = (typeof profile_names)[number]

export interface Profile {
  name: ProfileName
  hotels: number
  destinations: number
  /** The window loaded at first, from the first night. */
  nights: number
}

export const profiles: Record<ProfileName, Profile> = {
  tiny: { name: 'tiny', hotels: 120, destinations: 8, nights: 60 },
  demo: { name: 'demo', hotels: 2_000, destinations: 250, nights: 200 },
  bench: { name: 'bench', hotels: 10_000, destinations: 1_000, nights: 200 },
  scale: { name: 'scale', hotels: 100_000, destinations: 5_000, nights: 365 },
}

/**
 * The cities of `tiny` by GeoNames id, and their hotels. Basel (CHF), Freiburg and Mulhouse (EUR) lie within 55 km
 * of each other in three countries, so that a search by radius meets two currencies.
 */
export const tiny_cities: readonly (readonly [destination_id: number, hotels: number])[] = [
  [2988507, 30], // Paris
  [2643743, 20], // London
  [5128581, 16], // New York
  [1850147, 14], // Tokyo
  [3128760, 12], // Barcelona
  [2661604, 10], // Basel
  [2925177, 10], // Freiburg
  [2991214, 8], // Mulhouse
]
