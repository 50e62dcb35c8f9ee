/** `payments` put together: its pool, its jobs, its outbox, the bank, its routes in the frame. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Counter } from 'prom-client'
import { databasePool, kyselyOver } from '#lib/database'
import { mailer } from '#lib/email/mailer'
import { event_queue, publisher } from '#lib/events/outbox'
import { idempotency } from '#lib/idempotency/idempotency'
import { jobs, prepareJobs } from '#lib/jobs/jobs'
import { migrate } from '#lib/migrate'
import { originsOf } from '#lib/origins'
import { localUrl } from '#lib/server'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import { type Prepare, portOf, type ServiceContext } from '#lib/topology'
import { pdfClient } from '#service/pdf-reports/client'
import { payClient } from '#service/reservations/client'
import { bankClient } from './bank.ts'
import type { PaymentsDeps } from './deps.ts'
import { paymentRoutes } from './http.ts'
import { migrations } from './migrations/index.ts'
import { sendReceipts } from './receipts.ts'
import { reconcileDaily } from './reconcile.ts'
import { settle } from './settle.ts'
import type { PaymentsSchema } from './sql.ts'
import { receipt_queue, reconcile_queue, task_queue } from './tasks.ts'
import { WEBHOOKS_PATH } from './webhooks.ts'

const queues = [event_queue, task_queue, receipt_queue, reconcile_queue]
const SENDER = { name: 'Vacancy', address: 'no-reply@vacancy.example' }

export const prepare: Prepare = async ({ database_url }) => {
  const pool = databasePool({ url: database_url, size: 2, name: 'payments-prepare', statement_timeout_ms: 0 })
  try {
    await migrate(kyselyOver<unknown>(pool), 'payments', migrations)
  } finally {
    await pool.end()
  }
  await prepareJobs({ database_url, service: 'payments', queues })
}

/** `look_ms`: how often it looks for what nobody has told it of. */
export function build(context: ServiceContext, now: () => Date = () => new Date(), look_ms?: number) {
  const { config, database_url, log, subscribers, transport } = context
  const { guard, tokens } = identityOf('payments', context)
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'payments', log })
  const db = kyselyOver<PaymentsSchema>(pool)
  const most_ms = config.call_timeout_ms
  const differences = new Counter({
    name: 'reconciliation_differences_total',
    help: 'Differences found between our books and the bank’s statement, by kind',
    labelNames: ['kind'],
    registers: [],
  })
  const own = jobs({ database_url, service: 'payments', queues, log })
  const deps: PaymentsDeps = {
    db,
    jobs: own,
    events: publisher({
      jobs: own,
      subscribers,
      transport,
      tokenFor: (name) => tokens.tokenFor(name),
    }),
    keys: idempotency('payments', now),
    bank: bankClient({ url: config.bank_url, key: config.bank_key, most_ms }),
    reservations: payClient(transport('reservations'), {
      token: () => tokens.tokenFor('reservations'),
      most_ms,
    }),
    pdf: pdfClient(transport('pdf-reports'), { token: () => tokens.tokenFor('pdf-reports') }),
    inTransaction: (work) => db.transaction().execute(work),
    now,
    log,
    allowsReturn: originsOf(config.site_url).allows,
    counted: (kind) => differences.inc({ kind }),
    site_url: config.site_url,
  }
  const settling = settle(deps, log, look_ms)
  sendReceipts(deps, mailer({ smtp_url: config.smtp_url, from: SENDER, log }))
  reconcileDaily(deps)
  own.start()
  const stopping = new AbortController()
  void listen(stopping.signal)
  const built = service({
    name: 'payments',
    description: 'What is paid for reservations and paid back, the books, receipts and invoices.',
    routes: paymentRoutes({ ...deps, guard, webhook_secret: config.bank_webhook_secret }),
    issuer: config.issuer,
    log,
    checks: { database: () => pool.query('select 1'), jobs: () => own.ready() },
    close: async () => {
      stopping.abort()
      await settling.stop()
      await own.stop()
      await pool.end()
    },
  })
  built.metrics.registry.registerMetric(differences)
  return built

  /** Tells the bank where we hear it, until it has heard. Without it jobs ask, only later. */
  async function listen(signal: AbortSignal): Promise<void> {
    const own_url =
      config.service_urls.payments ?? localUrl(config.host, portOf(config.base_port, 'payments'))
    for (let wait_ms = 500; !signal.aborted; wait_ms = Math.min(wait_ms * 2, 30_000)) {
      try {
        return await deps.bank.listen(own_url + WEBHOOKS_PATH)
      } catch {
        await sleep(wait_ms, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }
  }
}
