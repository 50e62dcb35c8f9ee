/** `GET /v1/search` with a partner that answers after 100 ms: nearly all of it is waiting, and none for the database. */
import { okText } from '#bench/ask'
import type { Workload } from '#bench/workload'
import { databasePool } from '#lib/database'
import { destinations } from '#lib/dataset/destinations'
import { Random } from '#lib/dataset/random'
import { openGuard } from '#lib/token/guard'
import { search } from '#service/search/http'
import { loadIndex } from '#service/search/index/load'
import { partnerDesk } from '#service/search/partners/ask'
import { noon } from '../product.ts'
import { searchSql } from '../search-sql/workload.ts'
import { searchTarget, TARGETS, zipf } from '../targets.ts'
import { LATENCY_MS } from './latency.ts'
import { startPartner } from './partner.ts'

export const searchPartners: Workload = {
  name: 'search-partners',
  in_memory: true,
  core_file: 'bench/workloads/search-partners/core.ts',
  title: `GET /v1/search merged with a partner that answers after ${LATENCY_MS} ms`,
  prepare: searchSql.prepare,
  partner: startPartner,
  asks: (options) => {
    const random = new Random(options.seed, 0x9a47)
    const places = destinations(options.profile)
    const pick = zipf(places.length, random)
    return Array.from(
      { length: TARGETS },
      () => `${searchTarget(random, places[pick()]?.destination_id ?? 0, options)}&partners=true`,
    )
  },
  // By the product's route, with its policies. How long the partner took is in it, too, and never the same.
  golden: async (database_url, asks, { today }, partner_url = '') => {
    const pool = databasePool({ url: database_url, size: 1, name: 'bench-golden' })
    const index = await loadIndex(pool, { cache_bytes: 0 }).finally(() => pool.end())
    const settings = { deadline_ms: 10_000, hedge_after_ms: 10_000, at_once: TARGETS }
    const partners = partnerDesk({ partners: { alpha: partner_url }, settings })
    const app = search({ pool, clock: noon(today), guard: openGuard(), index: () => index, partners })
    const answers = [...new Set(asks)].map(async (target) => {
      const response = await app.handle(new Request(`http://search${target}`))
      const { partners: asked, ...body } = (await response.json()) as { partners?: { status: string }[] }
      if (response.status !== 200 || asked?.[0]?.status !== 'ok')
        throw new Error(
          `golden answer of ${target}: status ${response.status}, partner ${asked?.[0]?.status}`,
        )
      return [target, okText(JSON.stringify(body))] as const
    })
    return new Map(await Promise.all(answers))
  },
}
