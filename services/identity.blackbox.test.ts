/**
 * The authorization server as its clients see it, by stock clients that know nothing of us: `openid-client` and
 * `oauth4webapi` discover it and go through every grant; Chromium goes through the pages. In both compositions.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import AxeBuilder from 'axe-core'
import { exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as oidc from 'openid-client'
import type { Browser, Page } from 'playwright-core'
import { serviceSecret } from '#lib/secrets'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { type Stack, shapes, startStack, TEST_SECRET } from '#lib/test/stack'
import { audienceOf } from '#lib/token/caller'
import { PASSWORD, registeredPerson, type TestClient, testClient } from './test-person.ts'

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
    const people = {
      redirect_uris: [redirect_uri],
      end_session_uris: [`http://127.0.0.1:${landing.port}/bye`],
    }
    shop = await testClient(stack, {
      id: 'shop',
      name: 'Corner <b>Shop</b>',
      ...people,
      scopes: ['users:read', 'users:write', 'search:read'],
    })
    app = await testClient(stack, { id: 'phone-app', kind: 'public', ...people, scopes: ['users:read'] })
    email = (await registeredPerson(stack)).email
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await landing?.stop(true)
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

  const discovered = (id: string, authentication?: oidc.ClientAuth | string) =>
    oidc.discovery(
      issuer,
      id,
      typeof authentication === 'string' ? authentication : undefined,
      typeof authentication === 'string' ? undefined : authentication,
      { algorithm: 'oauth2', execute: [oidc.allowInsecureRequests] },
    )

  /** Nothing that a person with a disability could not use, in both colour schemes. */
  async function isAccessible(page: Page): Promise<void> {
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

  /** As a person: the address, a wrong password, the right one, consent. Returns where the browser landed. */
  async function throughThePages(address: URL, options: { keyboard?: boolean } = {}): Promise<URL> {
    const context = await browser.newContext({
      javaScriptEnabled: true,
      viewport: { width: 390, height: 800 },
    })
    const page = await context.newPage()
    try {
      await page.goto(address.href)
      await isAccessible(page)
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password').fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').textContent()).toContain('is wrong')
      expect(await page.getByLabel('Email address').inputValue()).toBe(email)
      if (options.keyboard === true) {
        // The cursor waits in the field for the password.
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press('Enter')
      } else {
        await page.getByLabel('Password').fill(PASSWORD)
        await page.getByRole('button', { name: 'Sign in' }).click()
      }
      await page.getByRole('heading', { name: 'Allow access?' }).waitFor()
      await isAccessible(page)
      expect(await page.locator('body').textContent()).toContain(email)
      if (options.keyboard === true) {
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
      } else await page.getByRole('button', { name: 'Allow' }).click()
      await page.waitForURL((url) => url.port === String(landing.port))
      return new URL(page.url())
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
    const landed = await throughThePages(address)
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
    const robot = await testClient(stack, {
      id: 'robot',
      redirect_uris: [],
      scopes: ['search:read'],
      jwks: { keys: [jwk] },
    })
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
    const config = await discovered(shop.id, shop.secret)
    const verifier = oidc.randomPKCECodeVerifier()
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'users:write',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    // Another scope than before, so that there is something to consent to.
    const other = await testClient(stack, {
      id: `other-${shape}`,
      redirect_uris: [redirect_uri],
      scopes: ['users:write'],
    })
    const other_config = await discovered(other.id, other.secret)
    address.searchParams.set('client_id', other.id)
    const landed = await throughThePages(address)
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

  test('the end of a session: asked, done, and back where the client said', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    try {
      const address = new URL(
        `/oauth/end_session?client_id=${shop.id}&post_logout_redirect_uri=http://127.0.0.1:${landing.port}/bye&state=x`,
        issuer,
      )
      await page.goto(address.href)
      await isAccessible(page)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(`http://127.0.0.1:${landing.port}/bye?state=x`)
      const foreign = await page.goto(address.href.replace('/bye', '/elsewhere'))
      expect(foreign?.status()).toBe(400)
      await isAccessible(page)
    } finally {
      await context.close()
    }
  }, 30_000)
})
