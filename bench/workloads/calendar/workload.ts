/** `GET /v1/hotels/{id}/calendar` from memory: 90 nights of a hotel, of all its room types; hotels by Zipf. */
import type { Workload, WorkloadOptions } from '#bench/workload'
import { datasetId } from '#lib/dataset/ids'
import { profiles } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { queryString } from '#lib/transport'
import { productAnswersFromIndex } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { TARGETS, zipf } from '../targets.ts'

const NIGHTS = 90

export const calendar: Workload = {
  name: 'calendar',
  in_memory: true,
  core_file: 'bench/workloads/calendar/core.ts',
  title: `GET /v1/hotels/{id}/calendar of ${NIGHTS} nights from the index`,
  prepare: searchSql.prepare,
  asks: (options) => {
    const ask = calendarAsks(options, new Random(options.seed, 0xca1e))
    return Array.from({ length: TARGETS }, ask)
  },
  // There is no statement for it: by the service's routes, and its tests say that those are right.
  golden: productAnswersFromIndex,
}

export function calendarAsks({ profile, seed, today }: WorkloadOptions, random: Random): () => string {
  const pick = zipf(profiles[profile].hotels, random)
  return () => {
    const from = addDays(today, random.below(90))
    const id = datasetId('htl', seed, 1 + pick())
    return `/v1/hotels/${id}/calendar${queryString({ from, to: addDays(from, NIGHTS) })}`
  }
}
