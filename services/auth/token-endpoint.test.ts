/** What can be wrong with a request to the token endpoint, and the code and status that the RFCs have for it. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createClient, deleteClient } from './manage.ts'
import { basic, ISSUER, type TestAuth } from './testing.ts'
import { errorOf, REDIRECT, type TestFlow, testFlow, tokensOf } from './testing-flow.ts'

let flow: TestFlow
let auth: TestAuth
let customer: Record<string, string>
beforeAll(async () => {
  flow = await testFlow()
  auth = flow.auth
  customer = basic('customer', (await auth.client({ id: 'customer', scopes: ['search:read'] })) ?? '')
})
afterAll(() => flow?.close())

const FORM = 'application/x-www-form-urlencoded'
const OWN = 'grant_type=client_credentials'
const post = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = '/oauth/token',
) =>
  auth.handle(
    new Request(ISSUER + path, { method: 'POST', headers: { 'content-type': FORM, ...headers }, body }),
  )

describe('the request', () => {
  test('the right one gets a token, which nobody keeps on the way', async () => {
    const response = await post(OWN, customer)
    expect([response.headers.get('cache-control'), response.headers.get('pragma')]).toEqual([
      'no-store',
      'no-cache',
    ])
    const answer = await tokensOf(response)
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'search:read' })
    expect(answer.refresh_token).toBeUndefined()
  })

  test.each([
    ['a parameter twice', `${OWN}&scope=search%3Aread&scope=search%3Aread`],
    ['a parameter twice, once encoded', `${OWN}&%67rant_type=client_credentials`],
    ['a resource twice', `${OWN}&resource=urn%3Avacancy%3Asearch&resource=urn%3Avacancy%3Ausers`],
    ['a broken escape', `${OWN}&scope=%zz`],
    ['half an escape', `${OWN}&scope=%`],
    ['no UTF-8', `${OWN}&scope=%ff%fe`],
    ['NUL', `${OWN}&scope=search%3Aread%00`],
    ['NUL in a name', `${OWN}&a%00=1`],
    ['a value too long', `${OWN}&scope=${'a'.repeat(8_193)}`],
    [
      'a body too long',
      `${OWN}${Array.from({ length: 9 }, (_, i) => `&b${i}=${'c'.repeat(4_000)}`).join('')}`,
    ],
    ['no grant type', 'scope=search%3Aread'],
    ['an empty grant type', 'grant_type='],
    ['nothing', ''],
  ])('%s is invalid_request', async (_what, body) =>
    expect(await errorOf(await post(body, customer))).toEqual([400, 'invalid_request']),
  )

  test.each([
    ['JSON', 'application/json', '{"grant_type":"client_credentials"}'],
    ['a form that says it is JSON', 'application/json', OWN],
    ['multipart', 'multipart/form-data; boundary=x', '--x--'],
    ['text', 'text/plain', OWN],
    ['something like a form', 'application/x-www-form-urlencoded-not', OWN],
    ['no content type', '', OWN],
  ])('%s is invalid_request', async (_what, type, body) =>
    expect(await errorOf(await post(body, { ...customer, 'content-type': type }))).toEqual([
      400,
      'invalid_request',
    ]),
  )

  test('a charset is no other content type', async () => {
    await tokensOf(await post(OWN, { ...customer, 'content-type': `${FORM}; charset=UTF-8` }))
  })

  test.each(['/oauth/token', '/oauth/revoke', '/oauth/introspect'])(
    'parameters in the URL are refused at %s',
    async (path) => {
      const response = await post(`${OWN}&token=x`, customer, `${path}?grant_type=client_credentials`)
      expect(await errorOf(response)).toEqual([400, 'invalid_request'])
    },
  )

  test('another method is 405, and says which', async () => {
    const response = await auth.handle(new Request(`${ISSUER}/oauth/token?grant_type=client_credentials`))
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('a megabyte and more is refused before it is read', async () => {
    const response = await post(`${OWN}&a=${'a'.repeat(1_048_577)}`, {
      ...customer,
      'content-length': '1048700',
    })
    expect(response.status).toBe(413)
  })

  test('bytes that are no text are no server error', async () => {
    const response = await post(new Uint8Array([0xff, 0xfe, 0x00, 0x3d, 0xff]), customer)
    expect(await errorOf(response)).toEqual([400, 'invalid_request'])
  })

  test.each([
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:device_code',
    'constructor',
    '__proto__',
  ])('the grant type %s is unsupported_grant_type', async (grant_type) =>
    expect(await errorOf(await post(`grant_type=${encodeURIComponent(grant_type)}`, customer))).toEqual([
      400,
      'unsupported_grant_type',
    ]),
  )

  test('a grant type that the client may not use is unauthorized_client', async () => {
    const codes = 'grant_type=authorization_code&code=x&redirect_uri=y&code_verifier=z'
    expect(await errorOf(await post(codes, customer))).toEqual([400, 'unauthorized_client'])
    expect(await errorOf(await flow.ask({ grant_type: 'client_credentials', client_id: 'app' }))).toEqual([
      400,
      'unauthorized_client',
    ])
    const exchange = 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=x'
    expect(await errorOf(await post(exchange, customer))).toEqual([400, 'unauthorized_client'])
  })

  test('an error never repeats what was sent', async () => {
    const bodies = [
      `grant_type=hunter2`,
      `${OWN}&scope=hunter2`,
      `${OWN}&resource=hunter2`,
      `${OWN}&hunter2=%zz`,
    ]
    for (const body of bodies) expect(await (await post(body, customer)).text()).not.toContain('hunter2')
  })
})

describe('the client', () => {
  const credentials = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  test.each([
    ['a wrong secret', () => basic('shop', 'wrong')],
    ['an unknown client', () => basic('nobody', 'wrong')],
    ['an empty secret', () => basic('shop', '')],
    ['a public client with an empty secret', () => basic('app', '')],
    ['another scheme', () => ({ authorization: 'Bearer x' })],
    ['no base64', () => ({ authorization: 'Basic ***' })],
    ['no colon', () => credentials('shop')],
    ['no name', () => credentials(':secret')],
    ['broken encoding', () => credentials('shop:%zz')],
    ['NUL in its name', () => credentials('shop%00:x')],
    ['a name too long', () => credentials(`${'a'.repeat(300)}:x`)],
  ])('%s in the header is 401 with WWW-Authenticate', async (_what, header) => {
    const response = await post(OWN, header())
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="vacancy"')
    expect(await errorOf(response)).toEqual([401, 'invalid_client'])
  })

  test.each([
    ['a wrong secret', 'client_id=shop&client_secret=wrong'],
    ['an unknown client', 'client_id=nobody&client_secret=wrong'],
    ['no secret', 'client_id=shop'],
    ['an empty secret', 'client_id=shop&client_secret='],
    ['a secret of a client that has none', 'client_id=app&client_secret=x'],
  ])('%s in the body is 401', async (_what, more) =>
    expect(await errorOf(await post(`${OWN}&${more}`))).toEqual([401, 'invalid_client']),
  )

  test('the secret may be in the body', async () => {
    const more = new URLSearchParams({ client_id: 'shop', client_secret: flow.secret, scope: 'search:read' })
    await tokensOf(await post(`${OWN}&${more}`))
  })

  test.each([
    ['a secret in the body', () => ({ client_secret: flow.secret })],
    ['an assertion', () => ({ client_assertion: 'x', client_assertion_type: 'y' })],
  ])('the header and %s is invalid_request', async (_what, more) => {
    const body = `${OWN}&${new URLSearchParams(more())}`
    expect(await errorOf(await post(body, flow.shop))).toEqual([400, 'invalid_request'])
  })

  test('a secret and an assertion is invalid_request', async () => {
    const more = { client_id: 'shop', client_secret: flow.secret, client_assertion: 'x' }
    const body = `${OWN}&${new URLSearchParams(more)}`
    expect(await errorOf(await post(body))).toEqual([400, 'invalid_request'])
  })

  test('two clients at once is invalid_request', async () => {
    expect(await errorOf(await post(`${OWN}&client_id=app`, flow.shop))).toEqual([400, 'invalid_request'])
  })

  test('no client at all is invalid_client', async () => {
    expect(await errorOf(await post(OWN))).toEqual([401, 'invalid_client'])
  })

  test('its name and secret are form-encoded in the header', async () => {
    const header = credentials(`%73hop:${flow.secret}`)
    await tokensOf(await post(`${OWN}&scope=search%3Aread`, header))
  })

  test('a deleted one is unknown at once', async () => {
    const header = basic('shortlived', (await auth.client({ id: 'shortlived' })) ?? '')
    await tokensOf(await post(OWN, header))
    await deleteClient(auth.url, 'shortlived')
    expect(await errorOf(await post(OWN, header))).toEqual([401, 'invalid_client'])
  })
})

describe('scope and resource', () => {
  test.each([
    ['an unknown scope', { scope: 'search:everything' }, 'invalid_scope'],
    ['one that is a name of every object', { scope: 'toString' }, 'invalid_scope'],
    ['only spaces', { scope: '  ' }, 'invalid_scope'],
    ['a scope of a person', { scope: 'users:read' }, 'invalid_scope'],
    ['a scope of our services', { scope: 'auth:accounts' }, 'invalid_scope'],
    ['its own and another', { scope: 'search:read users:read' }, 'invalid_scope'],
    ['an unknown resource', { resource: 'urn:vacancy:nothing' }, 'invalid_target'],
    ['a resource without a scope of its own', { resource: 'urn:vacancy:users' }, 'invalid_target'],
    ['a resource that is no URI', { resource: 'search' }, 'invalid_target'],
  ])('%s', async (_what, more, error) => {
    const body = `${OWN}&${new URLSearchParams(more)}`
    // Also of the shop, which is registered with scopes of both kinds.
    for (const client of [customer, flow.shop])
      expect(await errorOf(await post(body, client))).toEqual([400, error])
  })

  test("a person's client does not get a scope of our services either", async () => {
    const { refresh_token } = await flow.tokens((await flow.person()).login)
    expect(await errorOf(await flow.refresh(refresh_token, { scope: 'auth:accounts' }))).toEqual([
      400,
      'invalid_scope',
    ])
  })

  test('nobody can register for a scope of our services', async () => {
    const client = { id: 'sly', name: 'Sly', kind: 'confidential' as const, redirect_uris: [REDIRECT] }
    const created = createClient(auth.url, { ...client, end_session_uris: [], scopes: ['auth:accounts'] })
    await expect(created).rejects.toThrow('for our own services')
  })

  test('scopes of several services need a resource', async () => {
    const users = basic('users', auth.secretOf('users'))
    expect(await errorOf(await post(OWN, users))).toEqual([400, 'invalid_target'])
    const both = `${OWN}&scope=${encodeURIComponent('auth:accounts search:events')}`
    expect(await errorOf(await post(both, users))).toEqual([400, 'invalid_target'])
    const named = await tokensOf(await post(`${both}&resource=urn%3Avacancy%3Asearch`, users))
    expect(named.scope).toBe('search:events')
  })
})
