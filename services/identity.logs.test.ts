/**
 * No secret, token, code or password in any log, error or URL that is ours: everything that may be secret is used, right
 * and wrongly, in its place and in places where it does not belong, and then all output is searched for each of them.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { serviceSecret } from '#lib/secrets'
import { type Stack, startStack, TEST_SECRET } from '#lib/test/stack'
import { httpTransport } from '#lib/transport'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { meClient, usersClient } from '#service/users/client'
import { registry } from './registry.ts'
import {
  askToken,
  codeFrom,
  newEmail,
  PASSWORD,
  redeem,
  registeredPerson,
  signIn,
  type TestClient,
  type Tokens,
  testBrowser,
  testClient,
} from './test-person.ts'

const WRONG_PASSWORD = 'wrong-horse-battery-staple-42'
const NEXT_PASSWORD = 'a tenth muse lately sprung up'

let stack: Stack
let app: TestClient
/** What must not appear, by what it is. */
const secrets = new Map<string, string>()
const answers: string[] = []

beforeAll(async () => {
  stack = await startStack({ shape: 'microservices', env: { VACANCY_LOG_LEVEL: 'debug' } })
  app = await testClient(stack, { id: 'app' })
}, 60_000)
afterAll(() => stack?.stop(), 30_000)

/** The answer's text is searched, too. */
async function ask(url: string, init?: RequestInit): Promise<void> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  answers.push(`${response.headers.get('www-authenticate') ?? ''}\n${await response.text()}`)
}

test('secrets stay out of logs and errors', async () => {
  const auth = stack.url('auth')
  const users = usersClient(httpTransport(stack.url('users')))
  secrets
    .set('a password', PASSWORD)
    .set('a wrong password', WRONG_PASSWORD)
    .set('a new password', NEXT_PASSWORD)
  secrets.set('the root secret', TEST_SECRET).set('a client secret', app.secret)
  for (const { name } of registry) secrets.set(`the secret of ${name}`, serviceSecret(TEST_SECRET, name))

  // A person from the first to the last day.
  const email = newEmail()
  secrets.set('an address', email)
  await users.register({ email, password: PASSWORD, name: 'Ann' })
  const verification = await codeFrom(stack, email, 'Confirm your email address')
  secrets.set('a code of an email', verification.split('.')[1] ?? '')
  await users.verify(verification)
  await signIn(stack, app, { email, password: WRONG_PASSWORD }).catch(() => undefined)
  const browser = await testBrowser(stack, app, { email })
  const grant = await browser.code()
  secrets.set('an authorization code', grant.code).set('a code verifier', grant.verifier)
  const tokens = (await (await redeem(stack, app, grant)).json()) as Tokens
  secrets.set('a refresh token', tokens.refresh_token)
  // Its header is the same for all and no secret.
  secrets.set('an access token', tokens.access_token.split('.').slice(1).join('.'))
  secrets.set("an access token's signature", tokens.access_token.split('.')[2] ?? '')

  // Everything once more, wrongly.
  await redeem(stack, app, grant)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const post = (path: string, body: string, headers: Record<string, string> = form) =>
    ask(`${auth}${path}`, { method: 'POST', headers, body })
  await post(`/oauth/token?client_secret=${app.secret}`, 'grant_type=client_credentials')
  await post(
    '/oauth/token',
    `grant_type=password&username=${email}&password=${WRONG_PASSWORD}&client_id=app&client_secret=${app.secret}`,
  )
  await post('/oauth/token', `{"client_secret":"${app.secret}"}`, { 'content-type': 'application/json' })
  await post('/oauth/token', 'grant_type=client_credentials', {
    ...form,
    authorization: `Basic ${app.secret}`,
  })
  await post(
    '/oauth/introspect',
    `token=${tokens.access_token}&client_id=app&client_secret=${WRONG_PASSWORD}`,
  )
  await post('/oauth/sign-in', `login=${email}&password=${WRONG_PASSWORD}&request=x`)
  await ask(
    `${auth}/oauth/authorize?client_id=app&code=${grant.code}&password=${encodeURIComponent(PASSWORD)}`,
  )
  const json = { 'content-type': 'application/json' }
  const call = (path: string, body: object, method = 'POST') =>
    ask(`${stack.url('users')}${path}`, { method, headers: json, body: JSON.stringify(body) })
  await call('/v1/users', { email, password: WRONG_PASSWORD, nmae: 'x' })
  await call('/v1/users', { email: WRONG_PASSWORD, password: PASSWORD, name: 'x' })
  await call('/v1/users/verifications', { code: `${verification}x` })
  for (const service of ['users', 'search', 'auth', 'booking-ui'] as const) {
    const there = stack.url(service)
    const authorization = `Bearer ${tokens.access_token}`
    await ask(`${there}/v1/users/me?access_token=${tokens.access_token}`)
    await ask(`${there}/v1/search`, { headers: { authorization } })
    await ask(`${there}/v1/events`, {
      method: 'POST',
      headers: { ...json, authorization },
      body: `{"${tokens.refresh_token}`,
    })
    await ask(`${there}/v1/hotels/${tokens.refresh_token}`, {
      headers: { authorization: `Basic ${app.secret}` },
    })
  }

  // Refreshed, changed, revoked, forgotten.
  // The code that was used twice took the first tokens with it.
  const { refresh_token } = await signIn(stack, app, { email })
  secrets.set('a second refresh token', refresh_token)
  const answer = await askToken(stack, app, { grant_type: 'refresh_token', refresh_token })
  const again = (await answer.json()) as Tokens
  secrets.set('the next refresh token', again.refresh_token)
  const me = meClient(httpTransport(stack.url('users')), { token: async () => again.access_token })
  await me.changePassword(WRONG_PASSWORD, NEXT_PASSWORD).catch(() => undefined)
  await me.changePassword(PASSWORD, NEXT_PASSWORD)
  await users.requestReset(email)
  const reset = await codeFrom(stack, email, 'Choose another password')
  secrets.set('a code for a password', reset.split('.')[1] ?? '')
  await users.confirmReset(reset, PASSWORD)
  const last = await signIn(stack, app, { email })
  await askToken(stack, app, { grant_type: 'refresh_token', refresh_token: last.refresh_token })
  await meClient(httpTransport(stack.url('users')), { token: async () => last.access_token }).erase(PASSWORD)
  await mailboxClient(stack.url('mailbox')).waitFor({ to: email, subject: 'Your account is closed' })

  const output = stack.output()
  // Otherwise there would be nothing to find anything in.
  expect(output).toContain('/oauth/token')
  expect(output.split('\n').length).toBeGreaterThan(60)
  const said = `${output}\n${answers.join('\n')}`
  const found: string[] = []
  for (const [what, secret] of secrets) {
    expect(secret.length).toBeGreaterThan(12)
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ]
    if (forms.some((form) => said.includes(form))) found.push(what)
  }
  expect(found).toEqual([])
  await registeredPerson(stack)
}, 60_000)
