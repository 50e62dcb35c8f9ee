/**
 * The authorization server of a comparison in which tokens are verified: it signs what customers send, in the harness,
 * and a server under test gets the public key alone, as any service does. A server that made its own tokens could
 * believe itself.
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'
import { ACCESS_TOKEN_TYPE, audienceOf, SIGNATURE_ALGORITHM } from '#lib/token/caller'

export interface Tokens {
  /** Public halves: what a server trusts. */
  readonly jwks: JSONWebKeySet
  /** Values of `Authorization`, one for each customer; empty when nobody sends any. */
  readonly authorizations: readonly string[]
  /** As the first of them, but for its signature. */
  readonly forged: string
}

export const ISSUER = 'http://auth.bench'
export const SERVICE = 'bench'
export const SCOPE = 'search:read'

/** As many API customers: more than a processor's caches or a lucky branch would remember. */
const CUSTOMERS = 1_000
/** Longer than the longest load with its warm-up, so that no request finds its token at an end. */
const LIFE_S = 3_600

export const NO_TOKENS: Tokens = { jwks: { keys: [] }, authorizations: [], forged: '' }

/** The claims are those that `services/auth` puts into a token for a client's own calls. */
export async function issueTokens(): Promise<Tokens> {
  const [own, foreign] = await Promise.all([keyPair(), keyPair()])
  const kid = await calculateJwkThumbprint(await exportJWK(own.publicKey))
  const iat = Math.floor(Date.now() / 1000)
  const signed = async (client: number, key: typeof own.privateKey) => {
    const client_id = `customer-${client}`
    const token = await new SignJWT({ client_id, scope: SCOPE })
      .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid })
      .setIssuer(ISSUER)
      .setSubject(client_id)
      .setAudience(audienceOf(SERVICE))
      .setIssuedAt(iat)
      .setExpirationTime(iat + LIFE_S)
      .setJti(`token-${client}`)
      .sign(key)
    return `Bearer ${token}`
  }
  return {
    jwks: { keys: [{ ...(await exportJWK(own.publicKey)), kid, alg: SIGNATURE_ALGORITHM, use: 'sig' }] },
    authorizations: await Promise.all(
      Array.from({ length: CUSTOMERS }, (_, client) => signed(client, own.privateKey)),
    ),
    forged: await signed(0, foreign.privateKey),
  }
}

const keyPair = () => generateKeyPair(SIGNATURE_ALGORITHM, { crv: 'Ed25519', extractable: true })
