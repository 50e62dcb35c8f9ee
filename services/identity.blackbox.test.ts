/**
 * The authorization server as its clients see it, by stock clients that know nothing of us: `openid-client` and
 * `oauth4webapi` discover it and go through every grant; Chromium goes through the pages. In both compositions.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from 'axe-core'
import { exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as oidc from 'openid-client'
import type { Browser, Page } from 'playwright-core'
import { serviceSecret } from '#lib/secrets'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { runCommand } from '#lib/test/command'
import { type Stack, shapes, startStack, TEST_SECRET } from '#lib/test/stack'
import { audienceOf } from '#lib/token/caller'
import { PASSWORD, registeredPerson, type TestClient } from './test-person.ts'

const insecure = { [oauth.allowInsecureRequests]: true } as const
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

describe.skipIf(!hasChromium).each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let browser: Browser
  let issuer: URL
  let landing: ReturnType<typeof Bun.serve>
  let redirect_uri: string
  let shop: TestClient
  let app: TestClient
  let email: string

  beforeAll(async () => {
    ;[stack, browser] = await Promise.all([startStack({ shape }), launchChromium()])
    // What `npm start` prints: the issuer's own name, not the number of this machine.
    issuer = new URL(stack.url('auth').replace('127.0.0.1', 'localhost'))
    landing = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: () => new Response('<title>back</title>', { headers: { 'content-type': 'text/html' } }),
    })
    redirect_uri = `http://127.0.0.1:${landing.port}/callback`
    const people = ['--redirect-uri', redirect_uri, '--end-session-uri', bye()]
    ;[shop, app] = await Promise.all([
      registered(
        'shop',
        '--name',
        'Corner <b>Shop</b>',
        ...people,
        ...scopes('users:read', 'users:write', 'search:read'),
      ),
      registered('phone-app', '--public', ...people, ...scopes('users:read')),
    ])
    email = (await registeredPerson(stack)).email
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await landing?.stop(true)
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

  const bye = () => `http://127.0.0.1:${landing.port}/bye`
  const scopes = (...names: string[]) => names.flatMap((name) => ['--scope', name])
  /** By the command that an operator has, beside the running platform. */
  async function registered(id: string, ...args: string[]): Promise<TestClient> {
    const options = ['--id', id, '--shape', shape, '--data-dir', stack.data_dir, ...args]
    const { code, out, err } = await runCommand(['services/admin.ts', 'clients', 'create', ...options])
    expect({ code, err }).toEqual({ code: 0, err: [] })
    return { id, secret: /^client_secret +(\S+)$/m.exec(out.join('\n'))?.[1] ?? '' }
  }

  const discovered = (id: string, authentication?: oidc.ClientAuth | string) =>
    oidc.discovery(
      issuer,
      id,
      typeof authentication === 'string' ? authentication : undefined,
      typeof authentication === 'string' ? undefined : authentication,
      { algorithm: 'oauth2', execute: [oidc.allowInsecureRequests] },
    )

  /** Nothing that a person with a disability could not use, in both colour schemes; nothing beside a narrow screen. */
  async function isAccessible(page: Page): Promise<void> {
    const excess = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    expect(excess).toBeLessThanOrEqual(0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      // The pages forbid every script: the checker is not one of theirs.
      const session = await page.context().newCDPSession(page)
      await session.send('Page.setBypassCSP', { enabled: true })
      await page.evaluate(AxeBuilder.source)
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof AxeBuilder }
        const found = await axe.run()
        return found.violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id }) => id)
      })
      expect({ colorScheme, violations }).toEqual({ colorScheme, violations: [] })
    }
  }

  /** What differs from one person to the next. */
  interface Ways {
    keyboard?: boolean
    without_scripts?: boolean
    /** The checker is a script of its own, and takes its time: on the way of one person. */
    accessible?: boolean
    /** While the browser is still open. */
    afterwards?: (page: Page, landed: URL) => Promise<void>
  }

  /** As a person: the address, a wrong password, the right one, consent. Returns where the browser landed. */
  async function throughThePages(address: URL, ways: Ways = {}): Promise<URL> {
    const { keyboard = false, without_scripts = false, accessible = false, afterwards } = ways
    const context = await browser.newContext({
      javaScriptEnabled: !without_scripts,
      viewport: { width: 390, height: 800 },
    })
    const page = await context.newPage()
    /** The cursor waits there; the browser puts it there when it first draws the page, a while after it has loaded it. */
    const cursorIn = (type: string) => page.locator(`input[type=${type}]:focus`).waitFor()
    const enter = async (password: string) => {
      if (keyboard) {
        await cursorIn('password')
        await page.keyboard.type(password)
        await page.keyboard.press('Enter')
      } else {
        await page.getByLabel('Password').fill(password)
        await page.getByRole('button', { name: 'Sign in' }).click()
      }
    }
    try {
      await page.goto(address.href)
      if (accessible) await isAccessible(page)
      if (keyboard) {
        await cursorIn('email')
        await page.keyboard.type(email)
        await page.keyboard.press('Tab')
      } else await page.getByLabel('Email address').fill(email)
      await enter('not the password')
      await page.getByRole('alert').waitFor()
      if (accessible) await isAccessible(page)
      expect(await page.getByRole('alert').textContent()).toContain('is wrong')
      expect(await page.getByLabel('Email address').inputValue()).toBe(email)
      await enter(PASSWORD)
      await page.getByRole('heading', { name: 'Allow access?' }).waitFor()
      if (accessible) await isAccessible(page)
      expect(await page.locator('body').textContent()).toContain(email)
      if (keyboard) {
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
      } else await page.getByRole('button', { name: 'Allow' }).click()
      await page.waitForURL((url) => url.port === String(landing.port))
      const landed = new URL(page.url())
      await afterwards?.(page, landed)
      return landed
    } finally {
      await context.close()
    }
  }

  test('openid-client: code with PKCE through the pages, refresh, introspect, revoke', async () => {
    const config = await discovered(shop.id, shop.secret)
    const verifier = oidc.randomPKCECodeVerifier()
    const state = oidc.randomState()
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'users:read users:write',
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const landed = await throughThePages(address, { accessible: true })
    const tokens = await oidc.authorizationCodeGrant(config, landed, {
      pkceCodeVerifier: verifier,
      expectedState: state,
    })
    const me = await fetch(`${stack.url('users')}/v1/users/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    expect((await me.json()) as object).toMatchObject({ email })

    const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', {
      resource: audienceOf('users'),
    })
    expect(fresh.scope).toBe('users:read users:write')
    const about = await oidc.tokenIntrospection(config, fresh.access_token)
    expect(about).toMatchObject({ active: true, client_id: shop.id, aud: audienceOf('users') })

    await oidc.tokenRevocation(config, fresh.refresh_token ?? '')
    expect({ ...(await oidc.tokenIntrospection(config, fresh.access_token)) } as object).toEqual({
      active: false,
    })
    await expect(oidc.refreshTokenGrant(config, fresh.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    // Every service follows within a second.
    await Bun.sleep(1_100)
    const after = await fetch(`${stack.url('users')}/v1/users/me`, {
      headers: { authorization: `Bearer ${fresh.access_token}` },
    })
    expect(after.status).toBe(401)
  }, 60_000)

  test('oauth4webapi: a public client, by keyboard alone, and every answer as strictly as it reads them', async () => {
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    )
    const client: oauth.Client = { client_id: app.id }
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const address = new URL(server.authorization_endpoint ?? '')
    const asked = {
      client_id: app.id,
      redirect_uri,
      response_type: 'code',
      scope: 'users:read',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
    const landed = await throughThePages(address, { keyboard: true })
    const params = oauth.validateAuthResponse(server, client, landed, state)
    const request = () =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        params,
        redirect_uri,
        verifier,
        insecure,
      )
    const answer = await oauth.processAuthorizationCodeResponse(server, client, await request())
    expect(answer.token_type).toBe('bearer')
    // As RFC 9068 has it, checked by somebody else.
    const call = new Request(`${stack.url('users')}/v1/users/me`, {
      headers: { authorization: `Bearer ${answer.access_token}` },
    })
    const claims = await oauth.validateJwtAccessToken(server, call, audienceOf('users'), {
      ...insecure,
      signingAlgorithms: ['EdDSA'],
    } as never)
    expect(claims).toMatchObject({ client_id: app.id, scope: 'users:read' })
    await expect(
      oauth.processAuthorizationCodeResponse(server, client, await request()),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
  }, 60_000)

  test('client credentials by header, by body and by a signed assertion', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'robot-1', alg: 'ES256' }
    const jwks = join(stack.data_dir, 'robot.json')
    await writeFile(jwks, JSON.stringify({ keys: [jwk] }))
    const robot = await registered('robot', '--jwks', jwks, ...scopes('search:read'))
    const ways: [string, oidc.ClientAuth][] = [
      [shop.id, oidc.ClientSecretBasic(shop.secret)],
      [shop.id, oidc.ClientSecretPost(shop.secret)],
      [robot.id, oidc.PrivateKeyJwt({ key: pair.privateKey, kid: 'robot-1' })],
    ]
    for (const [id, authentication] of ways) {
      const config = await discovered(id, authentication)
      const { access_token, scope } = await oidc.clientCredentialsGrant(config)
      expect(scope).toBe('search:read')
      const found = await fetch(`${stack.url('search')}/v1/destinations?q=par`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
      expect(found.status).toBe(200)
    }
    const wrong = await discovered(shop.id, 'wrong')
    // A challenge, as HTTP wants with every 401.
    await expect(oidc.clientCredentialsGrant(wrong)).rejects.toMatchObject({ status: 401 })
  }, 30_000)

  test('a service exchanges a token for one of its own, and only one that was made for it', async () => {
    // One that nobody has consented to yet.
    const other = await registered('other', '--redirect-uri', redirect_uri, ...scopes('users:write'))
    const other_config = await discovered(other.id, other.secret)
    const verifier = oidc.randomPKCECodeVerifier()
    const address = oidc.buildAuthorizationUrl(other_config, {
      redirect_uri,
      scope: 'users:write',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const landed = await throughThePages(address, { without_scripts: true })
    const { access_token } = await oidc.authorizationCodeGrant(other_config, landed, {
      pkceCodeVerifier: verifier,
    })
    const exchange = async (service: string) =>
      oidc.genericGrantRequest(await discovered(service, serviceSecret(TEST_SECRET, service)), EXCHANGE, {
        subject_token: access_token,
        subject_token_type: ACCESS_TOKEN,
        resource: audienceOf('auth'),
        scope: 'auth:self',
      })
    const exchanged = await exchange('users')
    expect(exchanged.issued_token_type).toBe(ACCESS_TOKEN)
    const account = await fetch(`${stack.url('auth')}/v1/account`, {
      headers: { authorization: `Bearer ${exchanged.access_token}` },
    })
    expect((await account.json()) as object).toMatchObject({ login: email })
    await expect(exchange('search')).rejects.toMatchObject({ error: 'invalid_request' })
    await expect(
      oidc.genericGrantRequest(other_config, EXCHANGE, {
        subject_token: access_token,
        subject_token_type: ACCESS_TOKEN,
      }),
    ).rejects.toMatchObject({ error: 'unauthorized_client' })
  }, 60_000)

  test('the end of a session: asked, done, and back where the client said; what was granted in it is over', async () => {
    const guest = await registered(
      'guest',
      '--redirect-uri',
      redirect_uri,
      '--end-session-uri',
      bye(),
      ...scopes('users:read'),
    )
    const config = await discovered(guest.id, guest.secret)
    const verifier = oidc.randomPKCECodeVerifier()
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'users:read',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const end = oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: bye(), state: 'x' })
    const afterwards = async (page: Page, landed: URL) => {
      const { refresh_token = '' } = await oidc.authorizationCodeGrant(config, landed, {
        pkceCodeVerifier: verifier,
      })
      // Signed in and consented: straight back, without a page.
      await page.goto(address.href)
      expect(new URL(page.url()).searchParams.has('code')).toBe(true)

      const foreign = await page.goto(end.href.replace('bye', 'elsewhere'))
      expect(foreign?.status()).toBe(400)
      await isAccessible(page)
      await page.goto(end.href)
      await isAccessible(page)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(`${bye()}?state=x`)
      await expect(oidc.refreshTokenGrant(config, refresh_token)).rejects.toMatchObject({
        error: 'invalid_grant',
      })
      await page.goto(address.href)
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    }
    await throughThePages(address, { afterwards })
  }, 60_000)
})
