/** The routes by which `users` keeps accounts, and those by which it acts for a person. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { typeid } from 'typeid-js'
import { cloudEvent, EVENT_CONTENT_TYPE, EVENTS_PATH } from '#lib/events/event'
import { ACCESS_TOKEN_URI, EXCHANGE_GRANT } from '#lib/token/source'
import { basic, ISSUER, type TestAuth, Visitor } from './testing.ts'
import { errorOf, PASSWORD, type TestFlow, testFlow, tokensOf } from './testing-flow.ts'

let flow: TestFlow
let auth: TestAuth
beforeAll(async () => {
  flow = await testFlow()
  auth = flow.auth
})
afterAll(() => flow?.close())

const newSubject = () => String(typeid('usr'))

interface Sent {
  method?: string
  token?: string | undefined
  body?: unknown
}
const send = async (path: string, { method = 'PUT', token, body }: Sent) =>
  auth.handle(
    new Request(ISSUER + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  )
/** As `users`. */
const put = async (path: string, body: unknown) =>
  send(`/v1/accounts/${path}`, { token: await flow.ownToken('auth'), body })
const problemOf = async (response: Response) => {
  const { code, errors = [] } = (await response.json()) as {
    code: string
    errors?: { field: string; code: string }[]
  }
  return [response.status, code, ...errors.map((error) => `${error.field} ${error.code}`)]
}
/** What `users` gets for a person whose token it was given. */
async function forPerson(access_token: string): Promise<string> {
  const form = {
    grant_type: EXCHANGE_GRANT,
    subject_token: access_token,
    subject_token_type: ACCESS_TOKEN_URI,
    scope: 'auth:self',
  }
  const answer = await auth.form('/oauth/token', form, basic('users', auth.secretOf('users')))
  return (await tokensOf(answer)).access_token
}

