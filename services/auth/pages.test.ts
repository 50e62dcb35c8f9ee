/** The pages: whose forms are believed, what a browser is told, and where nobody is ever sent. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { ISSUER, type TestAuth, Visitor } from './testing.ts'
import {
  authorizePath,
  END_SESSION,
  errorOf,
  leadsTo,
  PASSWORD,
  type TestFlow,
  testFlow,
} from './testing-flow.ts'

let flow: TestFlow
let auth: TestAuth
let login: string
beforeAll(async () => {
  flow = await testFlow()
  auth = flow.auth
  ;({ login } = await flow.person())
})
afterAll(() => flow?.close())

const formAt = async (visitor: Visitor, path = authorizePath()) =>
  Visitor.hidden(await (await visitor.get(path)).text())
const sessionIn = (response: Response) =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith('vacancy-session='))
    ?.split(';')[0]

describe('a sign-in form', () => {
  test('is believed from our own page', async () => {
    const visitor = new Visitor(auth)
    const response = await visitor.post('/oauth/sign-in', {
      ...(await formAt(visitor)),
      login,
      password: PASSWORD,
    })
    expect([response.status, sessionIn(response)]).toEqual([303, expect.stringContaining('vacancy-session=')])
  })

  const foreign: [string, Record<string, string>, Record<string, string>][] = [
    ['without its token', { form_token: '' }, {}],
    ['with a wrong token', { form_token: 'a'.repeat(43) }, {}],
    ['from another origin', {}, { origin: 'https://evil.example' }],
    ['from nowhere', {}, { origin: 'null' }],
    ['from a longer host', {}, { origin: `${ISSUER}.evil.example` }],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['from a sub-domain', {}, { 'sec-fetch-site': 'same-site' }],
    ['from another browser', {}, { cookie: `vacancy-form=${'b'.repeat(43)}` }],
    ['from a browser without cookies', {}, { cookie: '' }],
  ]
  test.each(foreign)('%s signs nobody in', async (_what, fields, headers) => {
    const visitor = new Visitor(auth)
    const form = await formAt(visitor)
    const response = await visitor.post(
      '/oauth/sign-in',
      { ...form, ...fields, login, password: PASSWORD },
      headers,
    )
    expect([response.status, sessionIn(response)]).toEqual([403, undefined])
    expect(await response.text()).toContain('came from another page')
  })

  test('of one request does not do for another', async () => {
    const visitor = new Visitor(auth)
    const { form_token = '' } = await formAt(visitor)
    const { request = '' } = await formAt(visitor, authorizePath({ scope: 'users:read' }))
    const response = await visitor.post('/oauth/sign-in', { request, form_token, login, password: PASSWORD })
    expect([response.status, sessionIn(response)]).toEqual([403, undefined])
  })

  test('does not do for consent', async () => {
    const visitor = new Visitor(auth)
    const form = await formAt(visitor)
    await visitor.post('/oauth/sign-in', { ...form, login, password: PASSWORD })
    const response = await visitor.post('/oauth/consent', { ...form, decision: 'allow' })
    expect([response.status, response.headers.get('location')]).toEqual([403, null])
  })

  test('with a wrong password says nothing that tells an account from none', async () => {
    const answers = await Promise.all(
      [login, 'nobody@example.com'].map(async (name) => {
        const visitor = new Visitor(auth)
        const form = await formAt(visitor)
        const response = await visitor.post('/oauth/sign-in', { ...form, login: name, password: 'wrong' })
        const text = (await response.text()).replace(name, '').replace(/name="form_token" value="[^"]*"/, '')
        return { status: response.status, headers: [...response.headers.keys()].sort(), text }
      }),
    )
    expect(answers[0]?.status).toBe(401)
    expect(answers[0]).toEqual(answers[1])
  })

  test('shows what was typed as text, and never the password', async () => {
    const visitor = new Visitor(auth)
    const form = await formAt(visitor)
    const hostile = `"><script>alert(1)</script>`
    const response = await visitor.post('/oauth/sign-in', {
      ...form,
      login: hostile,
      password: 'hunter2 hunter2',
    })
    const text = await response.text()
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toMatch(/<script|hunter2/)
  })

  test('is in the language that was asked for, and stays in it', async () => {
    const visitor = new Visitor(auth)
    const path = authorizePath({ ui_locales: 'de' })
    const page = await (await visitor.get(path)).text()
    expect(page).toContain('<html lang="de"')
    expect(page).toContain('Passwort vergessen?')
    const wrong = await visitor.post('/oauth/sign-in', {
      ...Visitor.hidden(page),
      login,
      password: 'wrong',
    })
    expect(await wrong.text()).toContain('das Passwort ist falsch')
    const broken = await visitor.get(authorizePath({ ui_locales: 'zh', client_id: 'nobody' }))
    expect([broken.status, (await broken.text()).includes('这个链接无法使用')]).toEqual([400, true])
  })

  test('that is no form is refused', async () => {
    const headers = { 'content-type': 'application/json' }
    expect((await new Visitor(auth).post('/oauth/sign-in', {}, headers)).status).toBe(400)
    expect((await new Visitor(auth).post('/oauth/sign-in', {})).status).toBe(400)
  })
})

describe('a session', () => {
  test('is another one after each sign-in (fixation)', async () => {
    const visitor = new Visitor(auth)
    const planted = 'a'.repeat(43)
    const form = await formAt(visitor)
    const cookie = (await visitor.get(authorizePath())).headers.getSetCookie()
    expect(cookie).toEqual([])
    const first = sessionIn(await visitor.post('/oauth/sign-in', { ...form, login, password: PASSWORD }))
    const second = sessionIn(await visitor.post('/oauth/sign-in', { ...form, login, password: PASSWORD }))
    expect(new Set([first, second, `vacancy-session=${planted}`, undefined]).size).toBe(4)
    const stranger = await auth.handle(
      new Request(ISSUER + authorizePath(), { headers: { cookie: `vacancy-session=${planted}` } }),
    )
    expect(await stranger.text()).toContain('action="/oauth/sign-in"')
  })

  test('is a cookie that no script and no other site can use', async () => {
    const response = await flow.signIn(new Visitor(auth), login)
    const line = response.headers.getSetCookie().find((one) => one.startsWith('vacancy-session=')) ?? ''
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=28800'])
      expect(line).toContain(attribute)
    expect(line).not.toContain('Domain')
  })

  test('ends after eight hours', async () => {
    const visitor = new Visitor(auth)
    await flow.back(login, {}, visitor)
    auth.pass(8 * 3_600_000 + 1)
    expect(await (await visitor.get(authorizePath())).text()).toContain('action="/oauth/sign-in"')
  })
})

describe('every page', () => {
  const signedIn = async () => {
    const visitor = new Visitor(auth)
    await flow.signIn(visitor, (await flow.person()).login)
    return visitor
  }
  const pages: [string, () => Promise<Response>][] = [
    ['sign-in', () => new Visitor(auth).get(authorizePath())],
    ['a refused sign-in', () => flow.signIn(new Visitor(auth), login, {}, 'wrong password')],
    ['consent', async () => (await signedIn()).get(authorizePath())],
    ['a bad request', () => new Visitor(auth).get('/oauth/authorize')],
    ['sign-out', () => new Visitor(auth).get('/oauth/end_session')],
  ]
  test.each(pages)('%s cannot be framed, is not kept, and runs no script', async (_what, open) => {
    const response = await open()
    const header = (name: string) => response.headers.get(name) ?? ''
    const policy = header('content-security-policy')
    expect(policy).toStartWith("default-src 'none'; style-src 'self'; form-action 'self'")
    expect(policy).toEndWith("base-uri 'none'; frame-ancestors 'none'")
    expect(header('x-frame-options')).toBe('DENY')
    expect(header('cache-control')).toBe('no-store')
    expect(header('x-content-type-options')).toBe('nosniff')
    // Not `no-referrer`: that makes browsers hide the origin of our own forms, too.
    expect(header('referrer-policy')).toBe('same-origin')
    expect(header('content-type')).toBe('text/html; charset=utf-8')
    // But for the links to where accounts are made.
    const text = (await response.text()).replace(/<a href="http:\/\/localhost:3000\/[a-z/-]+">/g, '')
    expect(text).not.toMatch(/<script|\son[a-z]+=|\sstyle=|https?:\/\//)
  })

  test('a redirect to a client says no referrer and is not kept', async () => {
    const visitor = await signedIn()
    const page = await visitor.get(authorizePath())
    const form = Visitor.hidden(await page.text())
    const response = await visitor.post('/oauth/consent', { ...form, decision: 'allow' })
    expect([response.headers.get('referrer-policy'), response.headers.get('cache-control')]).toEqual([
      'no-referrer',
      'no-store',
    ])
  })
})

describe('nobody is sent elsewhere', () => {
  const hostile = [
    '\r\nSet-Cookie: x=1',
    '%0d%0aSet-Cookie:%20x=1',
    '//evil.example',
    '\\\\evil.example',
    ' ',
  ]
  test.each(hostile)('by the request of a form: %p', async (more) => {
    const visitor = new Visitor(auth)
    const form = await formAt(visitor)
    for (const request of [more, `${form.request}${more}`, `client_id=shop&redirect_uri=${more}`]) {
      for (const path of ['/oauth/sign-in', '/oauth/consent', '/oauth/end_session']) {
        const response = await visitor.post(path, { ...form, request, login, password: PASSWORD })
        const to = leadsTo(response)
        expect([path, to === undefined || ['app.example', 'auth.test'].includes(to.hostname)]).toEqual([
          path,
          true,
        ])
        expect(response.headers.get('set-cookie') ?? '').not.toContain('x=1')
      }
    }
  })

  test('by a state or an error: both are encoded', async () => {
    const state = '\r\nLocation: https://evil.example/'
    const refused = await new Visitor(auth).get(authorizePath({ state, scope: state }))
    expect(leadsTo(refused)?.hostname).toBe('app.example')
    expect(refused.headers.get('location')).not.toMatch(/[\r\n]|evil\.example\//)
  })

  test.each([
    ['a state too long', { state: 'a'.repeat(2_001) }, 'invalid_request'],
    ['a request object', { request: 'a.b.c' }, 'invalid_request'],
    ['a request by reference', { request_uri: 'https://evil.example/' }, 'invalid_request'],
    ['another response mode', { response_mode: 'form_post' }, 'invalid_request'],
    ['a fragment as response mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['no scope', { scope: undefined }, 'invalid_scope'],
    ['a scope for clients alone', { scope: 'search:read' }, 'invalid_scope'],
    ['another resource', { resource: 'urn:vacancy:search' }, 'invalid_target'],
  ])('%s goes to the client as its RFC has it', async (_what, changes, error) => {
    const to = leadsTo(await new Visitor(auth).get(authorizePath(changes)))
    expect([to?.origin, to?.searchParams.get('error')]).toEqual(['https://app.example', error])
  })

  test.each([
    ['no client', { client_id: undefined }],
    ['an unknown client', { client_id: 'nobody' }],
    ['a client id too long', { client_id: 'a'.repeat(300) }],
    ['NUL in a client id', { client_id: 'shop\0' }],
    ['one of our services', { client_id: 'users' }],
    ['no redirect URI', { redirect_uri: undefined }],
    ["another client's redirect URI", { redirect_uri: 'com.example.app:/cb' }],
  ])('%s stays here, as a page', async (_what, changes) => {
    const response = await new Visitor(auth).get(authorizePath(changes))
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  test.each([
    ['a parameter twice', `${authorizePath()}&state=2`],
    ['a redirect URI twice', `${authorizePath()}&redirect_uri=https%3A%2F%2Fevil.example`],
    ['a broken escape', `${authorizePath()}&x=%zz`],
  ])('%s stays here, as a page', async (_what, path) => {
    const response = await new Visitor(auth).get(path)
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })
})

describe('the end of a session', () => {
  const path = (more: Record<string, string> = {}) => `/oauth/end_session?${new URLSearchParams(more)}`

  test('ends what was granted in it, and leads to a registered address', async () => {
    const visitor = new Visitor(auth)
    const code = (await flow.back(login, {}, visitor)).searchParams.get('code') ?? ''
    const tokens = (await (await flow.redeem(code)).json()) as { refresh_token: string }
    const at = path({ client_id: 'shop', post_logout_redirect_uri: END_SESSION, state: 'a b' })
    const response = await visitor.post('/oauth/end_session', await formAt(visitor, at))
    expect([response.status, leadsTo(response)?.href]).toEqual([303, `${END_SESSION}?state=a+b`])
    expect(await errorOf(await flow.refresh(tokens.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await (await visitor.get(authorizePath())).text()).toContain('action="/oauth/sign-in"')
  })

  test.each([
    ['another host', 'https://evil.example/'],
    ['a longer one', `${END_SESSION}/x`],
    ['a redirect URI', 'https://app.example/callback?x=1'],
    ['another case', END_SESSION.replace('bye', 'BYE')],
  ])('never leads to %s', async (_what, uri) => {
    const response = await new Visitor(auth).get(path({ client_id: 'shop', post_logout_redirect_uri: uri }))
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  test('needs the client that registered the address', async () => {
    const uri = { post_logout_redirect_uri: END_SESSION }
    for (const more of [uri, { ...uri, client_id: 'app' }, { ...uri, client_id: 'nobody' }])
      expect((await new Visitor(auth).get(path(more))).status).toBe(400)
  })

  test('is asked for by our own form alone', async () => {
    const visitor = new Visitor(auth)
    await flow.back(login, {}, visitor)
    const form = await formAt(visitor, path())
    for (const [fields, headers] of [
      [{ form_token: 'a'.repeat(43) }, {}],
      [{}, { origin: 'https://evil.example' }],
      [{}, { 'sec-fetch-site': 'cross-site' }],
    ] as const) {
      const response = await visitor.post('/oauth/end_session', { ...form, ...fields }, headers)
      expect(response.status).toBe(400)
    }
    // Still signed in and known to have consented.
    expect(leadsTo(await visitor.get(authorizePath()))?.hostname).toBe('app.example')
  })
})
