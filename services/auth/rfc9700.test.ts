/**
 * RFC 9700 (best current practice for OAuth 2.0 security), section 2: one test for each MUST and MUST NOT that an
 * authorization server can break. The list with the tests' names is in README.md.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { decodeJwt } from 'jose'
import { createClient, ManageError } from './manage.ts'
import { basic, ISSUER, type TestAuth, Visitor } from './testing.ts'
import {
  APP_REDIRECT,
  authorizePath,
  by_app,
  type Changes,
  challengeOf,
  errorOf,
  leadsTo,
  REDIRECT,
  type TestFlow,
  testFlow,
  tokensOf,
  VERIFIER,
} from './testing-flow.ts'

let flow: TestFlow
let auth: TestAuth
beforeAll(async () => {
  flow = await testFlow()
  auth = flow.auth
})
afterAll(() => flow?.close())

const visit = (changes: Changes) => new Visitor(auth).get(authorizePath(changes))
/** How an authorization request was refused at the client's own redirect URI. */
const refusal = (response: Response) => {
  const to = leadsTo(response)
  return [to?.origin, to?.searchParams.get('error'), to?.searchParams.get('code')]
}

describe('2.1 redirect-based flows', () => {
  // Nobody can tell from the outside which comparison it is: each of these is equal by some other one.
  test.each([
    ['a slash more', 'https://app.example/callback/?x=1'],
    ['no query', 'https://app.example/callback'],
    ['a parameter more', `${REDIRECT}&y=2`],
    ['a longer path', 'https://app.example/callback/../evil?x=1'],
    ['another port', 'https://app.example:8443/callback?x=1'],
    ['the default port', 'https://app.example:443/callback?x=1'],
    ['a sub-domain', 'https://evil.app.example/callback?x=1'],
    ['a longer host', 'https://app.example.evil/callback?x=1'],
    ['user information', 'https://app.example@evil.example/callback?x=1'],
    ['a user at the host', 'https://evil@app.example/callback?x=1'],
    ['another case', 'https://APP.example/callback?x=1'],
    ['an escape', 'https://app.example/%63allback?x=1'],
    ['a backslash', 'https://app.example\\@evil.example/callback?x=1'],
    ['a fragment', `${REDIRECT}#x`],
    ['plain HTTP', 'http://app.example/callback?x=1'],
    ['a space behind', `${REDIRECT} `],
  ])('RFC 9700 2.1: a redirect URI is compared character by character: %s', async (_what, redirect_uri) => {
    const response = await visit({ redirect_uri })
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  test('RFC 9700 2.1: no address forwards to a URI out of the query', async () => {
    const visitor = new Visitor(auth)
    await flow.signIn(visitor, (await flow.person()).login)
    const evil = 'https://evil.example/'
    const names = [
      'redirect_uri',
      'post_logout_redirect_uri',
      'request',
      'return_to',
      'next',
      'url',
      'target',
    ]
    const query = new URLSearchParams(Object.fromEntries(names.map((name) => [name, evil])))
    for (const path of ['/oauth/authorize', '/oauth/end_session', '/oauth/sign-in', '/oauth/consent', '/']) {
      for (const client of ['', '&client_id=shop', '&client_id=nobody']) {
        const response = await visitor.get(`${path}?${query}${client}`)
        expect([path, response.headers.get('location'), response.headers.get('refresh')]).toEqual([
          path,
          null,
          null,
        ])
      }
    }
  })

  test('RFC 9700 2.1: a response that was not asked for fails at its code verifier (CSRF)', async () => {
    // The attacker's code in the victim's browser: the victim's client sends the verifier of the victim's own request.
    const code = await flow.code((await flow.person()).login, { code_challenge: challengeOf('a'.repeat(43)) })
    expect(await errorOf(await flow.redeem(code))).toEqual([400, 'invalid_grant'])
  })

  test('RFC 9700 2.1: state comes back as it was sent, with errors, too', async () => {
    const state = 'a b+c%26=&"<>\r\nSet-Cookie: x=1 é'
    expect((await flow.back((await flow.person()).login, { state })).searchParams.get('state')).toBe(state)
    const refused = await visit({ state, response_type: 'token' })
    expect(leadsTo(refused)?.searchParams.get('state')).toBe(state)
    expect(refused.headers.get('set-cookie')).toBeNull()
  })

  test('RFC 9700 2.1: every answer to a client names its issuer (mix-up)', async () => {
    const back = await flow.back((await flow.person()).login)
    const refused = leadsTo(await visit({ code_challenge: undefined }))
    expect([back.searchParams.get('iss'), refused?.searchParams.get('iss')]).toEqual([ISSUER, ISSUER])
    const about = await auth.handle(new Request(`${ISSUER}/.well-known/oauth-authorization-server`))
    expect(await about.json()).toMatchObject({
      issuer: ISSUER,
      authorization_response_iss_parameter_supported: true,
    })
  })

  test('RFC 9700 2.1: a redirect after a form does not carry the form along', async () => {
    const visitor = new Visitor(auth)
    const signed_in = await flow.signIn(visitor, (await flow.person()).login)
    const page = await visitor.get(authorizePath())
    const form = Visitor.hidden(await page.text())
    const allowed = await visitor.post('/oauth/consent', { ...form, decision: 'allow' })
    // 307 and 308 would send the password on to where they lead.
    expect([signed_in.status, allowed.status]).toEqual([303, 303])
  })
})

describe('2.1.1 authorization code grant', () => {
  test('RFC 9700 2.1.1: a public client without PKCE gets no code', async () => {
    const response = await visit({ ...by_app, code_challenge: undefined, code_challenge_method: undefined })
    expect(leadsTo(response)?.searchParams.get('error')).toBe('invalid_request')
    expect(leadsTo(response)?.searchParams.has('code')).toBe(false)
  })

  test('RFC 9700 2.1.1: a stolen code is worth nothing to another client (injection)', async () => {
    const other =
      (await auth.client({ id: 'other', redirect_uris: [REDIRECT], scopes: ['users:read'] })) ?? ''
    const code = await flow.code((await flow.person()).login)
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
    }
    const stolen = await auth.form('/oauth/token', form, basic('other', other))
    expect(await errorOf(stolen)).toEqual([400, 'invalid_grant'])
    const by_public = await auth.form('/oauth/token', { ...form, client_id: 'app' })
    expect(await errorOf(by_public)).toEqual([400, 'invalid_grant'])
  })

  test('RFC 9700 2.1.1: PKCE is supported, and the right verifier is what opens the code', async () => {
    const verifier = 'Az09-._~'.repeat(16)
    const code = await flow.code((await flow.person()).login, { code_challenge: challengeOf(verifier) })
    expect(await tokensOf(await flow.redeem(code, { code_verifier: verifier }))).toMatchObject({
      scope: 'users:read users:write',
    })
  })

  test.each([
    ['none', undefined, 'invalid_request'],
    ['an empty one', '', 'invalid_request'],
    ['another', 'w'.repeat(43), 'invalid_grant'],
    ['the challenge itself', challengeOf(VERIFIER), 'invalid_grant'],
  ])(
    'RFC 9700 2.1.1: a code with a challenge needs its verifier: %s',
    async (_what, code_verifier, error) => {
      const code = await flow.code((await flow.person()).login)
      expect(await errorOf(await flow.redeem(code, { code_verifier }))).toEqual([400, error])
    },
  )

  test('RFC 9700 2.1.1: no code is made without a challenge, so that none can be downgraded', async () => {
    const visitor = new Visitor(auth)
    const { login } = await flow.person()
    await flow.back(login, {}, visitor)
    // Signed in and consented: nothing else stands between this request and a code.
    const without = await visitor.get(
      authorizePath({ code_challenge: undefined, code_challenge_method: undefined }),
    )
    expect(refusal(without)).toEqual(['https://app.example', 'invalid_request', null])
  })

  test('RFC 9700 2.1.1: the metadata say that PKCE is supported, and how', async () => {
    const about = await auth.handle(new Request(`${ISSUER}/.well-known/oauth-authorization-server`))
    expect(await about.json()).toMatchObject({ code_challenge_methods_supported: ['S256'] })
  })
})

describe('2.1.2 implicit grant', () => {
  test.each(['token', 'id_token', 'code token', 'code id_token', 'none', 'CODE'])(
    'RFC 9700 2.1.2: no token is in an authorization response: %s',
    async (response_type) => {
      const response = await visit({ response_type })
      expect(refusal(response)).toEqual(['https://app.example', 'unsupported_response_type', null])
      expect(response.headers.get('location')).not.toContain('access_token')
    },
  )
})

describe('2.2 replay', () => {
  test('RFC 9700 2.2.2: the refresh token of a public client rotates, and a replay ends the family', async () => {
    const code = await flow.code((await flow.person()).login, by_app)
    const own = { client_id: 'app' }
    const first = await tokensOf(await flow.redeem(code, { ...own, redirect_uri: APP_REDIRECT }))
    const second = await tokensOf(await flow.refresh(first.refresh_token, own))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    auth.pass(31_000)
    expect(await errorOf(await flow.refresh(first.refresh_token, own))).toEqual([400, 'invalid_grant'])
    expect(await errorOf(await flow.refresh(second.refresh_token, own))).toEqual([400, 'invalid_grant'])
  })

  test('RFC 9700 2.2.2: a refresh token is good for the client that it was made for alone', async () => {
    const { refresh_token } = await flow.tokens((await flow.person()).login)
    expect(await errorOf(await flow.refresh(refresh_token, { client_id: 'app' }))).toEqual([
      400,
      'invalid_grant',
    ])
    // Whose it is may still use it: a stranger cannot end it either.
    await tokensOf(await flow.refresh(refresh_token))
  })
})

describe('2.3 privileges', () => {
  const account = (token: string) =>
    auth.handle(new Request(`${ISSUER}/v1/account`, { headers: { authorization: `Bearer ${token}` } }))

  test('RFC 9700 2.3: a token has one audience, and another service refuses it', async () => {
    const { access_token } = await flow.tokens((await flow.person()).login)
    expect(decodeJwt(access_token).aud).toBe('urn:vacancy:users')
    const response = await account(access_token)
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ])
  })

  test('RFC 9700 2.3: a token without the scope of an action is refused for it', async () => {
    const response = await account(await flow.ownToken('auth'))
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('error="insufficient_scope"'),
    ])
  })

  test('RFC 9700 2.3: nobody gets a scope that they were not given', async () => {
    const { refresh_token } = await flow.tokens((await flow.person()).login)
    // The person granted two of the three, and the client has the third for itself.
    for (const scope of ['users:account', 'users:read users:account', 'search:read', 'auth:accounts'])
      expect(await errorOf(await flow.refresh(refresh_token, { scope }))).toEqual([400, 'invalid_scope'])
    const response = await visit({ scope: 'users:read users:account' })
    expect(refusal(response)).toEqual(['https://app.example', 'invalid_scope', null])
  })
})

