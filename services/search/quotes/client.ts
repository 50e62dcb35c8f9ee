/** For whoever sells by quotes: the keys that they are signed with, and the checks. `search` is not asked each time. */
import { Value } from '@sinclair/typebox/value'
import { decodeJwt, decodeProtectedHeader, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { type FieldError, Problem } from '#lib/problem'
import { CLOCK_TOLERANCE_S, SIGNATURE_ALGORITHM } from '#lib/token/caller'
import { remoteKeys } from '#lib/token/remote'
import { isOfKeys } from '#lib/token/verify'
import type { Transport } from '#lib/transport'
import {
  QUOTE_AUDIENCE,
  QUOTE_ISSUER,
  QUOTE_KEYS_PATH,
  QUOTE_TYPE,
  QuoteClaims,
  type QuoteRefusalCode,
} from './contract.ts'

/** A stay that is asked for beside a quote. */
export interface AskedStay {
  hotel_id: string
  room_type_id: string
  check_in: string
  check_out: string
  adults: number
  children: number
  rooms: number
}

/** Made once: fetched on first use, again for an unknown key; known ones serve on while `search` is away. */
export const quoteKeys = (search: Transport): JWTVerifyGetKey =>
  remoteKeys('http://search', search, QUOTE_KEYS_PATH)

/** Thirty nights make about 5,000. */
const MAX_QUOTE_LENGTH = 16_384

interface VerifyOptions {
  keys: JWTVerifyGetKey
  now_ms?: () => number
  /** What the quote must be for; what is left out is not compared. */
  asked?: Partial<AskedStay>
}

/**
 * What was quoted, once it is certain that `search` did, for this stay, and that it still holds. Throws a problem whose
 * code is a `QuoteRefusalCode`, or a 503 `quote_keys_unavailable`. Whether the quote was used before is for the caller
 * to know, by its `jti`.
 */
export async function verifyQuote(quote: string, options: VerifyOptions): Promise<QuoteClaims> {
  const { keys, now_ms = Date.now, asked = {} } = options
  if (quote.length > MAX_QUOTE_LENGTH || !isQuote(quote)) throw refused('quote_invalid')
  const claims = await verified(quote, keys, now_ms).catch((error: unknown) => {
    throw refusalOf(error, quote, now_ms)
  })
  const different = mismatches(claims, asked)
  if (different.length > 0) throw refused('quote_mismatch', { errors: different })
  return claims
}

async function verified(quote: string, keys: JWTVerifyGetKey, now_ms: () => number): Promise<QuoteClaims> {
  const { payload } = await jwtVerify(quote, keys, {
    issuer: QUOTE_ISSUER,
    audience: QUOTE_AUDIENCE,
    typ: QUOTE_TYPE,
    algorithms: [SIGNATURE_ALGORITHM],
    clockTolerance: CLOCK_TOLERANCE_S,
    currentDate: new Date(now_ms()),
    requiredClaims: ['jti', 'iat', 'exp'],
  })
  if (!Value.Check(QuoteClaims, payload)) throw refused('quote_invalid')
  return payload
}

function mismatches(quoted: QuoteClaims, asked: Partial<AskedStay>): FieldError[] {
  const stay: AskedStay = { ...quoted, hotel_id: quoted.hotel.id, room_type_id: quoted.room_type.id }
  return (Object.keys(asked) as (keyof AskedStay)[])
    .filter((field) => asked[field] !== undefined && asked[field] !== stay[field])
    .map((field) => ({ field, code: 'mismatch', message: 'is not what was quoted' }))
}

/** By its header alone: nothing is fetched for what is something else. */
function isQuote(quote: string): boolean {
  try {
    const { typ, alg, kid } = decodeProtectedHeader(quote)
    return typ === QUOTE_TYPE && alg === SIGNATURE_ALGORITHM && typeof kid === 'string'
  } catch {
    return false
  }
}

function refusalOf(error: unknown, quote: string, now_ms: () => number): Problem {
  if (error instanceof Problem) return error
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return refused('quote_tampered', { cause: error })
  if (error instanceof errors.JWTExpired) return refused('quote_expired', { cause: error })
  // Keys are published for as long as a quote is good: what an older one signed is over in any case.
  if (error instanceof errors.JWKSNoMatchingKey)
    return refused(saysExpired(quote, now_ms) ? 'quote_expired' : 'quote_unknown_key', { cause: error })
  if (error instanceof errors.JOSEError && !isOfKeys(error)) return refused('quote_invalid', { cause: error })
  // The keys could not be had: that says nothing about the quote.
  return new Problem(503, 'quote_keys_unavailable', 'Quotes cannot be checked at the moment', {
    ...{ members: { service: 'search' }, headers: { 'retry-after': '2' }, cause: error },
  })
}

/** Nobody vouches for it: it only decides which refusal is said. */
function saysExpired(quote: string, now_ms: () => number): boolean {
  try {
    return (decodeJwt(quote).exp ?? Number.POSITIVE_INFINITY) * 1000 <= now_ms()
  } catch {
    return false
  }
}

const refusals: Readonly<Record<QuoteRefusalCode, readonly [status: number, title: string]>> = {
  quote_invalid: [422, 'This is not a quote of ours'],
  quote_tampered: [422, 'The quote was changed after it was signed'],
  quote_unknown_key: [422, 'The quote was not signed by us'],
  quote_expired: [410, 'The quote has expired: ask for another one'],
  quote_mismatch: [422, 'The quote is for another stay'],
  quote_used: [409, 'The quote was used before'],
}

export function refused(
  code: QuoteRefusalCode,
  options: ConstructorParameters<typeof Problem>[3] = {},
): Problem {
  const [status, title] = refusals[code]
  return new Problem(status, code, title, options)
}
