/** `GET /v1/search` by SQL: one statement for each request. Mostly the database's work, so mostly waiting. */

import type { Workload, WorkloadOptions } from '#bench/workload'
import { destinations } from '#lib/dataset/destinations'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { queryString } from '#lib/transport'
import type { Amenity, Sort } from '#service/search/contract'
import { prepare } from '#service/search/service'
import { noon, productAnswers } from '../product.ts'

/** Different requests: enough to be no single one's benchmark, few enough to verify each before every load. */
export const TARGETS = 400
export const BOOKABLE_DAYS = 170
const FILTERED_PERMILLE = 200
const SORTED_PERMILLE = 150

export const searchSql: Workload = {
  name: 'search-sql',
  core_file: 'bench/workloads/search-sql/core.ts',
  title: 'GET /v1/search, one SQL statement each',

  prepare: (database_url, { profile, today, seed }) =>
    prepare({ database_url, config: { profile, seed }, clock: noon(today) }),

  targets: (options) => {
    const random = new Random(options.seed, 0x5ea4c4)
    const places = destinations(options.profile)
    const pick = zipf(places.length, random)
    return Array.from({ length: TARGETS }, () =>
      searchTarget(random, places[pick()]?.destination_id ?? 0, options),
    )
  },

  golden: productAnswers,
}

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

export function searchTarget(random: Random, destination_id: number, { today }: WorkloadOptions): string {
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
