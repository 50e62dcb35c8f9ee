/** For tests: a person of a running platform, as one becomes one: registered, confirmed by email, signed in. */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { runningServer } from '#lib/postgres/server'
import type { Stack } from '#lib/test/stack'
import { httpTransport } from '#lib/transport'
import { createClient, type NewClient } from '#service/auth/manage'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { usersClient } from '#service/users/client'
import { databaseOf } from './databases.ts'

export const PASSWORD = 'seven lamps of architecture'
export const REDIRECT = 'http://127.0.0.1:9/callback'

export interface Tokens {
  access_token: string
  refresh_token: string
  scope: string
}

export interface TestClient {
  id: string
  secret: string
}

export const newEmail = () => `${randomBytes(6).toString('hex')}@guests.example`

/** The code of the newest email of that subject to this address. */
export async function codeFrom(stack: Stack, email: string, subject: string): Promise<string> {
  const message = await mailboxClient(stack.url('mailbox')).waitFor({ to: email, subject })
  const code = /vrf_\w{26}\.[\w-]{22}/.exec(message.text ?? '')?.[0]
  if (code === undefined) throw new Error(`no code in the email ${subject}`)
  return code
}

export async function registeredPerson(stack: Stack, email = newEmail()): Promise<{ email: string }> {
  const users = usersClient(httpTransport(stack.url('users')))
  await users.register({ email, password: PASSWORD, name: 'Ann Łukasz 王' })
  await users.verify(await codeFrom(stack, email, 'Confirm your email address'))
  return { email }
}

/** A client of the authorization server, as the admin command makes it. */
export async function testClient(
  stack: Pick<Stack, 'shape' | 'data_dir'>,
  client: Partial<NewClient> & { id: string },
): Promise<TestClient> {
  const server = await runningServer(join(stack.data_dir, 'postgres'))
  if (server === undefined) throw new Error('the stack has no database server')
  const secret = await createClient(server.url(databaseOf('auth', stack.shape)), {
    name: client.id,
    kind: 'confidential',
    redirect_uris: [REDIRECT],
    end_session_uris: [],
    scopes: ['users:read', 'users:write', 'users:account'],
    ...client,
  })
  return { id: client.id, secret: secret ?? '' }
}

/** Signs in as a browser would, without one, and redeems the code. Throws with the page's status where that fails. */
export async function signIn(
  stack: Stack,
  client: TestClient,
  who: { email: string; password?: string },
  scope?: string,
): Promise<Tokens> {
  const grant = await (await testBrowser(stack, client, who, scope)).code()
  const response = await redeem(stack, client, grant)
  if (response.status !== 200) throw new Error(`token: ${response.status}`)
  return (await response.json()) as Tokens
}

export interface TestCode {
  code: string
  verifier: string
}

export interface TestBrowser {
  code(): Promise<TestCode>
  /** Signs out, on the page for it. */
  end(): Promise<void>
  readonly cookies: ReadonlyMap<string, string>
}

/** Somebody signed in who has consented: every further code comes without a page. */
export async function testBrowser(
  stack: Stack,
  client: TestClient,
  who: { email: string; password?: string },
  scope = 'users:read users:write users:account',
): Promise<TestBrowser> {
  const cookies = new Map<string, string>()
  const browse = async (path: string, form?: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, stack.url('auth')), {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie, ...(form === undefined ? {} : form_type) },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = response.headers.get('location') ?? ''
    return { status: response.status, location, html: await response.text() }
  }
  const begin = (verifier: string) => {
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: client.id,
      redirect_uri: REDIRECT,
      scope,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    return browse(`/oauth/authorize?${asked}`)
  }
  const page = await begin('v'.repeat(43))
  const password = who.password ?? PASSWORD
  const login = await browse('/oauth/sign-in', { ...hidden(page.html), login: who.email, password })
  if (login.status !== 303) throw new Error(`sign-in: ${login.status}`)
  const consent = await browse(login.location)
  if (consent.status === 200) await browse('/oauth/consent', { ...hidden(consent.html), decision: 'allow' })
  return {
    code: async () => {
      const verifier = randomBytes(32).toString('base64url')
      const { location, status } = await begin(verifier)
      if (status !== 303) throw new Error(`authorize: ${status}`)
      return { code: new URL(location).searchParams.get('code') ?? '', verifier }
    },
    end: async () => {
      const { html } = await browse('/oauth/end_session')
      const { status } = await browse('/oauth/end_session', hidden(html))
      if (status !== 200) throw new Error(`end of session: ${status}`)
    },
    cookies,
  }
}

/** The token endpoint, as a confidential client asks it. */
export const askToken = (stack: Stack, client: TestClient, form: Record<string, string>): Promise<Response> =>
  fetch(new URL('/oauth/token', stack.url('auth')), {
    method: 'POST',
    headers: {
      ...form_type,
      authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
    },
    body: new URLSearchParams(form).toString(),
  })

export const redeem = (stack: Stack, client: TestClient, { code, verifier }: TestCode): Promise<Response> =>
  askToken(stack, client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  })

const form_type = { 'content-type': 'application/x-www-form-urlencoded' } as const

const hidden = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
    ),
  )
