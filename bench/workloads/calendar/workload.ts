/** `GET /v1/hotels/{id}/calendar` from memory: 90 nights of a hotel, of all its room types. */
import type { Workload } from '#bench/workload'
import { datasetId } from '#lib/dataset/ids'
import { profiles } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { queryString } from '#lib/transport'
import { productAnswersFromIndex } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { TARGETS } from '../targets.ts'

const NIGHTS = 90

export const calendar: Workload = {
  name: 'calendar',
  in_memory: true,
  core_file: 'bench/workloads/calendar/core.ts',
  title: `GET /v1/hotels/{id}/calendar of ${NIGHTS} nights from the index`,
  prepare: searchSql.prepare,
  targets: ({ profile, seed, today }) => {
    const random = new Random(seed, 0xca1e)
    return Array.from({ length: TARGETS }, () => {
      const hotel = datasetId('htl', seed, 1 + random.below(profiles[profile].hotels))
      const from = addDays(today, random.below(90))
      return `/v1/hotels/${hotel}/calendar${queryString({ from, to: addDays(from, NIGHTS) })}`
    })
  },
  // There is no statement for it: by the service's routes, and its tests say that those are right.
  golden: productAnswersFromIndex,
}
