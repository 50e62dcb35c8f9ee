/** Signing keys: rotated by several processes at once, followed by verifiers, sealed in the database. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { decodeProtectedHeader } from 'jose'
import { databasePool, kyselyOver } from '#lib/database'
import { deleteSigningKeysBefore } from '#lib/keys/sql'
import { tokenVerifier } from '#lib/token/verify'
import { issuing } from './issue.ts'
import { type KeyRing, keyRing, sealingKey, signingKeys } from './keys.ts'
import type { AuthSchema } from './sql.ts'
import { basic, ISSUER, type TestAuth, testAuth } from './testing.ts'
import { tokensOf } from './testing-flow.ts'
import { ACCESS_TOKEN_LIFE_S } from './times.ts'

const HOUR_MS = 3_600_000
let auth: TestAuth
beforeAll(async () => {
  auth = await testAuth()
})
afterAll(() => auth?.close())

/** As one more process has it. */
const ring = (secret = auth.secretOf('auth')) =>
  keyRing({ db: auth.db, sealing_key: sealingKey(secret), now_ms: auth.now_ms })
const kidsOf = async (keys: KeyRing) => (await keys.jwks()).keys.map(({ kid }) => kid)
const rows = () => signingKeys(auth.db)
/** So that the last rotation is over, and every process looks again. */
const settle = () => auth.pass(10_001)

const tokenBy = async (keys: KeyRing) => {
  const issue = await issuing({ issuer: ISSUER, keys, now_ms: auth.now_ms })()
  const target = { service: 'search', audience: 'urn:vacancy:search', scopes: ['search:read'] } as const
  return (await issue({ subject: 'shop', client_id: 'shop' }, target)).access_token
}
const verify = (keys: KeyRing, token: string) =>
  tokenVerifier({
    issuer: ISSUER,
    service: 'search',
    keys: keys.keys,
    revocations: { isRevoked: () => false },
    now_ms: auth.now_ms,
  }).verify(token)

test('of five processes that begin at once, all have the same first key', async () => {
  await deleteSigningKeysBefore(auth.db, 'auth', 2 ** 31 - 1)
  const signers = await Promise.all(Array.from({ length: 5 }, () => ring().signer()))
  expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1)
  expect(await rows()).toHaveLength(1)
})

test('two that rotate at once make one generation', async () => {
  settle()
  const before = await rows()
  const made = await Promise.all([ring().rotate(), ring().rotate(), ring().rotate()])
  expect(made.filter((kid) => kid !== undefined)).toHaveLength(1)
  expect(await rows()).toHaveLength(before.length + 1)
})

test('a new key is published before it signs, by every process', async () => {
  settle()
  const [mine, other] = [ring(), ring()]
  const old = await other.signer()
  expect((await mine.signer()).kid).toBe(old.kid)
  const next = (await mine.rotate()) ?? ''
  expect(await kidsOf(mine)).toContain(next)
  auth.pass(9_000)
  expect(await kidsOf(other)).toContain(next)
  expect([(await mine.signer()).kid, (await other.signer()).kid]).toEqual([old.kid, old.kid])
  auth.pass(1_001)
  expect([(await mine.signer()).kid, (await other.signer()).kid]).toEqual([next, next])
})

test('while one is about to sign, none is made', async () => {
  settle()
  const keys = ring()
  expect(await keys.rotate()).toBeString()
  expect(await keys.rotate()).toBeUndefined()
  expect(await ring().rotate()).toBeUndefined()
})

test('what the old key signed is good until its end, and then the key is gone', async () => {
  settle()
  const keys = ring()
  await keys.rotate()
  auth.pass(9_900)
  // As late as the old key can sign.
  const token = await tokenBy(keys)
  const { kid = '' } = decodeProtectedHeader(token)
  settle()
  expect((await keys.signer()).kid).not.toBe(kid)
  auth.pass((ACCESS_TOKEN_LIFE_S - 30) * 1000)
  expect((await verify(keys, token)).subject).toBe('shop')
  expect(await kidsOf(ring())).toContain(kid)
  auth.pass(400_000)
  expect(await kidsOf(ring())).not.toContain(kid)
  expect((await rows()).map((row) => row.kid)).not.toContain(kid)
})

test('a day after it began to sign, a key has a successor without anybody asking', async () => {
  settle()
  const keys = ring()
  const { kid } = await keys.signer()
  auth.pass(24 * HOUR_MS)
  // The next one is made now, and signs after the lead as any other.
  expect((await keys.signer()).kid).toBe(kid)
  expect(await kidsOf(keys)).toHaveLength(2)
  settle()
  expect((await keys.signer()).kid).not.toBe(kid)
})

test('a private half is readable with the key of the configuration alone, and in its own row', async () => {
  settle()
  const keys = ring()
  await keys.rotate()
  settle()
  await keys.signer()
  await expect(ring('another secret of forty-three characters, as').signer()).rejects.toThrow()
  for (const { private_key, public_jwk } of await rows()) {
    const text = private_key.toString('latin1')
    expect(text).not.toContain('"d"')
    expect(text).not.toContain(String(public_jwk.x))
    expect(public_jwk).not.toHaveProperty('d')
  }
  const [newest, older] = await rows()
  if (newest === undefined || older === undefined) throw new Error('two generations are needed')
  await auth.db
    .updateTable('auth.signing_keys')
    .set({ private_key: older.private_key })
    .where('generation', '=', newest.generation)
    .execute()
  await expect(ring().signer()).rejects.toThrow()
  await deleteSigningKeysBefore(auth.db, 'auth', 2 ** 31 - 1)
})

test('what is published has no private half and says what it is for', async () => {
  const response = await auth.handle(new Request(`${ISSUER}/.well-known/jwks.json`))
  const { keys } = (await response.json()) as { keys: object[] }
  expect(keys.length).toBeGreaterThan(0)
  for (const key of keys) {
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
    expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  }
})

test('keys rotated while tokens are made and asked about lose none', async () => {
  settle()
  // Over connections of its own, as another process has.
  const pool = databasePool({ url: auth.url, size: 2, name: 'auth-keys-test' })
  const elsewhere = keyRing({
    db: kyselyOver<AuthSchema>(pool),
    sealing_key: sealingKey(auth.secretOf('auth')),
    now_ms: auth.now_ms,
  })
  const own = basic('search', auth.secretOf('search'))
  const kids = new Set<string>()
  const ask = async () => {
    const form = { grant_type: 'client_credentials', scope: 'search:read' }
    const asked = await auth.form('/oauth/token', form, basic('booking-ui', auth.secretOf('booking-ui')))
    const { access_token: token } = await tokensOf(asked)
    kids.add(decodeProtectedHeader(token).kid ?? '')
    expect(await (await auth.form('/oauth/introspect', { token }, own)).json()).toMatchObject({
      active: true,
    })
    await verify(elsewhere, token)
  }
  for (let step = 0; step < 40; step++) {
    if (step % 10 === 0) await elsewhere.rotate()
    await Promise.all(Array.from({ length: 5 }, ask))
    auth.pass(1_500)
  }
  expect(kids.size).toBeGreaterThanOrEqual(3)
  await pool.end()
})
