/** `GET /v1/search` from memory, places uniformly random: the small cities that people seldom ask for. Nothing is kept. */
import type { Workload } from '#bench/workload'
import { destinations } from '#lib/dataset/destinations'
import { Random } from '#lib/dataset/random'
import { productAnswers } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { searchTarget, TARGETS } from '../targets.ts'

export const searchIndexUniform: Workload = {
  name: 'search-index-uniform',
  in_memory: true,
  core_file: 'bench/workloads/search-index/core.ts',
  title: 'GET /v1/search from the index, places uniformly random, no answer kept',
  prepare: searchSql.prepare,
  asks: (options) => {
    const random = new Random(options.seed, 0x1dec5)
    const places = destinations(options.profile)
    return Array.from({ length: TARGETS }, () =>
      searchTarget(random, places[random.below(places.length)]?.destination_id ?? 0, options),
    )
  },
  // By the statement: the index cannot confirm itself.
  golden: productAnswers,
}
