/** For tests: random catalogues with every restriction, and random queries, for every engine alike. */
import fc from 'fast-check'
import { addDays } from '#lib/dates'
import { amenities, type SearchParams, sorts } from './contract.ts'
import type { Catalogue } from './oracle.ts'

export const TODAY = '2026-11-23'
export const NIGHTS = 24

const DESTINATIONS = [
  { destination_id: 1, lat: 47.55, lng: 7.59, micro_euros_per_minor: 10_600 },
  { destination_id: 2, lat: 47.75, lng: 7.34, micro_euros_per_minor: 10_000 },
  { destination_id: 3, lat: -17.8, lng: 179.95, micro_euros_per_minor: 6_100 },
  { destination_id: 4, lat: 0.3, lng: -179.98, micro_euros_per_minor: 9_200 },
  { destination_id: 5, lat: 10, lng: 10, micro_euros_per_minor: 23 },
]

/** Small integers from a seed, so that ties, sold-out nights and gaps are common. */
export function random(seed: number) {
  let state = seed >>> 0
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export function makeCatalogue(seed: number): Catalogue {
  const pick = random(seed)
  let room_type_id = 0
  const hotels = Array.from({ length: 150 }, (_, i) => {
    const home = DESTINATIONS[pick(4)] ?? DESTINATIONS[0]
    if (home === undefined) throw new Error('no destination')
    // Every tenth is a few metres from the centre, where the edge of the smallest circles is.
    const spread = i % 10 === 0 ? 4 : 2_000
    const shift = () => (pick(spread) - spread / 2) / 10_000
    const lng = home.lng + shift()
    return {
      hotel_id: i + 1,
      destination_id: home.destination_id,
      stars: 1 + pick(5),
      rating_tenths: 60 + pick(8),
      review_count: pick(4),
      score: pick(10),
      lat: home.lat + shift(),
      lng: lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng,
      amenities: pick(2 ** amenities.length) | pick(2 ** amenities.length),
      micro_euros_per_minor: home.micro_euros_per_minor,
      room_types: Array.from({ length: 1 + pick(4) }, () => ({
        room_type_id: ++room_type_id,
        max_adults: 1 + pick(3),
        capacity: 3 + pick(3),
        nights: new Map(
          Array.from({ length: NIGHTS }, (_, night) => [addDays(TODAY, night), night] as const)
            .filter(() => pick(30) > 0)
            .map(([date]) => [
              date,
              {
                price: 50 + pick(4) * 25,
                free: pick(8) === 0 ? 0 : 1 + pick(4),
                min_stay: pick(5) === 0 ? 1 + pick(4) : 1,
                closed_to_arrival: pick(9) === 0,
              },
            ]),
        ),
      })),
    }
  })
  return { destinations: DESTINATIONS, hotels }
}

const optional = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values })
const place = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 2, 3, 4, 5, 99).map((id) => ({ destination_id: `geo_${id}` })) },
  {
    weight: 2,
    arbitrary: fc.record({
      lat: fc.constantFrom(47.55, 47.6, 47.75, -17.8, 0.3, 89.99),
      lng: fc.constantFrom(7.59, 7.4, 179.95, -179.98, 180, -180),
      radius_km: fc.constantFrom(0.0001, 0.011, 0.022, 0.5, 5, 20, 40, 100),
    }),
  },
)
/** What a customer may ask. */
export const params: fc.Arbitrary<SearchParams> = fc
  .record({
    place,
    from: fc.integer({ min: 0, max: NIGHTS + 2 }),
    nights: fc.integer({ min: 1, max: 7 }),
    adults: fc.integer({ min: 1, max: 5 }),
    children: fc.integer({ min: 0, max: 3 }),
    rooms: fc.integer({ min: 1, max: 3 }),
    prices: optional(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }))),
    stars: optional(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1 })),
    amenities: optional(fc.uniqueArray(fc.constantFrom(...amenities), { minLength: 1, maxLength: 3 })),
    sort: fc.constantFrom(...sorts),
    limit: fc.constantFrom(1, 2, 3, 7, 50),
  })
  .map(({ place, from, nights, prices, rooms, adults, stars, amenities, ...rest }) => ({
    ...place,
    ...rest,
    check_in: addDays(TODAY, from),
    check_out: addDays(TODAY, from + nights),
    adults: Math.max(adults, rooms),
    rooms,
    ...(prices ? { min_price: Math.min(...prices), max_price: Math.max(...prices) } : {}),
    ...(stars ? { stars } : {}),
    ...(amenities ? { amenities } : {}),
  }))
