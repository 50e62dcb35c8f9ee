/** A person's way through `auth`: sign-in, consent, code, tokens, refreshing, the end. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { typeid } from 'typeid-js'
import { tokenSource } from '#lib/token/source'
import { accountsClient } from './client.ts'
import { basic, ISSUER, type TestAuth, testAuth, Visitor } from './testing.ts'

const PASSWORD = 'seven lamps of architecture'
const REDIRECT = 'https://app.example/callback?x=1'
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')

let auth: TestAuth
let secret: string
beforeAll(async () => {
  auth = await testAuth()
  secret =
    (await auth.client({
      id: 'shop',
      redirect_uris: [REDIRECT],
      scopes: ['users:read', 'users:write', 'search:read'],
    })) ?? ''
  await auth.client({
    id: 'app',
    kind: 'public',
    redirect_uris: ['com.example.app:/cb'],
    scopes: ['users:read'],
  })
})
afterAll(() => auth?.close())

export async function person(of: TestAuth = auth) {
  const subject = String(typeid('usr'))
  const login = `${subject}@example.com`
  const tokens = tokenSource({
    transport: of.transport,
    client_id: 'users',
    client_secret: of.secretOf('users'),
  })
  const accounts = accountsClient(of.transport, { token: () => tokens.tokenFor('auth') })
  await accounts.create(subject, { password: PASSWORD })
  await accounts.setLogin(subject, login)
  return { subject, login, accounts }
}

const asked = (more: Record<string, string | undefined> = {}) => {
  const params = {
    response_type: 'code',
    client_id: 'shop',
    redirect_uri: REDIRECT,
    scope: 'users:read users:write',
    state: 'st&ate',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  }
  const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `/oauth/authorize?${new URLSearchParams(given)}`
}

async function code(
  visitor: Visitor,
  login: string,
  more: Record<string, string | undefined> = {},
): Promise<URL> {
  const first = await visitor.get(asked(more))
  const form = Visitor.hidden(await first.text())
  const signed_in = await visitor.post('/oauth/sign-in', { ...form, login, password: PASSWORD })
  expect(signed_in.status).toBe(303)
  const next = await visitor.get(signed_in.headers.get('location') ?? '')
  if (next.status === 303) return new URL(next.headers.get('location') ?? '')
  const back = await visitor.post('/oauth/consent', {
    ...Visitor.hidden(await next.text()),
    decision: 'allow',
  })
  expect(back.status).toBe(303)
  return new URL(back.headers.get('location') ?? '')
}

const redeem = (value: string, more: Record<string, string> = {}) =>
  auth.form(
    '/oauth/token',
    {
      grant_type: 'authorization_code',
      code: value,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
      ...more,
    },
    basic('shop', secret),
  )
const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
  auth.form('/oauth/token', { grant_type: 'refresh_token', refresh_token, ...more }, basic('shop', secret))

interface Tokens {
  access_token: string
  refresh_token: string
  scope: string
  expires_in: number
}
const tokensOf = async (response: Response): Promise<Tokens> => {
  expect({ status: response.status, cache: response.headers.get('cache-control') }).toEqual({
    status: 200,
    cache: 'no-store',
  })
  return (await response.json()) as Tokens
}
const errorOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { error: string }).error,
]

async function tokens(login: string): Promise<Tokens> {
  const back = await code(new Visitor(auth), login)
  return tokensOf(await redeem(back.searchParams.get('code') ?? ''))
}

test('a person signs in, consents, and the client gets tokens for one service', async () => {
  const { subject, login } = await person()
  const back = await code(new Visitor(auth), login.toUpperCase())
  expect(back.origin + back.pathname).toBe('https://app.example/callback')
  expect([back.searchParams.get('x'), back.searchParams.get('state'), back.searchParams.get('iss')]).toEqual([
    '1',
    'st&ate',
    ISSUER,
  ])
  const answer = await tokensOf(await redeem(back.searchParams.get('code') ?? ''))
  expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'users:read users:write' })
  expect(decodeProtectedHeader(answer.access_token)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
  const claims = decodeJwt(answer.access_token)
  expect(claims).toMatchObject({ iss: ISSUER, sub: subject, aud: 'urn:vacancy:users', client_id: 'shop' })
})

test('who consented is not asked again by a client that proves itself, and always by one that cannot', async () => {
  const { login } = await person()
  const visitor = new Visitor(auth)
  await code(visitor, login)
  expect((await visitor.get(asked())).status).toBe(303)
  const app = { client_id: 'app', redirect_uri: 'com.example.app:/cb', scope: 'users:read' }
  const page = await visitor.get(asked(app))
  expect(page.status).toBe(200)
  await visitor.post('/oauth/consent', { ...Visitor.hidden(await page.text()), decision: 'allow' })
  expect((await visitor.get(asked(app))).status).toBe(200)
})

test('who refuses sends the client an error', async () => {
  const { login } = await person()
  const visitor = new Visitor(auth)
  const form = Visitor.hidden(await (await visitor.get(asked())).text())
  await visitor.post('/oauth/sign-in', { ...form, login, password: PASSWORD })
  const page = await visitor.get(asked())
  const back = await visitor.post('/oauth/consent', {
    ...Visitor.hidden(await page.text()),
    decision: 'deny',
  })
  const location = new URL(back.headers.get('location') ?? '')
  expect([location.searchParams.get('error'), location.searchParams.get('state')]).toEqual([
    'access_denied',
    'st&ate',
  ])
})

test('a code used twice ends what it was used for', async () => {
  const { login } = await person()
  const back = await code(new Visitor(auth), login)
  const value = back.searchParams.get('code') ?? ''
  const first = await tokensOf(await redeem(value))
  expect(await errorOf(await redeem(value))).toEqual([400, 'invalid_grant'])
  expect(await errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant'])
})

test('twenty who redeem one code at once get one set of tokens at most', async () => {
  const { login } = await person()
  const back = await code(new Visitor(auth), login)
  const value = back.searchParams.get('code') ?? ''
  const all = await Promise.all(Array.from({ length: 20 }, () => redeem(value)))
  expect(all.filter((response) => response.status === 200)).toHaveLength(1)
})

describe('refreshing', () => {
  test('rotates, and gives another service its own token', async () => {
    const first = await tokens((await person()).login)
    const second = await tokensOf(await refresh(first.refresh_token, { scope: 'users:read' }))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.scope).toBe('users:read')
    const third = await tokensOf(await refresh(second.refresh_token))
    expect(third.scope).toBe('users:read users:write')
  })

  test('of twenty at once logs nobody out, and all get the same', async () => {
    const first = await tokens((await person()).login)
    const all = await Promise.all(Array.from({ length: 20 }, () => refresh(first.refresh_token)))
    const answers = await Promise.all(all.map(tokensOf))
    expect(new Set(answers.map((one) => one.refresh_token + one.access_token)).size).toBe(1)
    await tokensOf(await refresh(answers[0]?.refresh_token ?? ''))
  })

  test('again after the grace ends the family', async () => {
    const first = await tokens((await person()).login)
    const second = await tokensOf(await refresh(first.refresh_token))
    auth.pass(31_000)
    expect(await errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await errorOf(await refresh(second.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  test('again after the successor was used ends the family, grace or not', async () => {
    const first = await tokens((await person()).login)
    const second = await tokensOf(await refresh(first.refresh_token))
    const third = await tokensOf(await refresh(second.refresh_token))
    expect(await errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await errorOf(await refresh(third.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  test('ends after thirty days, by another client never begins', async () => {
    const first = await tokens((await person()).login)
    const other =
      (await auth.client({ id: 'other', redirect_uris: [REDIRECT], scopes: ['users:read'] })) ?? ''
    const stolen = await auth.form(
      '/oauth/token',
      { grant_type: 'refresh_token', refresh_token: first.refresh_token },
      basic('other', other),
    )
    expect(await errorOf(stolen)).toEqual([400, 'invalid_grant'])
    auth.pass(30 * 24 * 3_600_000 + 1)
    expect(await errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant'])
  })
})
