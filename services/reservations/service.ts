/** `reservations` put together: its pool, its schema, its data, its routes in the frame. */
import { databasePool, kyselyOver } from '#lib/database'
import { earliestToday } from '#lib/dates'
import { migrate } from '#lib/migrate'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { Prepare, ServiceContext } from '#lib/topology'
import { clean } from './clean.ts'
import { CHANGES_PATH, reservations } from './http.ts'
import { migrations } from './migrations/index.ts'
import { News } from './news.ts'
import { seed } from './seed.ts'
import { lastChange, type ReservationsSchema } from './sql.ts'
import { transactions } from './transaction.ts'

export const prepare: Prepare = async ({ database_url, config, clock, onProgress }) => {
  const pool = databasePool({
    url: database_url,
    size: 2,
    name: 'reservations-prepare',
    statement_timeout_ms: 0,
  })
  try {
    await migrate(kyselyOver<unknown>(pool), 'reservations', migrations)
    await seed({
      db: kyselyOver<ReservationsSchema>(pool),
      profile: config.profile,
      seed: config.seed,
      today: earliestToday(clock),
      ...(onProgress ? { onProgress } : {}),
    })
  } finally {
    await pool.end()
  }
}

export function build(context: ServiceContext, now: () => Date = () => new Date()) {
  const { config, clock, database_url, log } = context
  const { guard } = identityOf('reservations', context)
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'reservations', log })
  const db = kyselyOver<ReservationsSchema>(pool)
  const news = new News({
    look: async () => {
      const last = await lastChange(db)
      return last && `${last.transaction}.${last.position}`
    },
  })
  const inTransaction = transactions(db, () => news.committed())
  const cleaning = clean({ db, now, log })
  return service({
    name: 'reservations',
    description: 'The inventory of rooms, and what is booked of it.',
    routes: reservations({ db, news, inTransaction, guard, clock }),
    // Whoever follows asks again as soon as it was answered.
    quiet: [CHANGES_PATH],
    issuer: config.issuer,
    log,
    checks: { database: () => pool.query('select 1') },
    drain: () => news.end(),
    close: async () => {
      news.end()
      cleaning.stop()
      await pool.end()
    },
  })
}
