/** `reservations` put together: its pool, its schema, its data, its routes in the frame. */
import { databasePool, kyselyOver } from '#lib/database'
import { earliestToday } from '#lib/dates'
import { mailer } from '#lib/email/mailer'
import { idempotency } from '#lib/idempotency/idempotency'
import { jobs, prepareJobs } from '#lib/jobs/jobs'
import { migrate } from '#lib/migrate'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { Prepare, ServiceContext } from '#lib/topology'
import { settlementClient } from '#service/payments/client'
import { quoteKeys } from '#service/search/quotes/client'
import type { BookingDeps } from './bookings/deps.ts'
import { bookingRoutes } from './bookings/http.ts'
import { runSaga } from './bookings/saga.ts'
import { sweep } from './bookings/sweep.ts'
import { letter_queue, task_queue } from './bookings/tasks.ts'
import { clean } from './clean.ts'
import { deskRoutes } from './desk/http.ts'
import { CHANGES_PATH, reservations } from './http.ts'
import { migrations } from './migrations/index.ts'
import { News } from './news.ts'
import { lastChange, type ReservationsSchema } from './sql.ts'
import { transactions } from './transaction.ts'

const queues = [task_queue, letter_queue]
const SENDER = { name: 'Vacancy', address: 'no-reply@vacancy.example' }

export const prepare: Prepare = async ({ database_url, config, clock, onProgress }) => {
  const pool = databasePool({
    url: database_url,
    size: 2,
    name: 'reservations-prepare',
    statement_timeout_ms: 0,
  })
  try {
    await migrate(kyselyOver<unknown>(pool), 'reservations', migrations)
    // Parses all the cities there are, of which who serves needs none.
    const { seed } = await import('./seed.ts')
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
  await prepareJobs({ database_url, service: 'reservations', queues })
}

export function build(context: ServiceContext, now: () => Date = () => new Date()) {
  const { config, clock, database_url, log, transport } = context
  const { guard, tokens } = identityOf('reservations', context)
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'reservations', log })
  const db = kyselyOver<ReservationsSchema>(pool)
  const news = new News({
    look: async () => {
      const last = await lastChange(db)
      return last && `${last.transaction}.${last.position}`
    },
  })
  const inTransaction = transactions(db, () => news.committed())
  const own = jobs({ database_url, service: 'reservations', queues, log })
  const deps: BookingDeps = {
    db,
    inTransaction,
    jobs: own,
    keys: idempotency('reservations', now),
    quote_keys: quoteKeys(transport('search')),
    payments: settlementClient(transport('payments'), {
      token: () => tokens.tokenFor('payments'),
      most_ms: config.call_timeout_ms,
    }),
    clock,
    now,
    hold_s: config.hold_s,
  }
  runSaga(deps, {
    mailer: mailer({ smtp_url: config.smtp_url, from: SENDER, log }),
    site_url: config.site_url,
  })
  own.start()
  const sweeping = sweep(deps, log)
  const cleaning = clean({ db, now, log })
  return service({
    name: 'reservations',
    description: 'Bookings, and the inventory of rooms that they take.',
    routes: reservations({ db, news, inTransaction, guard, clock })
      .use(bookingRoutes({ ...deps, guard }))
      .use(deskRoutes({ ...deps, guard })),
    // Whoever follows asks again as soon as it was answered.
    quiet: [CHANGES_PATH],
    issuer: config.issuer,
    log,
    checks: { database: () => pool.query('select 1'), jobs: () => own.ready() },
    drain: () => news.end(),
    close: async () => {
      news.end()
      cleaning.stop()
      await sweeping.stop()
      await own.stop()
      await pool.end()
    },
  })
}
