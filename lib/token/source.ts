/** A service's own access tokens: one for each service that it calls, fetched before they end, one flight at a time. */
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { audienceOf } from '#lib/token/caller'
import { invalidToken } from '#lib/token/verify'
import { sendForm, type Transport, UpstreamUnavailable } from '#lib/transport'

export const TOKEN_PATH = '/oauth/token'
export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ACCESS_TOKEN_URI = 'urn:ietf:params:oauth:token-type:access_token'

export interface TokenSource {
  /** A token of this service's own, for calling `service`. */
  tokenFor(service: string): Promise<string>
  /** A token for acting at `service` for the person whose token this service was given (RFC 8693). */
  exchange(subject_token: string, service: string, scope: string): Promise<string>
}

interface SourceOptions {
  transport: Transport
  /** The service's name is its client id. */
  client_id: string
  client_secret: string
  now_ms?: () => number
  timeout_ms?: number
}

const TokenAnswer = t.Object({ access_token: t.String(), expires_in: t.Number() })

/** Fetched anew after this part of a token's life; until its end the old one serves if that fails. */
const RENEW_AT = 0.8
const TIMEOUT_MS = 2_000
/** After a failure nobody tries again for so long: an authorization server that hangs must not hang every request. */
const RETRY_MS = 1_000

interface Held {
  token: string
  renew_ms: number
  expires_ms: number
}

export function tokenSource({
  transport,
  client_id,
  client_secret,
  now_ms = Date.now,
  timeout_ms = TIMEOUT_MS,
}: SourceOptions): TokenSource {
  const held = new Map<string, Held>()
  const flights = new Map<string, Promise<Held>>()
  const failures = new Map<string, { error: unknown; until_ms: number }>()
  const basic = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)
  const authorization = `Basic ${basic.toString('base64')}`

  const ask = async (form: Record<string, string>): Promise<Held> => {
    const asked_ms = now_ms()
    const answer = await sendForm<unknown>(
      { service: 'auth', transport, timeout_ms },
      { path: TOKEN_PATH, form, headers: { authorization } },
    )
    if (!Value.Check(TokenAnswer, answer)) throw new UpstreamUnavailable('auth', 'bad_answer')
    const life_ms = answer.expires_in * 1000
    return {
      token: answer.access_token,
      renew_ms: asked_ms + life_ms * RENEW_AT,
      expires_ms: asked_ms + life_ms,
    }
  }
  const renew = (service: string): Promise<Held> => {
    const under_way = flights.get(service)
    if (under_way !== undefined) return under_way
    const failed = failures.get(service)
    if (failed !== undefined && now_ms() < failed.until_ms) return Promise.reject(failed.error)
    const flight = ask({ grant_type: 'client_credentials', resource: audienceOf(service) })
      .then((fresh) => {
        held.set(service, fresh)
        failures.delete(service)
        return fresh
      })
      .catch((error: unknown) => {
        failures.set(service, { error, until_ms: now_ms() + RETRY_MS })
        throw error
      })
      .finally(() => flights.delete(service))
    flights.set(service, flight)
    return flight
  }

  return {
    tokenFor: async (service) => {
      const have = held.get(service)
      if (have !== undefined && now_ms() < have.renew_ms) return have.token
      const renewed = renew(service)
      if (have === undefined || now_ms() >= have.expires_ms) return (await renewed).token
      // Whoever comes between now and the end does not wait, and an authorization server that is away is no harm yet.
      renewed.catch(() => undefined)
      return have.token
    },
    exchange: async (subject_token, service, scope) => {
      const { token } = await ask({
        grant_type: EXCHANGE_GRANT,
        subject_token,
        subject_token_type: ACCESS_TOKEN_URI,
        resource: audienceOf(service),
        scope,
      }).catch((error: unknown) => {
        // It was good when it came, and was revoked since: the caller's token is at fault, nobody is away.
        if (error instanceof UpstreamUnavailable && error.status === 400)
          throw invalidToken('The access token is no longer good', error)
        throw error
      })
      return token
    },
  }
}
