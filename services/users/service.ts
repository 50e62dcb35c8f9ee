/** `users` put together: its pool, its jobs, its outbox, its routes in the frame. */
import { databasePool, kyselyOver } from '#lib/database'
import { mailer } from '#lib/email/mailer'
import { event_queue, publisher } from '#lib/events/outbox'
import { jobs, prepareJobs } from '#lib/jobs/jobs'
import { migrate } from '#lib/migrate'
import { derivedKey } from '#lib/secrets'
import { service } from '#lib/service'
import { identityOf } from '#lib/token/identity'
import type { Prepare, ServiceContext } from '#lib/topology'
import { accountsClient, selfClient } from '#service/auth/client'
import { clean } from './clean.ts'
import { emailCodes } from './codes.ts'
import type { UsersDeps } from './deps.ts'
import { acknowledged } from './erasure.ts'
import { floods } from './floods.ts'
import { users } from './http.ts'
import { migrations } from './migrations/index.ts'
import { deliverEmails, email_queue } from './post.ts'
import type { UsersSchema } from './sql.ts'
import { settle_queue, settleLater } from './verification.ts'

const queues = [event_queue, email_queue, settle_queue]
const SENDER = { name: 'Vacancy', address: 'no-reply@vacancy.example' }

export const prepare: Prepare = async ({ database_url }) => {
  const pool = databasePool({ url: database_url, size: 2, name: 'users-prepare', statement_timeout_ms: 0 })
  try {
    await migrate(kyselyOver<unknown>(pool), 'users', migrations)
  } finally {
    await pool.end()
  }
  await prepareJobs({ database_url, service: 'users', queues })
}

export function build(context: ServiceContext, now: () => Date = () => new Date()) {
  const { config, database_url, log, secret, subscribers, transport } = context
  const { guard, tokens } = identityOf('users', context)
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'users', log })
  const db = kyselyOver<UsersSchema>(pool)
  const own = jobs({ database_url, service: 'users', queues, log })
  const codes = emailCodes(derivedKey(secret, 'users.codes'))
  const auth = transport('auth')
  const events = publisher({
    jobs: own,
    subscribers,
    transport,
    tokenFor: (name) => tokens.tokenFor(name),
    onAcknowledged: (acknowledgement) => acknowledged(deps, acknowledgement),
  })
  const deps: UsersDeps = {
    db,
    jobs: own,
    events,
    accounts: accountsClient(auth, { token: () => tokens.tokenFor('auth') }),
    // The person's own token stays here: `auth` is shown one that was made for it.
    selfOf: (token) => selfClient(auth, { token: () => tokens.exchange(token, 'auth', 'auth:self') }),
    codes,
    fingerprint_key: derivedKey(secret, 'users.idempotency'),
    now,
  }
  deliverEmails({
    db,
    jobs: own,
    mailer: mailer({ smtp_url: config.smtp_url, from: SENDER, log }),
    codes,
    site_url: config.site_url,
    now,
  })
  settleLater({ ...deps, jobs: own })
  own.start()
  const cleaning = clean({ db, now, log })
  return service({
    name: 'users',
    description: "People's data, and the emails to them.",
    routes: users({ ...deps, guard, floods: floods() }),
    issuer: config.issuer,
    log,
    checks: { database: () => pool.query('select 1'), jobs: () => own.ready() },
    close: async () => {
      cleaning.stop()
      await own.stop()
      await pool.end()
    },
  })
}
