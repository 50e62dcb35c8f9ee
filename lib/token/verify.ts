/**
 * Access tokens checked by whoever receives them: signature, issuer, audience, type, time, revocation. Nothing is asked
 * of the authorization server for a token whose key is known.
 */
import { Value } from '@sinclair/typebox/value'
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { Problem, unavailable } from '#lib/problem'
import {
  ACCESS_TOKEN_TYPE,
  AccessTokenClaims,
  audienceOf,
  type Caller,
  CLOCK_TOLERANCE_S,
  callerOf,
  SIGNATURE_ALGORITHM,
} from '#lib/token/caller'

export interface Verifier {
  /** Throws a 401 problem for a token that is not good here, a 503 one when that cannot be found out. */
  verify(token: string): Promise<Caller>
}

export interface VerifierOptions {
  issuer: string
  /** The service that the token must be for. */
  service: string
  keys: JWTVerifyGetKey
  revocations: Revocations
  now_ms?: () => number
  /** Verified tokens that are remembered, until they end; 0 verifies each time. */
  cache_size?: number
}

export interface Revocations {
  /** Whether one of these was revoked: a grant, or a token by its `jti`. A promise where that has to be asked first. */
  isRevoked(ids: readonly string[]): boolean | Promise<boolean>
}

/** Longer ones are not ours. */
const MAX_TOKEN_LENGTH = 4_096
const CACHE_SIZE = 10_000

export function tokenVerifier(options: VerifierOptions): Verifier {
  const { issuer, service, keys, revocations, now_ms = Date.now, cache_size = CACHE_SIZE } = options
  const verified = new LRUCache<string, Caller>({ max: Math.max(1, cache_size) })
  const idsOf = ({ token_id, grant_id }: Caller) =>
    grant_id === undefined ? [token_id] : [token_id, grant_id]

  const check = async (token: string): Promise<Caller> => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: audienceOf(service),
      typ: ACCESS_TOKEN_TYPE,
      algorithms: [SIGNATURE_ALGORITHM],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now_ms()),
      requiredClaims: ['sub', 'client_id', 'scope', 'jti', 'iat', 'exp'],
    })
    // One audience each: a token that is good elsewhere, too, was not made by us.
    if (typeof payload.aud !== 'string' || !Value.Check(AccessTokenClaims, payload))
      throw invalidToken('The access token has the wrong form')
    return callerOf(payload, token)
  }

  return {
    verify: async (token) => {
      if (token.length > MAX_TOKEN_LENGTH) throw invalidToken('The access token has the wrong form')
      let caller = cache_size > 0 ? verified.get(token) : undefined
      if (caller === undefined) {
        caller = await check(token).catch((error: unknown) => {
          throw verificationProblem(error)
        })
        if (cache_size > 0) verified.set(token, caller)
      } else if (caller.expires_ms <= now_ms()) {
        verified.delete(token)
        throw invalidToken('The access token has expired')
      }
      if (await revocations.isRevoked(idsOf(caller))) throw invalidToken('The access token was revoked')
      return caller
    },
  }
}

/** 401 as RFC 6750 section 3.1 has it. `description` is public text without quotes. */
export function invalidToken(description: string, cause?: unknown): Problem {
  return new Problem(401, 'invalid_token', description, {
    headers: {
      'www-authenticate': `Bearer realm="vacancy", error="invalid_token", error_description="${description}"`,
    },
    cause,
  })
}

function verificationProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof errors.JWTExpired) return invalidToken('The access token has expired', error)
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalidToken(
      error.claim === 'aud'
        ? 'The access token is for another service'
        : 'The access token is not acceptable here',
      error,
    )
  if (error instanceof errors.JOSEError && !isOfKeys(error))
    return invalidToken('The access token is not valid', error)
  // The keys could not be had: that says nothing about the token.
  return unavailable('auth_unavailable', 'Access tokens cannot be checked at the moment', 2, error)
}

/** Keys that could not be had. The generic code is what `jose` has for an answer that is not JSON: a proxy's page, say. */
export const isOfKeys = (error: errors.JOSEError): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === errors.JOSEError.code

/** The authorization server's keys could not be fetched. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}
