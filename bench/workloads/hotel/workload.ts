/** `GET /v1/hotels/{id}`: one row by its key, which asks little of the database. */

import type { Workload } from '#bench/workload'
import { datasetId } from '#lib/dataset/ids'
import { profiles } from '#lib/dataset/profiles'
import { productAnswers } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'

const TARGETS = 400

export const hotel: Workload = {
  name: 'hotel',
  core_file: 'bench/workloads/hotel/core.ts',
  title: 'GET /v1/hotels/{id}, one row by its key',
  prepare: searchSql.prepare,
  targets: ({ profile, seed }) =>
    Array.from(
      { length: Math.min(TARGETS, profiles[profile].hotels) },
      (_, i) => `/v1/hotels/${datasetId('htl', seed, i + 1)}`,
    ),
  golden: productAnswers,
}
