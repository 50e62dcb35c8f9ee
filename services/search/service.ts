/** `search` put together: its pool, its schema, its data, its routes in the frame. */
import { databasePool, kyselyOver } from '#lib/database'
import { earliestToday } from '#lib/dates'
import type { Logger } from '#lib/log'
import { migrate } from '#lib/migrate'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { Prepare, ServiceContext } from '#lib/topology'
import { inventoryClient } from '#service/reservations/client'
import { following } from './following.ts'
import { search } from './http.ts'
import { type Index, loadIndex } from './index/load.ts'
import { migrations } from './migrations/index.ts'
import { partnerDesk } from './partners/ask.ts'
import { partnerMetrics } from './partners/metrics.ts'
import { quotes } from './quotes/http.ts'
import { quoteSigner } from './quotes/signing.ts'
import { rateFollower } from './rates/follow.ts'

export const prepare: Prepare = async ({ database_url, config, clock, onProgress }) => {
  const pool = databasePool({ url: database_url, size: 2, name: 'search-prepare', statement_timeout_ms: 0 })
  try {
    const db = kyselyOver<unknown>(pool)
    await migrate(db, 'search', migrations)
    // Parses all the cities there are, of which who serves needs none.
    const { seed } = await import('./seed.ts')
    await seed({
      pool,
      profile: config.profile,
      seed: config.seed,
      today: earliestToday(clock),
      ...(onProgress ? { onProgress } : {}),
    })
  } finally {
    await pool.end()
  }
}

/** `now_ms`: real time, for what expires; tests have their own. */
export function build(context: ServiceContext, now_ms: () => number = Date.now) {
  const { database_url, config, clock, log, secret, transport } = context
  const { guard, tokens } = identityOf('search', context)
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'search', log })
  const follower = rateFollower({ pool, log })
  const load = () => loadIndex(pool, { cache_bytes: config.answer_cache_mb * 1_000_000 })
  const index = keepLoading(() => follower.following(load), log)
  const inventory = inventoryClient(transport('reservations'), {
    token: () => tokens.tokenFor('reservations'),
  })
  const inventory_follower = following({ pool, index, inventory, log })
  const told = partnerMetrics()
  const partners = partnerDesk({ partners: config.partners, onAnswer: told.onAnswer })
  const signer = quoteSigner({ db: kyselyOver<unknown>(pool), secret, now_ms })
  const built = service({
    name: 'search',
    description: 'Hotels at a place, with availability and price.',
    routes: search({ pool, clock, guard, index: index.current, partners }).use(
      quotes({ pool, clock, guard, seed: config.seed, signer, follower }),
    ),
    issuer: config.issuer,
    log,
    checks: { database: () => pool.query('select 1'), index: index.ready },
    // Others of this process may be ending, too: what they then answer is no failure.
    drain: () => inventory_follower.end(),
    close: async () => {
      index.stop()
      follower.stop()
      await inventory_follower.stop()
      await pool.end()
    },
  })
  for (const metric of [...inventory_follower.metrics, ...told.metrics])
    built.metrics.registry.registerMetric(metric)
  return built
}

const RETRY_MS = 1_000

/** Loads in the background, again after a failure, until it has succeeded once; anew when it is told to. */
function keepLoading(load: () => Promise<Index>, log: Pick<Logger, 'info' | 'warn'>) {
  let loaded: Index | undefined
  const first = Promise.withResolvers<Index>()
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const attempt = async () => {
    const started_ms = performance.now()
    try {
      loaded = await load()
      const { catalogue, nights } = loaded
      log.info(
        {
          hotels: catalogue.hotel_count,
          room_types: catalogue.room_type_count,
          megabytes: Math.round(nights.buffer.byteLength / 1e6),
          duration_ms: Math.round(performance.now() - started_ms),
        },
        'index loaded',
      )
      first.resolve(loaded)
    } catch (error) {
      if (stopped) return
      log.warn({ err: error }, 'the index could not be loaded')
      timer = setTimeout(() => void attempt(), RETRY_MS)
    }
  }
  void attempt()
  return {
    current: () => loaded,
    first: first.promise,
    reload: async () => {
      loaded = await load()
      return loaded
    },
    ready: async () => {
      if (loaded === undefined) throw new Error('not loaded yet')
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
