/** `auth` put together: its pool, its keys, its clients, its routes in the frame. */
import { databasePool, kyselyOver } from '#lib/database'
import { inbox } from '#lib/events/inbox'
import { migrate } from '#lib/migrate'
import { derivedKey, serviceSecret } from '#lib/secrets'
import { service } from '#lib/service'
import { guard } from '#lib/token/guard'
import { REVOCATIONS_PATH } from '#lib/token/remote'
import { tokenVerifier } from '#lib/token/verify'
import type { Prepare, ServiceContext } from '#lib/topology'
import { forms } from '#lib/web/form-token'

/** As `users` publishes it. */
const ERASURE_REQUESTED = 'users.erasure_requested'

import { accounts } from './accounts.ts'
import { clean } from './clean.ts'
import { auth } from './http.ts'
import { issuing } from './issue.ts'
import { keyRing, sealingKey } from './keys.ts'
import { migrations } from './migrations/index.ts'
import { passwords } from './passwords.ts'
import { registerServices } from './registration.ts'
import { localRevocations } from './revocations.ts'
import type { AuthSchema } from './sql.ts'
import { throttle } from './throttle.ts'

export const prepare: Prepare = async ({ database_url }) => {
  const pool = databasePool({ url: database_url, size: 2, name: 'auth-prepare', statement_timeout_ms: 0 })
  try {
    await migrate(kyselyOver<unknown>(pool), 'auth', migrations)
  } finally {
    await pool.end()
  }
}

export function build(
  { database_url, config, log, secret, services }: ServiceContext,
  // Real time: VACANCY_TODAY fixes the date of stays, and would make tokens that never end. Tests have their own.
  now_ms: () => number = Date.now,
) {
  const pool = databasePool({ url: database_url, size: config.pool_size, name: 'auth', log })
  const db = kyselyOver<AuthSchema>(pool)
  const keys = keyRing({ db, sealing_key: sealingKey(secret), now_ms })
  const revocations = localRevocations(db)
  const { issuer, site_url } = config
  const verifierOf = (name: string) =>
    // Not remembered: `auth` itself is asked seldom, and by introspection about what was just revoked.
    tokenVerifier({ issuer, service: name, keys: keys.keys, revocations, now_ms, cache_size: 0 })
  const deps = {
    db,
    issuer,
    site_url,
    keys,
    now_ms,
    issuing: issuing({ issuer, keys, now_ms }),
    passwords: passwords(),
    throttle: throttle({ db, key: derivedKey(secret, 'auth.throttle'), now_ms }),
    verifierOf,
    forms: forms({ public_url: issuer, key: derivedKey(secret, 'auth.forms'), cookie: 'form' }),
  }
  const kept = accounts(deps)
  const receive = inbox({
    db,
    service: 'auth',
    handlers: { [ERASURE_REQUESTED]: (trx, event) => kept.erase(trx, event.subject ?? '') },
  })
  const registered = once(() =>
    registerServices(db, services, {
      site_url: config.site_url,
      secretOf: (name) => serviceSecret(config.secret, name),
    }),
  )
  const cleaning = clean({ db, now_ms, log })
  return service({
    name: 'auth',
    description: 'OAuth 2 authorization server: tokens for people, for API customers, and for services.',
    routes: auth({
      ...deps,
      accounts: kept,
      receive,
      registered,
      guard: guard({ verifier: verifierOf('auth') }),
      log,
    }),
    // Every service asks again and again.
    quiet: [REVOCATIONS_PATH],
    issuer,
    log,
    checks: { database: () => pool.query('select 1'), clients: registered, keys: () => keys.signer() },
    close: async () => {
      cleaning.stop()
      await pool.end()
    },
  })
}

/** Tried again at every call until it has succeeded. */
function once(work: () => Promise<void>): () => Promise<void> {
  let attempt: Promise<void> | undefined
  return () => {
    attempt ??= work().catch((error: unknown) => {
      attempt = undefined
      throw error
    })
    return attempt
  }
}
