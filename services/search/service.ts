/** `search` put together: its pool, its schema, its data, its routes in the frame. */
import { databasePool, kyselyOver } from '#lib/database'
import { earliestToday } from '#lib/dates'
import { migrate } from '#lib/migrate'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { Prepare, ServiceContext } from '#lib/topology'
import { search } from './http.ts'
import { migrations } from './migrations/index.ts'
import { seed } from './seed.ts'

export const prepare: Prepare = async ({ database_url, config, clock, onProgress }) => {
  const pool = databasePool({ url: database_url, size: 2, name: 'search-prepare', statement_timeout_ms: 0 })
  try {
    const db = kyselyOver<unknown>(pool)
    await migrate(db, 'search', migrations)
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

export function build(context: ServiceContext) {
  const { database_url, config, clock, log } = context
  const { guard } = identityOf('search', context)
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'search', log })
  return service({
    name: 'search',
    description: 'Hotels at a place, with availability and price.',
    routes: search({ pool, clock, guard }),
    issuer: config.issuer,
    log,
    checks: { database: () => pool.query('select 1') },
    close: () => pool.end(),
  })
}
