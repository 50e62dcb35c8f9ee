/** Which access tokens are good, and what is said of those that are not. */
import { beforeAll, describe, expect, test } from 'bun:test'
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTVerifyGetKey,
} from 'jose'
import { Problem } from '#lib/problem'
import { ISSUER, type TestIssuer, testIssuer } from '#lib/token/testing'
import { KeysUnavailable, tokenVerifier, type Verifier } from '#lib/token/verify'

let now_ms = Date.now()
let issuer: TestIssuer
let rsa: CryptoKey
let stranger: CryptoKey
let looked_up = 0
let keys: JWTVerifyGetKey
const revoked = new Set<string>()
const verifierOver = (own: JWTVerifyGetKey, cache_size = 100) =>
  tokenVerifier({
    issuer: ISSUER,
    service: 'search',
    keys: own,
    revocations: { isRevoked: (ids) => ids.some((id) => revoked.has(id)) },
    now_ms: () => now_ms,
    cache_size,
  })
let verifier: Verifier

beforeAll(async () => {
  issuer = await testIssuer('k1', () => now_ms)
  const pair = await generateKeyPair('RS256', { extractable: true })
  rsa = pair.privateKey
  stranger = (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey
  // A key that is published, but for another algorithm: it must make no difference that it is there.
  const published = { ...(await exportJWK(pair.publicKey)), kid: 'rsa', alg: 'RS256' }
  const local = createLocalJWKSet({ keys: [...issuer.jwks.keys, published] })
  keys = async (header, token) => {
    looked_up++
    return local(header, token)
  }
  verifier = verifierOver(keys)
})

/** What a refused token gets. */
async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  )
  if (error instanceof Problem) return error
  throw new Error(`no problem: ${String(error)}`)
}
async function expectRefused(token: string, by = verifier) {
  const { status, code, headers } = await refusal(by.verify(token))
  expect([status, code, headers['www-authenticate']]).toEqual([
    401,
    'invalid_token',
    expect.stringMatching(/^Bearer realm="vacancy", error="invalid_token", error_description="[^"]+"$/),
  ])
}
const seconds = () => Math.floor(now_ms / 1000)

test('a good token says who calls', async () => {
  const token = await issuer.token({ scope: 'search:read  search:events', act: { sub: 'users' } })
  const caller = await verifier.verify(token)
  expect(caller).toMatchObject({
    subject: 'usr_00000000000000000000000001',
    client_id: 'shop',
    actor: 'users',
    grant_id: 'grt_00000000000000000000000001',
    token,
  })
  expect([...caller.scopes]).toEqual(['search:read', 'search:events'])
})

