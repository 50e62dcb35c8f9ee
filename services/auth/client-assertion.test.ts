/** `private_key_jwt` (RFC 7523): what is accepted as a client's own assertion, and what never is. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import { ASSERTION_TYPE } from './clients.ts'
import { ISSUER, type TestAuth, testAuth } from './testing.ts'
import { errorOf, tokensOf } from './testing-flow.ts'

let auth: TestAuth
let own: CryptoKey
let others: CryptoKey
let public_jwk: JWK
let public_pem: string
beforeAll(async () => {
  auth = await testAuth()
  const pair = await generateKeyPair('RS256', { extractable: true })
  own = pair.privateKey
  public_jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }
  public_pem = await exportSPKI(pair.publicKey)
  others = (await generateKeyPair('RS256')).privateKey
  await auth.client({ id: 'signer', jwks: { keys: [public_jwk] } })
  await auth.client({ id: 'second', jwks: { keys: [public_jwk] } })
  await auth.client({ id: 'with-secret' })
})
afterAll(() => auth?.close())

interface Claims {
  iss?: string
  sub?: string
  aud?: string | string[]
  exp?: number | undefined
  nbf?: number
  jti?: string | undefined
}
const now_s = () => Math.floor(auth.now_ms() / 1000)
const claims = (changes: Claims = {}) => {
  const all = {
    iss: 'signer',
    sub: 'signer',
    aud: ISSUER,
    exp: now_s() + 60,
    jti: crypto.randomUUID(),
    ...changes,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
const signed = (changes: Claims = {}, key = own) =>
  new SignJWT(claims(changes)).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key)
/** A JWS by hand: what no library would sign. */
const forged = (alg: string, key?: string) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${part({ alg, kid: 'k1' })}.${part(claims())}`
  const tag = key === undefined ? '' : createHmac('sha256', key).update(head).digest('base64url')
  return `${head}.${tag}`
}
const present = (client_assertion: string, more: Record<string, string> = {}) =>
  auth.form('/oauth/token', {
    grant_type: 'client_credentials',
    client_assertion,
    client_assertion_type: ASSERTION_TYPE,
    ...more,
  })

test.each([
  ['the issuer', ISSUER],
  ['the token endpoint', `${ISSUER}/oauth/token`],
])('an assertion for %s is accepted', async (_what, aud) => {
  await tokensOf(await present(await signed({ aud })))
})

test('it may name its client beside, and is good at the other endpoints, too', async () => {
  const { access_token } = await tokensOf(await present(await signed(), { client_id: 'signer' }))
  const about = await auth.form('/oauth/introspect', {
    token: access_token,
    client_assertion: await signed(),
    client_assertion_type: ASSERTION_TYPE,
  })
  expect(await about.json()).toMatchObject({ active: true, client_id: 'signer' })
})

test.each([
  ['expired', () => ({ exp: now_s() - 10 })],
  ['not yet good', () => ({ nbf: now_s() + 60 })],
  ['good for an hour', () => ({ exp: now_s() + 3_600 })],
  ['good for ever', () => ({ exp: undefined })],
  ['without jti', () => ({ jti: undefined })],
  ['for another server', () => ({ aud: 'https://other.example' })],
  ['for one of our services', () => ({ aud: 'urn:vacancy:search' })],
  ['for several servers', () => ({ aud: [ISSUER, 'https://other.example'] })],
  ['by another issuer', () => ({ iss: 'somebody' })],
  ['for another client', () => ({ sub: 'second' })],
  ['of an unknown client', () => ({ iss: 'nobody', sub: 'nobody' })],
  ['of a client with a secret', () => ({ iss: 'with-secret', sub: 'with-secret' })],
])('one that is %s is 401', async (_what, changes) =>
  expect(await errorOf(await present(await signed(changes())))).toEqual([401, 'invalid_client']),
)

test('one signed by another key is 401', async () => {
  expect(await errorOf(await present(await signed({}, others)))).toEqual([401, 'invalid_client'])
})

test('one without a signature is 401', async () => {
  for (const alg of ['none', 'None', 'NONE'])
    expect(await errorOf(await present(forged(alg)))).toEqual([401, 'invalid_client'])
})

test('one with a MAC whose secret is the public key is 401', async () => {
  for (const key of [public_pem, JSON.stringify(public_jwk), public_jwk.n ?? ''])
    expect(await errorOf(await present(forged('HS256', key)))).toEqual([401, 'invalid_client'])
})

test.each(['', 'x', 'x.y.z', `${'a'.repeat(8_000)}`])('what is no assertion is refused: %p', async (text) => {
  const [status] = await errorOf(await present(text, { client_id: 'signer' }))
  expect(status).toBe(401)
})

test('one is good once, however many come at once', async () => {
  const assertion = await signed()
  const all = await Promise.all(Array.from({ length: 10 }, () => present(assertion)))
  expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)])
  expect(await errorOf(await present(assertion))).toEqual([401, 'invalid_client'])
})

test('one that names another client beside is 401', async () => {
  expect(await errorOf(await present(await signed(), { client_id: 'second' }))).toEqual([
    401,
    'invalid_client',
  ])
})

test('another type of assertion is invalid_request', async () => {
  for (const client_assertion_type of ['', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'])
    expect(await errorOf(await present(await signed(), { client_assertion_type }))).toEqual([
      400,
      'invalid_request',
    ])
})

test('a client with a key has no secret that could be guessed', async () => {
  const form = { grant_type: 'client_credentials', client_id: 'signer' }
  for (const more of [{}, { client_secret: '' }, { client_secret: 'x' }])
    expect(await errorOf(await auth.form('/oauth/token', { ...form, ...more }))).toEqual([
      401,
      'invalid_client',
    ])
})

test('private halves and shared secrets cannot be registered', async () => {
  const private_jwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
  const shared = { kty: 'oct', k: 'c2VjcmV0' }
  for (const key of [private_jwk, shared])
    await expect(auth.client({ id: 'careless', jwks: { keys: [key] } })).rejects.toThrow('private key')
})
