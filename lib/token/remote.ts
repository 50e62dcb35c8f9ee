/** What a service follows of the authorization server: its keys and its revocations, over the transport. */
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import type { Logger } from '#lib/log'
import { KeysUnavailable, type Revocations } from '#lib/token/verify'
import { getJson, type Transport } from '#lib/transport'

export const JWKS_PATH = '/.well-known/jwks.json'
export const REVOCATIONS_PATH = '/oauth/revocations'

/** Keys are published at least so long before they sign. */
export const KEY_LEAD_S = 10
/** A kid that nobody knows asks for the keys again, at most so often: less than the lead, so that none is missed. */
const COOLDOWN_MS = 1_000
const CACHE_MS = 10 * 60_000
const TIMEOUT_MS = 2_000
/** After a failure: no request waits for an authorization server that is away. */
const RETRY_MS = 2_000

/**
 * The keys of `issuer`, or those that another service publishes at `path`: fetched on first use, again for an unknown kid and after ten minutes. When they cannot be, those
 * that are known serve on: a token that was made just before is good for longer than they are fresh.
 */
export function remoteKeys(issuer: string, transport: Transport, path = JWKS_PATH): JWTVerifyGetKey {
  let away_until_ms = 0
  const remote = createRemoteJWKSet(new URL(path, issuer), {
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: CACHE_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: async (url, { headers, signal }) => {
      const response = await transport(new Request(url, { headers, signal })).catch((cause: unknown) => {
        throw new KeysUnavailable('the keys could not be fetched', { cause })
      })
      if (response.status !== 200) throw new KeysUnavailable(`the keys were answered with ${response.status}`)
      return response
    },
  })
  return async (header, token) => {
    // `jose` reads the same clock.
    if (Date.now() >= away_until_ms) {
      try {
        return await remote(header, token)
      } catch (error) {
        const fetched =
          error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
        if (fetched || remote.jwks() === undefined) throw error
        away_until_ms = Date.now() + RETRY_MS
      }
    }
    return createLocalJWKSet(remote.jwks() ?? { keys: [] })(header, token).catch((error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      // It may be a new one.
      throw new KeysUnavailable('the key is not among those that are known', { cause: error })
    })
  }
}

interface RevocationList {
  data: { id: string; forget_at: string }[]
  /** Pass as `since` of the next request. */
  as_of: string
}

interface RevocationOptions {
  transport: Transport
  log: Pick<Logger, 'warn'>
  now_ms?: () => number
}

/** What is known may be so old: a revoked token is refused everywhere at most so much later. */
const FRESH_MS = 1_000
const REVOCATIONS_TIMEOUT_MS = 500
/** A bound on what one answer and the memory may hold; beyond it the oldest are forgotten, which only their own end can make harmless. */
const MAX_REVOCATIONS = 200_000

/**
 * Follows revocations while tokens are being checked, and not otherwise: no timer. When the authorization server is
 * away, tokens stay good until they end by themselves, ten minutes at most; the alternative is that all services stop.
 */
export function remoteRevocations({ transport, log, now_ms = Date.now }: RevocationOptions): Revocations {
  const revoked = new Map<string, number>()
  let since = ''
  let fresh_until_ms = 0
  let flight: Promise<void> | undefined

  const refresh = async () => {
    try {
      const query = since === '' ? '' : `?since=${encodeURIComponent(since)}`
      const list = await getJson<RevocationList>(
        { service: 'auth', transport, timeout_ms: REVOCATIONS_TIMEOUT_MS },
        `${REVOCATIONS_PATH}${query}`,
      )
      for (const { id, forget_at } of list.data) revoked.set(id, Date.parse(forget_at))
      since = list.as_of
      fresh_until_ms = now_ms() + FRESH_MS
      forget()
    } catch (error) {
      fresh_until_ms = now_ms() + RETRY_MS
      log.warn({ err: error }, 'revocations could not be fetched')
    } finally {
      flight = undefined
    }
  }
  const forget = () => {
    for (const [id, forget_ms] of revoked) {
      if (forget_ms > now_ms() && revoked.size <= MAX_REVOCATIONS) continue
      revoked.delete(id)
    }
  }

  const known = (ids: readonly string[]) => ids.some((id) => revoked.has(id))

  return {
    isRevoked: (ids) => {
      if (now_ms() < fresh_until_ms) return known(ids)
      flight ??= refresh()
      return flight.then(() => known(ids))
    },
  }
}
