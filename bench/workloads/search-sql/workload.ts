/** `GET /v1/search` by SQL: one statement for each request. Mostly the database's work, so mostly waiting. */

import type { Workload } from '#bench/workload'
import { destinations } from '#lib/dataset/destinations'
import { Random } from '#lib/dataset/random'
import { prepare } from '#service/search/service'
import { noon, productAnswers } from '../product.ts'
import { searchTarget, TARGETS, zipf } from '../targets.ts'

export const searchSql: Workload = {
  name: 'search-sql',
  core_file: 'bench/workloads/search-sql/core.ts',
  title: 'GET /v1/search, one SQL statement each',

  prepare: (database_url, { profile, today, seed }) =>
    prepare({ database_url, config: { profile, seed }, clock: noon(today) }),

  asks: (options) => {
    const random = new Random(options.seed, 0x5ea4c4)
    const places = destinations(options.profile)
    const pick = zipf(places.length, random)
    return Array.from({ length: TARGETS }, () =>
      searchTarget(random, places[pick()]?.destination_id ?? 0, options),
    )
  },

  golden: productAnswers,
}