describe('an account', () => {
  test('is made as often as one asks, until it has a login', async () => {
    const subject = newSubject()
    expect((await put(subject, { password: PASSWORD })).status).toBe(204)
    const newer = 'the stones of Venice'
    expect((await put(subject, { password: newer })).status).toBe(204)
    const login = `${subject}@example.com`
    expect((await put(`${subject}/login`, { login })).status).toBe(204)
    expect((await put(`${subject}/login`, { login })).status).toBe(204)
    expect(await problemOf(await put(subject, { password: PASSWORD }))).toEqual([409, 'account_exists'])
    expect((await flow.signIn(new Visitor(auth), login, {}, newer)).status).toBe(303)
    expect((await flow.signIn(new Visitor(auth), login, {}, PASSWORD)).status).toBe(401)
  })

  test('cannot be signed in to before it has a login', async () => {
    const subject = newSubject()
    await put(subject, { password: PASSWORD })
    for (const login of [subject, '', 'null'])
      expect((await flow.signIn(new Visitor(auth), login)).status).toBe(401)
  })

  test('has a login of its own: of two who want one, the second is told', async () => {
    const { login } = await flow.person()
    const subject = newSubject()
    await put(subject, { password: PASSWORD })
    for (const same of [login, login.toUpperCase(), `  ${login} `])
      expect(await problemOf(await put(`${subject}/login`, { login: same }))).toEqual([409, 'login_taken'])
    const [one, other] = [newSubject(), newSubject()]
    for (const each of [one, other]) await put(each, { password: PASSWORD })
    const wanted = { login: `${one}@example.com` }
    const both = await Promise.all([put(`${one}/login`, wanted), put(`${other}/login`, wanted)])
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409])
  })

  test('that is not there has neither login nor password', async () => {
    const subject = newSubject()
    expect(await problemOf(await put(`${subject}/login`, { login: 'a@example.com' }))).toEqual([
      404,
      'unknown_account',
    ])
    expect(await problemOf(await put(`${subject}/password`, { password: PASSWORD }))).toEqual([
      404,
      'unknown_account',
    ])
  })

  test.each([
    ['too short', 'hunter2', 'password too_short'],
    ['too common', 'password123', 'password too_common'],
    ['too long', 'x'.repeat(129), 'password too_long'],
    ['with NUL', 'seven lamps\0of architecture', 'password characters'],
  ])('gets no password that is %s, and does not hear it back', async (_what, password, error) => {
    const { subject } = await flow.person()
    for (const path of [newSubject(), `${subject}/password`]) {
      const response = await put(path, { password })
      const text = await response.clone().text()
      expect(await problemOf(response)).toEqual([422, 'validation_failed', error])
      expect(text).not.toContain(password)
    }
  })

  test("gets no password that is the person's own address", async () => {
    const hints = ['wilhelmina.quux@example.org']
    const refused = await put(newSubject(), { password: 'wilhelminaquux', hints })
    expect(await problemOf(refused)).toEqual([422, 'validation_failed', 'password too_common'])
  })

  test.each([
    ['no object', '[]'],
    ['no password', {}],
    ['a number', { password: 1_234_567_890 }],
    ['an unknown field', { password: PASSWORD, admin: true }],
    ['too many hints', { password: PASSWORD, hints: Array.from({ length: 6 }, () => 'a') }],
    ['a megabyte of it', { password: 'x'.repeat(100_000) }],
  ])('with %s is not acceptable', async (_what, body) => {
    const response = await put(newSubject(), body)
    expect(response.status).toBe(422)
    expect(await response.text()).not.toMatch(/seven lamps|1234567890|xxxx/)
  })

  test('in broken JSON cannot be read', async () => {
    const response = await put(newSubject(), '{"password": "hunter2')
    expect(response.status).toBe(400)
    expect(await response.text()).not.toContain('hunter2')
  })

  test.each(['me', 'usr_1', `usr_${'z'.repeat(26)}`, 'res_00000000000000000000000001', '%00'])(
    'of somebody who cannot be one is refused: %s',
    async (subject) => expect((await put(subject, { password: PASSWORD })).status).toBe(422),
  )

  test.each(['', 'ab', `${'a'.repeat(250)}@b.de`, 'a\0b@example.com', '   '])(
    'has no login that is none: %p',
    async (login) => {
      const { subject } = await flow.person()
      expect((await put(`${subject}/login`, { login })).status).toBe(422)
    },
  )

  test('is kept by `users` alone', async () => {
    const { subject, login } = await flow.person()
    const { access_token } = await flow.tokens(login)
    const self = await forPerson(access_token)
    const path = `/v1/accounts/${subject}/password`
    const body = { password: 'the stones of Venice' }
    const statuses = await Promise.all(
      [undefined, access_token, self].map(async (token) => (await send(path, { token, body })).status),
    )
    // Nobody, a token for another service, one for here that is the person's own.
    expect(statuses).toEqual([401, 401, 403])
    expect((await flow.signIn(new Visitor(auth), login)).status).toBe(303)
  })

  test('with a password that was reset has no session and no token any more', async () => {
    const { subject, login } = await flow.person()
    const { access_token, refresh_token } = await flow.tokens(login)
    const self = await forPerson(access_token)
    expect((await put(`${subject}/password`, { password: 'the stones of Venice' })).status).toBe(204)
    expect(await errorOf(await flow.refresh(refresh_token))).toEqual([400, 'invalid_grant'])
    // What was exchanged for it belongs to the same grant.
    expect((await send('/v1/account', { method: 'GET', token: self })).status).toBe(401)
  })
})

