/** A person's way through `auth` for tests, in steps that one can leave out or take differently. */
import { createHash } from 'node:crypto'
import { typeid } from 'typeid-js'
import { tokenSource } from '#lib/token/source'
import { accountsClient } from './client.ts'
import { basic, testAuth, Visitor } from './testing.ts'

export const PASSWORD = 'seven lamps of architecture'
export const REDIRECT = 'https://app.example/callback?x=1'
export const APP_REDIRECT = 'com.example.app:/cb'
export const END_SESSION = 'https://app.example/bye'
export const VERIFIER = 'v'.repeat(43)

export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')

/** Parameters to change; undefined leaves one out. */
export type Changes = Readonly<Record<string, string | undefined>>

export interface Tokens {
  access_token: string
  refresh_token: string
  scope: string
  expires_in: number
}

/** The parameters of the public client instead of the confidential one's. */
export const by_app = { client_id: 'app', redirect_uri: APP_REDIRECT, scope: 'users:read' } as const

/** What the `shop` asks of a person. */
export function authorizePath(changes: Changes = {}): string {
  const params = {
    response_type: 'code',
    client_id: 'shop',
    redirect_uri: REDIRECT,
    scope: 'users:read users:write',
    state: 'st&ate',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...changes,
  }
  return `/oauth/authorize?${new URLSearchParams(given(params))}`
}

export const errorOf = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  ((await response.json()) as { error?: unknown }).error,
]

export async function tokensOf(response: Response): Promise<Tokens> {
  if (response.status !== 200) throw new Error(`no tokens: ${response.status} ${await response.text()}`)
  return (await response.json()) as Tokens
}

/** Where a redirect leads; undefined when it is none. */
export function leadsTo(response: Response): URL | undefined {
  const location = response.headers.get('location')
  return location === null ? undefined : new URL(location, 'http://auth.test')
}

export type TestFlow = Awaited<ReturnType<typeof testFlow>>

/** An `auth` with `shop`, which has a secret, and `app`, which can keep none. */
export async function testFlow() {
  const auth = await testAuth()
  const secret = await auth.client({
    id: 'shop',
    redirect_uris: [REDIRECT],
    end_session_uris: [END_SESSION],
    scopes: ['users:read', 'users:write', 'search:read'],
  })
  await auth.client({ id: 'app', kind: 'public', redirect_uris: [APP_REDIRECT], scopes: ['users:read'] })
  const shop = basic('shop', secret ?? '')
  const users = tokenSource({
    transport: auth.transport,
    client_id: 'users',
    client_secret: auth.secretOf('users'),
    now_ms: auth.now_ms,
  })
  const accounts = accountsClient(auth.transport, { token: () => users.tokenFor('auth') })

  const person = async () => {
    const subject = String(typeid('usr'))
    const login = `${subject}@example.com`
    await accounts.create(subject, { password: PASSWORD })
    await accounts.setLogin(subject, login)
    return { subject, login }
  }
  /** As far as the answer to the sign-in form. */
  const signIn = async (visitor: Visitor, login: string, changes: Changes = {}, password = PASSWORD) => {
    const page = await visitor.get(authorizePath(changes))
    return visitor.post('/oauth/sign-in', { ...Visitor.hidden(await page.text()), login, password })
  }
  /** As far as the client's redirect URI. */
  const back = async (login: string, changes: Changes = {}, visitor = new Visitor(auth)): Promise<URL> => {
    await signIn(visitor, login, changes)
    let answer = await visitor.get(authorizePath(changes))
    if (answer.status === 200) {
      const form = Visitor.hidden(await answer.text())
      answer = await visitor.post('/oauth/consent', { ...form, decision: 'allow' })
    }
    const to = leadsTo(answer)
    if (to === undefined) throw new Error(`not back at the client: ${answer.status}`)
    return to
  }
  const code = async (login: string, changes: Changes = {}) =>
    (await back(login, changes)).searchParams.get('code') ?? ''
  /** At the token endpoint, as the `shop` unless there is a `client_id`. */
  const ask = (form: Changes) =>
    auth.form('/oauth/token', given(form), form.client_id === undefined ? shop : {})
  const redeem = (value: string, changes: Changes = {}) =>
    ask({
      grant_type: 'authorization_code',
      code: value,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      ...changes,
    })
  const refresh = (refresh_token: string, changes: Changes = {}) =>
    ask({ grant_type: 'refresh_token', refresh_token, ...changes })

  return {
    auth,
    secret: secret ?? '',
    shop,
    /** As `users`. */
    accounts,
    ownToken: (service: string) => users.tokenFor(service),
    person,
    signIn,
    back,
    code,
    ask,
    redeem,
    refresh,
    tokens: async (login: string) => tokensOf(await redeem(await code(login))),
    close: auth.close,
  }
}

const given = (params: Changes): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined))