describe('a token is refused', () => {
  test.each([
    ['for another service', { aud: 'urn:vacancy:users' }],
    ['for several services', { aud: ['urn:vacancy:search', 'urn:vacancy:users'] }],
    ['for one service in a list', { aud: ['urn:vacancy:search'] }],
    ['for the authorization server', { aud: ISSUER }],
    ['for nobody', { aud: undefined }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['of an issuer with a slash more', { iss: `${ISSUER}/` }],
    ['of no issuer', { iss: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['without a client', { client_id: undefined }],
    ['without a scope', { scope: undefined }],
    ['with a list of scopes', { scope: ['search:read'] }],
    ['without an id', { jti: undefined }],
    ['without an end', { exp: undefined }],
    ['without a beginning', { iat: undefined }],
    ['with an end in words', { exp: 'never' }],
    ['with an actor in words', { act: 'users' }],
    ['with an id too long', { jti: 'a'.repeat(201) }],
  ])('%s', async (_what, claims) => expectRefused(await issuer.token(claims)))

  test('after its end', async () => {
    await expectRefused(await issuer.token({ exp: seconds() - 10 }))
    await expectRefused(await issuer.token({ nbf: seconds() + 60 }))
  })

  test.each([
    ['an ID token', { typ: 'JWT' }],
    ['of no type', { typ: undefined }],
    ['of a type that only begins so', { typ: 'at+jwt+x' }],
    ['of an unknown key', { kid: 'k2' }],
    ['with an extension that must be understood', { crit: ['exp2'], exp2: 1 }],
  ])('when it is %s', async (_what, header) => {
    // What the library will not sign is refused before it comes to us.
    const token = await issuer.token({}, header).catch(() => undefined)
    if (token !== undefined) await expectRefused(token)
  })

  test('signed by another key', async () => expectRefused(await issuer.token({}, {}, stranger)))

  test('signed with RS256, though that key is published', async () =>
    expectRefused(await issuer.token({}, { alg: 'RS256', kid: 'rsa' }, rsa)))

  test('not signed', async () => {
    for (const alg of ['none', 'None', 'nOnE', '']) await expectRefused(issuer.forged(alg))
  })

  test('with a MAC whose secret is the public key', async () => {
    const [jwk] = issuer.jwks.keys
    if (jwk === undefined) throw new Error('no key')
    const pem = await exportSPKI((await importJWK(jwk, 'EdDSA', { extractable: true })) as CryptoKey)
    const raw = Buffer.from(jwk.x ?? '', 'base64url').toString('latin1')
    for (const secret of [pem, pem.trim(), raw, jwk.x ?? '', JSON.stringify(jwk)])
      await expectRefused(issuer.forged('HS256', secret))
  })

  test('with one bit changed, wherever', async () => {
    const token = await issuer.token()
    const parts = token.split('.').map((part) => Buffer.from(part, 'base64url'))
    for (const index of parts.keys()) {
      const changed = parts.map((part, at) => {
        const copy = Buffer.from(part)
        if (at === index) copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1
        return copy.toString('base64url')
      })
      await expectRefused(changed.join('.'))
    }
  })

  test.each(['', '.', '..', 'x', 'a.b.c', 'a.b.c.d', `${'a'.repeat(5_000)}`, '{"alg":"none"}'])(
    'when it is none: %p',
    async (text) => expectRefused(text),
  )

  test('when it is longer than ours are, before anything is computed', async () => {
    const before = looked_up
    await expectRefused(await issuer.token({ scope: 'a '.repeat(900), padding: 'a'.repeat(3_000) }))
    expect(looked_up).toBe(before)
  })

  test('revoked by its id, or with its family', async () => {
    for (const claim of ['jti', 'sid']) {
      const token = await issuer.token({ [claim]: `revoked-${claim}` })
      await verifier.verify(token)
      revoked.add(`revoked-${claim}`)
      await expectRefused(token)
      await expectRefused(token, verifierOver(keys))
    }
  })
})

describe('a token that was verified before', () => {
  test('is not verified again', async () => {
    const token = await issuer.token()
    const before = looked_up
    for (let count = 0; count < 10; count++) await verifier.verify(token)
    expect(looked_up).toBe(before + 1)
  })

  test('is not good a moment longer for it', async () => {
    const token = await issuer.token({ exp: seconds() + 60 })
    const { expires_ms } = await verifier.verify(token)
    const began_ms = now_ms
    now_ms = expires_ms - 1
    await verifier.verify(token)
    now_ms = expires_ms
    await expectRefused(token)
    now_ms = began_ms
  })

  test('makes room for others, and is then verified again', async () => {
    const few = verifierOver(keys, 2)
    const tokens = await Promise.all([issuer.token(), issuer.token(), issuer.token()])
    for (const token of tokens) await few.verify(token)
    const before = looked_up
    await few.verify(tokens[0] ?? '')
    expect(looked_up).toBe(before + 1)
  })

  test('is verified each time where nothing is remembered', async () => {
    const forgetful = verifierOver(keys, 0)
    const token = await issuer.token()
    const before = looked_up
    for (let count = 0; count < 3; count++) await forgetful.verify(token)
    expect(looked_up).toBe(before + 3)
  })

  test('is not one that was refused', async () => {
    const token = await issuer.token({}, {}, stranger)
    await expectRefused(token)
    await expectRefused(token)
  })
})

test.each([
  ['cannot be fetched', new KeysUnavailable('no')],
  ['take too long', new errors.JWKSTimeout()],
  ['are none', new errors.JWKSInvalid()],
  ['are not even JSON', new errors.JOSEError('Failed to parse the JSON Web Key Set HTTP response as JSON')],
  ['are away for another reason', new Error('no')],
])('keys that %s say nothing about a token: 503', async (_what, error) => {
  const token = await issuer.token()
  const { status, code, headers } = await refusal(verifierOver(() => Promise.reject(error)).verify(token))
  expect([status, code, headers['retry-after']]).toEqual([503, 'auth_unavailable', '2'])
})
