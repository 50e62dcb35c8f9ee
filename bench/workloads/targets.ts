/** What people ask for: places by popularity, stays and filters. Without the catalogue of cities. */
import type { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { queryString } from '#lib/transport'
import type { Amenity, Sort } from '#service/search/contract'

/** Different requests: enough to be no single one's benchmark, few enough to verify each before every load. */
export const TARGETS = 400
export const BOOKABLE_DAYS = 170
const FILTERED_PERMILLE = 200
const SORTED_PERMILLE = 150

/** By popularity: the n-th is asked for 1/n as often as the first. */
export function zipf(count: number, random: Random): () => number {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= count; rank++) {
    sum += 1 / rank
    sums.push(sum)
  }
  return () => {
    const at = random.unit() * sum
    return sums.findIndex((one) => at < one)
  }
}

const sorts: readonly Sort[] = ['price', 'rating', 'distance']
const filters: readonly Amenity[] = ['breakfast', 'pool', 'parking', 'air_conditioning']

export function searchTarget(random: Random, destination_id: number, { today }: { today: string }): string {
  const check_in = addDays(today, random.between(1, BOOKABLE_DAYS))
  const adults = [1, 2, 2, 2, 2, 3, 4][random.below(7)] ?? 2
  return `/v1/search${queryString({
    destination_id: `geo_${destination_id}`,
    check_in,
    check_out: addDays(check_in, random.between(1, 7)),
    adults,
    ...(random.chance(FILTERED_PERMILLE) ? { amenities: filters[random.below(filters.length)] } : {}),
    ...(random.chance(FILTERED_PERMILLE) ? { stars: [3, 4, 5] } : {}),
    ...(random.chance(SORTED_PERMILLE) ? { sort: sorts[random.below(sorts.length)] } : {}),
  })}`
}
