/** `GET /v1/hotels/{id}/availability` from memory: every room type of a hotel for a stay, hotels by Zipf. */
import type { Workload, WorkloadOptions } from '#bench/workload'
import { datasetId } from '#lib/dataset/ids'
import { profiles } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { queryString } from '#lib/transport'
import { productAnswers } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { BOOKABLE_DAYS, TARGETS, zipf } from '../targets.ts'

export const availability: Workload = {
  name: 'availability',
  in_memory: true,
  core_file: 'bench/workloads/availability/core.ts',
  title: 'GET /v1/hotels/{id}/availability from the index',
  prepare: searchSql.prepare,
  asks: (options) => {
    const ask = availabilityAsks(options, new Random(options.seed, 0xa7a11))
    return Array.from({ length: TARGETS }, ask)
  },
  golden: productAnswers,
}

export function availabilityAsks({ profile, seed, today }: WorkloadOptions, random: Random): () => string {
  const pick = zipf(profiles[profile].hotels, random)
  return () => {
    const hotel = datasetId('htl', seed, 1 + pick())
    const check_in = addDays(today, random.between(1, BOOKABLE_DAYS))
    const check_out = addDays(check_in, random.between(1, 7))
    return `/v1/hotels/${hotel}/availability${queryString({ check_in, check_out, adults: random.between(1, 3) })}`
  }
}