describe('a person by way of `users`', () => {
  const self = async (login: string) => forPerson((await flow.tokens(login)).access_token)
  const account = async (token: string) => send('/v1/account', { method: 'GET', token })

  test('reads what is held of them, and no secret', async () => {
    const { login } = await flow.person()
    const response = await account(await self(login))
    expect(response.headers.get('cache-control')).toBe('no-store')
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({
      login,
      sessions: [{ signed_in_at: expect.any(String), expires_at: expect.any(String) }],
      grants: [{ client_id: 'shop', scopes: ['users:read', 'users:write'], revoked_at: null }],
    })
    expect(text).not.toMatch(/hash|argon2/)
  })

  test('is asked for the password', async () => {
    const token = await self((await flow.person()).login)
    const check = (password: string) =>
      send('/v1/account/password-checks', { method: 'POST', token, body: { password } })
    expect((await check(PASSWORD)).status).toBe(204)
    expect(await problemOf(await check('hunter2 hunter2'))).toEqual([403, 'wrong_password'])
    expect(await problemOf(await check(''))).toEqual([403, 'wrong_password'])
  })

  test('cannot guess it without end', async () => {
    const token = await self((await flow.person()).login)
    const body = { current_password: 'wrong', password: 'the stones of Venice' }
    for (let count = 0; count < 10; count++)
      expect((await send('/v1/account/password', { token, body })).status).toBe(403)
    const refused = await send('/v1/account/password', {
      token,
      body: { ...body, current_password: PASSWORD },
    })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await problemOf(refused)).toEqual([429, 'too_many_attempts'])
  })

  test('changes it, and is signed out everywhere', async () => {
    const { login } = await flow.person()
    const { access_token, refresh_token } = await flow.tokens(login)
    const token = await forPerson(access_token)
    const weak = { current_password: PASSWORD, password: 'password123' }
    expect(await problemOf(await send('/v1/account/password', { token, body: weak }))).toEqual([
      422,
      'validation_failed',
      'password too_common',
    ])
    const good = { current_password: PASSWORD, password: 'the stones of Venice' }
    expect((await send('/v1/account/password', { token, body: good })).status).toBe(204)
    expect(await errorOf(await flow.refresh(refresh_token))).toEqual([400, 'invalid_grant'])
    expect((await account(token)).status).toBe(401)
    expect((await flow.signIn(new Visitor(auth), login, {}, good.password)).status).toBe(303)
  })

  test('is exchanged for by a service that was given their token, and by nobody else', async () => {
    const { access_token } = await flow.tokens((await flow.person()).login)
    const form = {
      grant_type: EXCHANGE_GRANT,
      subject_token: access_token,
      subject_token_type: ACCESS_TOKEN_URI,
    }
    const as = (service: string, more: Record<string, string> = {}) =>
      auth.form('/oauth/token', { ...form, ...more }, basic(service, auth.secretOf(service)))
    // Made for `users`: to others it is no token at all, as theirs would be to `users`.
    expect(await errorOf(await as('search'))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await auth.form('/oauth/token', form, flow.shop))).toEqual([
      400,
      'unauthorized_client',
    ])
    expect(await errorOf(await as('users', { scope: 'users:read' }))).toEqual([400, 'invalid_scope'])
    expect(await errorOf(await as('users', { scope: 'auth:accounts' }))).toEqual([400, 'invalid_scope'])
    expect(await errorOf(await as('users', { subject_token: 'x.y.z' }))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await as('users', { actor_token: 'x' }))).toEqual([400, 'invalid_request'])
    const other = 'urn:ietf:params:oauth:token-type:refresh_token'
    expect(await errorOf(await as('users', { subject_token_type: other }))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await as('users', { requested_token_type: other }))).toEqual([
      400,
      'invalid_request',
    ])
    const exchanged = await forPerson(access_token)
    expect(await errorOf(await as('users', { subject_token: exchanged }))).toEqual([400, 'invalid_request'])
  })

  test('who is erased is forgotten at once', async () => {
    const { subject, login } = await flow.person()
    const { access_token, refresh_token } = await flow.tokens(login)
    const token = await forPerson(access_token)
    const clock = () => new Date()
    const event = cloudEvent({ type: 'users.erasure_requested', source: 'users', subject, data: {}, clock })
    const tell = async () =>
      auth.handle(
        new Request(ISSUER + EVENTS_PATH, {
          method: 'POST',
          headers: {
            'content-type': EVENT_CONTENT_TYPE,
            authorization: `Bearer ${await flow.ownToken('auth')}`,
          },
          body: JSON.stringify(event),
        }),
      )
    expect([(await tell()).status, (await tell()).status]).toEqual([204, 204])
    expect((await account(token)).status).toBe(401)
    expect(await errorOf(await flow.refresh(refresh_token))).toEqual([400, 'invalid_grant'])
    expect((await flow.signIn(new Visitor(auth), login)).status).toBe(401)
  })
})
