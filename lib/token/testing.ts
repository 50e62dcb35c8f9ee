/** An authorization server's tokens for tests, right ones and wrong ones. */
import { createHmac } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { ACCESS_TOKEN_TYPE, audienceOf, SIGNATURE_ALGORITHM } from '#lib/token/caller'

export const ISSUER = 'http://auth.test'

/** Claims to change; undefined leaves one out. */
export type Changes = Readonly<Record<string, unknown>>

export interface TestIssuer {
  /** What it publishes. */
  readonly jwks: { keys: JWK[] }
  /** A token for `search` with `search:read`, good for ten minutes, but for what is changed. */
  token(claims?: Changes, header?: Changes, key?: CryptoKey): Promise<string>
  /** As `token`, with a header and a signature that no library would make. */
  forged(alg: string, secret?: string): string
}

export async function testIssuer(kid = 'k1', now_ms: () => number = Date.now): Promise<TestIssuer> {
  const own = await generateKeyPair(SIGNATURE_ALGORITHM, { crv: 'Ed25519', extractable: true })
  const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid, alg: SIGNATURE_ALGORITHM, use: 'sig' }] }
  const claims = (changes: Changes) => {
    const iat = Math.floor(now_ms() / 1000)
    const all = {
      iss: ISSUER,
      sub: 'usr_00000000000000000000000001',
      aud: audienceOf('search'),
      client_id: 'shop',
      scope: 'search:read',
      jti: crypto.randomUUID(),
      sid: 'grt_00000000000000000000000001',
      iat,
      exp: iat + 600,
      ...changes,
    }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  }
  const plain = { alg: SIGNATURE_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid }
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    jwks,
    token: (changes = {}, header = {}, key = own.privateKey) =>
      new SignJWT(claims(changes)).setProtectedHeader({ ...plain, ...header }).sign(key),
    forged: (alg, secret) => {
      const text = `${encoded({ ...plain, alg })}.${encoded(claims({}))}`
      const mac = secret === undefined ? '' : createHmac('sha256', secret).update(text).digest('base64url')
      return `${text}.${mac}`
    },
  }
}
