/** What a service has of identity: a guard for its routes, and tokens for its own calls. */
import { rateLimit } from '#lib/rate-limit'
import { guard } from '#lib/token/guard'
import { remoteKeys, remoteRevocations } from '#lib/token/remote'
import { tokenSource } from '#lib/token/source'
import { tokenVerifier } from '#lib/token/verify'
import type { ServiceContext } from '#lib/topology'

interface IdentityOptions {
  /** How long a call may wait for a token of this service's own. */
  timeout_ms?: number
}

/** For every service but `auth`, which has its keys at home. */
export function identityOf(service: string, context: ServiceContext, options: IdentityOptions = {}) {
  const { config, log, secret, services, transport } = context
  const auth = transport('auth')
  return {
    guard: guard({
      verifier: tokenVerifier({
        issuer: config.issuer,
        service,
        keys: remoteKeys(config.issuer, auth),
        revocations: remoteRevocations({ transport: auth, log }),
      }),
      rate_limit: rateLimit(
        config.rate_limit,
        services.map(({ name }) => name),
      ),
    }),
    tokens: tokenSource({ transport: auth, client_id: service, client_secret: secret, ...options }),
  }
}
