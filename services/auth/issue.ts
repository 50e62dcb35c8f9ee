/** Makes access tokens: RFC 9068, one audience, ten minutes. */
import { SignJWT } from 'jose'
import { ACCESS_TOKEN_TYPE, SIGNATURE_ALGORITHM } from '#lib/token/caller'
import type { KeyRing } from './keys.ts'
import { randomId } from './random.ts'
import type { Target } from './resource.ts'
import { ACCESS_TOKEN_LIFE_S } from './times.ts'

export interface TokenAnswer {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  scope: string
  refresh_token?: string
  issued_token_type?: string
}

export interface Subject {
  /** The person, or the client for itself. */
  subject: string
  client_id: string
  grant_id?: string
  /** The service that acts for the person. */
  actor?: string
  /** Seconds since 1970: not good for longer than what it was made from. */
  not_after_s?: number
}

export type Issue = (subject: Subject, target: Target) => Promise<TokenAnswer>

/** The key is fetched first: what then issues asks the database nothing, and may do so within a transaction. */
export function issuing(options: {
  issuer: string
  keys: KeyRing
  now_ms: () => number
}): () => Promise<Issue> {
  const { issuer: iss, keys, now_ms } = options
  return async () => {
    const { kid, key } = await keys.signer()
    return async ({ subject, client_id, grant_id, actor, not_after_s }, target) => {
      const iat = Math.floor(now_ms() / 1000)
      const exp = Math.min(iat + ACCESS_TOKEN_LIFE_S, not_after_s ?? Number.POSITIVE_INFINITY)
      const scope = target.scopes.join(' ')
      const access_token = await new SignJWT({
        client_id,
        scope,
        ...(grant_id === undefined ? {} : { sid: grant_id }),
        ...(actor === undefined ? {} : { act: { sub: actor } }),
      })
        .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid })
        .setIssuer(iss)
        .setSubject(subject)
        .setAudience(target.audience)
        .setIssuedAt(iat)
        .setExpirationTime(exp)
        .setJti(randomId())
        .sign(key)
      return { access_token, token_type: 'Bearer', expires_in: exp - iat, scope }
    }
  }
}
