/**
 * No secret, token, code or password in any log, error or file: everything that may be secret is used, right and
 * wrongly, in its place and in places where it does not belong, while connections to the database break; then all that
 * was said and kept is searched for each of them. The monolith prints its logs as they are, JSON with every field of
 * an error; the supervisor of the microservices prints them for people.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import pg from 'pg'
import { runningServer } from '#lib/postgres/server'
import { serviceSecret } from '#lib/secrets'
import { leaksBelow, leaksIn } from '#lib/test/leaks'
import { type Stack, scratchFolder, shapes, startStack, TEST_SECRET } from '#lib/test/stack'
import { audienceOf } from '#lib/token/caller'
import { ACCESS_TOKEN_URI, EXCHANGE_GRANT } from '#lib/token/source'
import { httpTransport } from '#lib/transport'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { meClient, usersClient } from '#service/users/client'
import { databaseOf } from './databases.ts'
import { registry } from './registry.ts'
import {
  askToken,
  codeFrom,
  newEmail,
  PASSWORD,
  redeem,
  signIn,
  type TestClient,
  type Tokens,
  testBrowser,
  testClient,
} from './test-person.ts'

const WRONG_PASSWORD = 'wrong-horse-battery-staple-42'
const NEXT_PASSWORD = 'a tenth muse lately sprung up'
/** Too short for any bound on length to keep it out. */
const SHORT_SECRET = 'hunter2+two'
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

test('a secret is found in whatever form it was written', () => {
  const secret = 'pass word/+ü"x'
  for (const text of [
    secret,
    `{"msg":"${secret.replace('"', '\\"')}"}`,
    `/a?b=${encodeURIComponent(secret)}`,
    new URLSearchParams({ a: secret }).toString(),
    Buffer.from(`me:${secret}`).toString('base64'),
    Buffer.from(`you:${secret}.`).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ])
    expect([text, leaksIn(`before ${text} after`, new Map([['it', secret]]))]).toEqual([text, ['it']])
  expect(leaksIn('nothing of the kind', new Map([['it', secret]]))).toEqual([])
})

