/** `GET /v1/search` from memory, what is popular kept: searches by Zipf, the n-th asked for 1/n as often as the first. */
import type { Workload } from '#bench/workload'
import { destinations } from '#lib/dataset/destinations'
import { Random } from '#lib/dataset/random'
import { productAnswers } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { searchTarget, zipf } from '../targets.ts'

const SEARCHES = 2_000
const REQUESTS = 4_000

export const searchIndexCached: Workload = {
  name: 'search-index-cached',
  in_memory: true,
  core_file: 'bench/workloads/search-index-cached/core.ts',
  title: 'GET /v1/search from the index by Zipf, answers kept',
  prepare: searchSql.prepare,
  asks: (options) => {
    const random = new Random(options.seed, 0x1decc)
    const places = destinations(options.profile)
    const place = zipf(places.length, random)
    const searches = Array.from({ length: SEARCHES }, () =>
      searchTarget(random, places[place()]?.destination_id ?? 0, options),
    )
    const search = zipf(SEARCHES, random)
    return Array.from({ length: REQUESTS }, () => searches[search()] ?? '')
  },
  golden: productAnswers,
}