test('RFC 9700 2.4: there is no password grant', async () => {
  const { login } = await flow.person()
  const form = { grant_type: 'password', username: login, password: 'seven lamps of architecture' }
  expect(await errorOf(await flow.ask(form))).toEqual([400, 'unsupported_grant_type'])
  const about = await auth.handle(new Request(`${ISSUER}/.well-known/oauth-authorization-server`))
  expect(((await about.json()) as { grant_types_supported: string[] }).grant_types_supported).not.toContain(
    'password',
  )
})

test('RFC 9700 2.5: a client that can authenticate has to', async () => {
  const code = await flow.code((await flow.person()).login)
  expect(await errorOf(await flow.redeem(code, { client_id: 'shop' }))).toEqual([401, 'invalid_client'])
  await tokensOf(await flow.redeem(code))
})

describe('2.6 other recommendations', () => {
  const withRedirect = (uri: string) =>
    createClient(auth.url, {
      id: `c${crypto.randomUUID()}`,
      name: 'C',
      kind: 'confidential',
      redirect_uris: [uri],
      end_session_uris: [],
      scopes: ['users:read'],
    })

  test.each([
    'http://app.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://10.0.0.1/cb',
    'ftp://a/cb',
  ])('RFC 9700 2.6: no response crosses a network in the clear: %s is no redirect URI', async (uri) =>
    expect(withRedirect(uri)).rejects.toBeInstanceOf(ManageError),
  )

  test('RFC 9700 2.6: an app on this machine may listen on the loopback interface', async () => {
    await withRedirect('http://127.0.0.1:3210/cb')
    await withRedirect('http://[::1]:3210/cb')
  })

  test('RFC 9700 2.6: the authorization endpoint has no CORS', async () => {
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    for (const method of ['GET', 'OPTIONS']) {
      const response = await auth.handle(new Request(ISSUER + authorizePath(), { method, headers }))
      const allowed = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'))
      expect([method, allowed]).toEqual([method, []])
    }
  })

  test('RFC 9700 2.6: a client cannot be taken for a person', async () => {
    const id = 'usr_00000000000000000000000001'
    await expect(auth.client({ id, scopes: ['search:read'] })).rejects.toBeInstanceOf(ManageError)
  })
})
