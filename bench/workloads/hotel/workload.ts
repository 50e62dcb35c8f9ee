/** `GET /v1/hotels/{id}`: one row by its key, which asks little of the database; hotels by Zipf. */

import type { Workload } from '#bench/workload'
import { datasetId } from '#lib/dataset/ids'
import { profiles } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { productAnswers } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { TARGETS, zipf } from '../targets.ts'

export const hotel: Workload = {
  name: 'hotel',
  core_file: 'bench/workloads/hotel/core.ts',
  title: 'GET /v1/hotels/{id}, one row by its key',
  prepare: searchSql.prepare,
  asks: ({ profile, seed }) => {
    const pick = zipf(profiles[profile].hotels, new Random(seed, 0x407e1))
    return Array.from({ length: TARGETS }, () => `/v1/hotels/${datasetId('htl', seed, 1 + pick())}`)
  },
  golden: productAnswers,
}
