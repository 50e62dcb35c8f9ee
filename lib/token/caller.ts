/** Who makes a request, as its access token says (RFC 9068). */
import { type Static, Type as t } from '@sinclair/typebox'

/** `typ` of the header of our access tokens. */
export const ACCESS_TOKEN_TYPE = 'at+jwt'
/** `alg` of our signatures: the only one that is made or accepted. */
export const SIGNATURE_ALGORITHM = 'EdDSA'
/** A clock that is so far off does no harm. */
export const CLOCK_TOLERANCE_S = 5

/** `aud` of tokens for a service, and the `resource` (RFC 8707) that asks for them. */
export const audienceOf = (service: string): string => `urn:vacancy:${service}`

/** What an access token says beside `iss` and `aud`. Times are seconds since 1970. */
export const AccessTokenClaims = t.Object({
  sub: t.String({ minLength: 1, maxLength: 200, description: 'The person (`usr_…`), or the client itself.' }),
  client_id: t.String({ minLength: 1, maxLength: 200 }),
  scope: t.String({ maxLength: 2_000, description: 'Space-separated.' }),
  jti: t.String({ minLength: 1, maxLength: 200 }),
  iat: t.Number(),
  exp: t.Number(),
  sid: t.Optional(
    t.String({ maxLength: 200, description: 'The grant that it belongs to; revoked together with it.' }),
  ),
  act: t.Optional(
    t.Object(
      { sub: t.String({ maxLength: 200 }) },
      { description: 'The service that acts for `sub` (RFC 8693).' },
    ),
  ),
})
export type AccessTokenClaims = Static<typeof AccessTokenClaims>

export interface Caller {
  /** The person, or the client when it calls for itself; empty for nobody. */
  readonly subject: string
  readonly client_id: string
  readonly scopes: ReadonlySet<string>
  /** The service that acts for the person. */
  readonly actor: string | undefined
  readonly token_id: string
  readonly grant_id: string | undefined
  /** When the token ends, in milliseconds since 1970. */
  readonly expires_ms: number
  /** The token itself, to be exchanged for one with another audience. Never to be passed on as it is. */
  readonly token: string
}

/** Who calls a route that takes callers without a token. */
export const nobody: Caller = Object.freeze({
  subject: '',
  client_id: '',
  scopes: new Set<string>(),
  actor: undefined,
  token_id: '',
  grant_id: undefined,
  expires_ms: 0,
  token: '',
})

export function callerOf(claims: AccessTokenClaims, token: string): Caller {
  return Object.freeze({
    subject: claims.sub,
    client_id: claims.client_id,
    scopes: new Set(claims.scope.split(' ').filter((scope) => scope !== '')),
    actor: claims.act?.sub,
    token_id: claims.jti,
    grant_id: claims.sid,
    expires_ms: claims.exp * 1000,
    token,
  })
}