describe.each(shapes)('as a %s', (shape) => {
  let folder: string
  let stack: Stack
  let app: TestClient
  let answers: string[]
  /** What must not appear, by what it is. */
  const secrets = new Map<string, string>()
  /** Those that need not be in the database either. Codes of emails are, until the email is sent. */
  const never_kept = new Map<string, string>()
  const secret = (what: string, value: string, kept: 'kept' | 'never kept' = 'never kept') => {
    // An empty one would be found everywhere, a short one by chance.
    if (value.length < 10) throw new Error(`${what} is no secret`)
    secrets.set(what, value)
    if (kept === 'never kept') never_kept.set(what, value)
    return value
  }
  const tokensAre = (what: string, { access_token, refresh_token }: Partial<Tokens>) => {
    // Its header is the same for all and no secret.
    const [, claims = '', signature = ''] = (access_token ?? '').split('.')
    secret(`${what} access token's claims`, claims)
    secret(`${what} access token's signature`, signature)
    if (refresh_token !== undefined) secret(`${what} refresh token`, refresh_token)
  }

  beforeAll(async () => {
    folder = await scratchFolder()
    answers = []
    stack = await startStack({ shape, data_dir: folder, env: { VACANCY_LOG_LEVEL: 'debug' } })
    app = await testClient(stack, {
      id: 'app',
      scopes: ['users:read', 'users:write', 'users:account', 'search:read'],
    })
    secret('a password', PASSWORD)
    secret('a wrong password', WRONG_PASSWORD)
    secret('a new password', NEXT_PASSWORD)
    secret('a short secret', SHORT_SECRET)
    secret('the root secret', TEST_SECRET)
    secret('a client secret', app.secret)
    for (const { name } of registry) secret(`the secret of ${name}`, serviceSecret(TEST_SECRET, name))
  }, 60_000)
  afterAll(async () => {
    await stack?.stop()
    await rm(folder, { recursive: true, force: true })
  }, 30_000)

  /** The answer is searched, too. */
  async function ask(url: string, init?: RequestInit): Promise<void> {
    const response = await fetch(url, { redirect: 'manual', ...init })
    answers.push(`${JSON.stringify([...response.headers])}\n${await response.text()}`)
  }
  const post = (
    path: string,
    body: string | Record<string, string>,
    headers: Record<string, string> = form,
  ) =>
    ask(stack.url('auth') + path, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : new URLSearchParams(body).toString(),
    })
  const basic = (id: string, password: string) => ({
    ...form,
    authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
  })
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  test('a person from the first day to the last', async () => {
    const users = usersClient(httpTransport(stack.url('users')))
    const email = secret('an email address', newEmail(), 'kept')
    await users.register({ email, password: PASSWORD, name: 'Ann' })
    const verification = await codeFrom(stack, email, 'Confirm your email address')
    secret('a code of an email', verification.split('.')[1] ?? '', 'kept')
    await users.verify(verification)
    await users.verify(`${verification.slice(0, -1)}_`).catch(() => undefined)
    await signIn(stack, app, { email, password: WRONG_PASSWORD }).catch(() => undefined)

    const browser = await testBrowser(stack, app, { email })
    const grant = await browser.code()
    secret('an authorization code', grant.code)
    secret('a code verifier', grant.verifier)
    for (const [name, value] of browser.cookies) secret(`the cookie ${name}`, value)
    const tokens = (await (await redeem(stack, app, grant)).json()) as Tokens
    tokensAre('the first', tokens)
    const refreshing = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
    const fresh = (await (await askToken(stack, app, refreshing)).json()) as Tokens
    tokensAre('the refreshed', fresh)
    await everyPlaceWhereItDoesNotBelong(fresh, grant.code)

    const me = meClient(httpTransport(stack.url('users')), { token: async () => fresh.access_token })
    await me.changePassword(WRONG_PASSWORD, NEXT_PASSWORD).catch(() => undefined)
    await me.changePassword(PASSWORD, SHORT_SECRET.slice(0, 9)).catch(() => undefined)
    await me.changePassword(PASSWORD, NEXT_PASSWORD)
    await users.requestReset(email)
    const reset = await codeFrom(stack, email, 'Choose another password')
    secret('a code for a password', reset.split('.')[1] ?? '', 'kept')
    await users.confirmReset(reset, PASSWORD)

    const again = await testBrowser(stack, app, { email })
    const last = (await (await redeem(stack, app, await again.code())).json()) as Tokens
    tokensAre('the last', last)
    await askToken(stack, app, { grant_type: 'refresh_token', refresh_token: last.refresh_token })
    await meClient(httpTransport(stack.url('users')), { token: async () => last.access_token }).erase(
      PASSWORD,
    )
    await mailboxClient(stack.url('mailbox')).waitFor({ to: email, subject: 'Your account is closed' })
    await again.end()
  }, 60_000)

  test('a client by every method, right and wrong', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256' }
    const robot = await testClient(stack, {
      id: 'robot',
      redirect_uris: [],
      scopes: ['search:read'],
      jwks: { keys: [jwk] },
    })
    secret('a private key', String((await exportJWK(pair.privateKey)).d))
    const assertion = async (issuer: string) => {
      const made = await new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(issuer)
        .setSubject(robot.id)
        .setAudience(`${stack.url('auth')}/oauth/token`.replace('127.0.0.1', 'localhost'))
        .setExpirationTime('1m')
        .sign(pair.privateKey)
      return secret(`an assertion of ${issuer}`, made.split('.').slice(1).join('.')) && made
    }
    const grant_type = 'client_credentials'
    const client_assertion_type = ASSERTION_TYPE
    const by_post = { grant_type, client_id: app.id }
    const answer = await askToken(stack, app, { grant_type })
    tokensAre("the client's own", (await answer.json()) as Tokens)
    // What is right is answered with a token: of those that are searched, only the errors.
    const good = await assertion(robot.id)
    const accepted = await fetch(`${stack.url('auth')}/oauth/token`, {
      method: 'POST',
      headers: form,
      body: new URLSearchParams({ grant_type, client_assertion_type, client_assertion: good }).toString(),
    })
    expect(accepted.status).toBe(200)
    await post('/oauth/token', { grant_type, client_assertion_type, client_assertion: good })
    await post('/oauth/token', {
      grant_type,
      client_assertion_type,
      client_assertion: await assertion('somebody'),
    })
    await post('/oauth/token', { grant_type, client_assertion_type, client_assertion: SHORT_SECRET })
    await post('/oauth/token', { grant_type, client_assertion_type: SHORT_SECRET, client_assertion: good })
    await post('/oauth/token', { ...by_post, client_secret: WRONG_PASSWORD })
    await post('/oauth/token', { ...by_post, client_secret: app.secret, scope: SHORT_SECRET })
    await post('/oauth/token', { ...by_post, client_secret: app.secret, resource: SHORT_SECRET })
    await post('/oauth/token', { ...by_post, client_id: app.secret, client_secret: app.secret })
    await post('/oauth/token', { grant_type }, basic(app.id, WRONG_PASSWORD))
    await post('/oauth/token', { grant_type }, basic(app.secret, app.id))
    await post('/oauth/token', { grant_type: SHORT_SECRET }, basic(app.id, app.secret))
    await post('/oauth/token', { grant_type }, { ...form, authorization: `Basic ${app.secret}` })
    await post('/oauth/token', { grant_type }, { ...form, authorization: app.secret })
    await post('/oauth/token', { ...by_post, client_secret: app.secret }, basic(app.id, app.secret))
    await post('/oauth/token', `${app.secret}`, basic(app.id, app.secret))
    await post('/oauth/token', `client_secret=${app.secret}&client_secret=%zz`)
    await post('/oauth/token', JSON.stringify({ client_secret: app.secret }), json)
    await post(`/oauth/token?client_secret=${app.secret}`, { grant_type })
    await post('/oauth/token', { ...by_post, username: 'ann', password: PASSWORD, grant_type: 'password' })
  }, 30_000)

  test('while connections to the database break', async () => {
    const server = await runningServer(join(folder, 'postgres'))
    if (server === undefined) throw new Error('the stack has no database server')
    const admin = new pg.Client({ connectionString: server.url('postgres') })
    await admin.connect()
    const databases = ['auth', 'users'].map((name) => databaseOf(name, shape))
    const users = usersClient(httpTransport(stack.url('users')))
    let over = false
    const everybody = async () => {
      while (!over) {
        await Promise.all([
          askToken(stack, app, { grant_type: 'refresh_token', refresh_token: NEXT_PASSWORD }),
          askToken(stack, app, { grant_type: 'authorization_code', code: NEXT_PASSWORD }),
          askToken(stack, app, { grant_type: 'client_credentials' }),
          post('/oauth/introspect', { token: NEXT_PASSWORD }, basic(app.id, app.secret)),
          users.register({ email: newEmail(), password: PASSWORD, name: 'Ann' }).catch(() => undefined),
          users.confirmReset(`vrf_${'0'.repeat(26)}.${'a'.repeat(22)}`, PASSWORD).catch(() => undefined),
        ])
      }
    }
    const load = everybody()
    for (let i = 0; i < 15; i++) {
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1) and pid <> pg_backend_pid()',
        [databases],
      )
      await Bun.sleep(20)
    }
    over = true
    await load
    await admin.end()
    expect(stack.output()).toContain('database')
  }, 30_000)

  /** Refused, or taken without a look: what is asked for is not the point. */
  async function everyPlaceWhereItDoesNotBelong({ access_token, refresh_token }: Tokens, code: string) {
    const own = basic(app.id, app.secret)
    await post('/oauth/introspect', { token: access_token }, basic(app.id, WRONG_PASSWORD))
    await post('/oauth/introspect', { token: `${refresh_token}x` }, own)
    await post('/oauth/introspect', { token: SHORT_SECRET }, own)
    await post('/oauth/revoke', { token: SHORT_SECRET, token_type_hint: refresh_token }, own)
    await post('/oauth/revoke', { token: access_token, client_id: 'nobody' })
    const exchange = (client: string, more: Record<string, string>) =>
      post(
        '/oauth/token',
        {
          grant_type: EXCHANGE_GRANT,
          subject_token: access_token,
          subject_token_type: ACCESS_TOKEN_URI,
          resource: audienceOf('auth'),
          scope: 'auth:self',
          ...more,
        },
        basic(client, serviceSecret(TEST_SECRET, client)),
      )
    await exchange('search', {})
    await exchange('users', { subject_token: refresh_token })
    await exchange('users', { subject_token_type: SHORT_SECRET })
    await exchange('users', { actor_token: refresh_token })
    await post('/oauth/sign-in', { login: 'ann', password: WRONG_PASSWORD, request: code })
    await post('/oauth/consent', {
      form_token: code,
      request: `client_id=${SHORT_SECRET}`,
      decision: 'allow',
    })
    const auth = stack.url('auth')
    const asked = new URLSearchParams({
      client_id: app.id,
      code,
      password: PASSWORD,
      redirect_uri: SHORT_SECRET,
    })
    await ask(`${auth}/oauth/authorize?${asked}`)
    await ask(`${auth}/oauth/end_session?post_logout_redirect_uri=${SHORT_SECRET}&client_id=${refresh_token}`)
    await ask(`${auth}/oauth/revocations?since=${refresh_token}`)
    for (const service of ['users', 'search', 'auth', 'booking-ui'] as const) {
      const there = stack.url(service)
      for (const where of ['/v1/hotels/', '/v1/accounts/', '/v1/users/', '/', '/assets/', '/oauth/token/']) {
        for (const what of [refresh_token, code, PASSWORD, SHORT_SECRET])
          await ask(there + where + encodeURIComponent(what))
      }
      await ask(`${there}/v1/users/me?access_token=${access_token}`)
      await ask(`${there}/v1/search?destination_id=${SHORT_SECRET}`, { headers: bearer(access_token) })
      await ask(`${there}/v1/search`, { headers: bearer(refresh_token) })
      await ask(`${there}/v1/destinations?q=par`, { headers: { authorization: `Basic ${app.secret}` } })
      const body = `{"${refresh_token}`
      await ask(`${there}/v1/events`, { method: 'POST', headers: { ...json, ...bearer(access_token) }, body })
      await ask(`${there}/v1/users`, { method: 'POST', headers: json, body })
      const registration = { email: WRONG_PASSWORD, password: PASSWORD, name: 'x', nmae: SHORT_SECRET }
      await ask(`${there}/v1/users`, { method: 'POST', headers: json, body: JSON.stringify(registration) })
      await ask(`${there}/v1/users/me`, {
        method: 'PATCH',
        headers: { ...json, ...bearer(access_token), 'if-match': refresh_token },
        body: JSON.stringify({ name: 1, password: PASSWORD }),
      })
    }
  }

  test('nothing of it was said', () => {
    const output = stack.output()
    // Otherwise there would be nothing to find anything in.
    expect(output).toContain('/oauth/token')
    expect(output.split('\n').length).toBeGreaterThan(200)
    expect(secrets.size).toBeGreaterThan(25)
    expect(leaksIn(output, secrets)).toEqual([])
  })

  test('no error answers with it', () => {
    expect(answers.length).toBeGreaterThan(100)
    expect(leaksIn(answers.join('\n'), secrets)).toEqual([])
  })

  test('nothing of it was kept, in the database or beside it', async () => {
    expect(await stack.stop()).toBe(0)
    expect(await leaksBelow(folder, never_kept)).toEqual([])
  }, 30_000)
})
