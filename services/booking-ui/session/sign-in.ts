/** Signing in and out by `auth`: authorization code with PKCE (RFC 7636), state, and the issuer's name (RFC 9207). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Static, Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { open, seal } from '#lib/keys/seal'
import type { Cookies } from '#lib/web/cookies'
import { ownPath } from './address.ts'

/** What a sign-in must bring back; in a sealed cookie until then. */
const Begun = t.Object({ state: t.String(), code_verifier: t.String(), to: t.String(), until_ms: t.Number() })
type Begun = Static<typeof Begun>

/** And the beginning of a state: two tabs that sign in at once have a cookie each. */
const COOKIE = 'signing-in-'
const LIFE_S = 600
/** Tabs of one browser; the oldest is given up. All of them go with every request. */
const MAX_BEGUN = 4

interface SignInOptions {
  issuer: string
  site_url: string
  redirect_path: string
  end_path: string
  client_id: string
  scopes: readonly string[]
  key: Buffer
  cookies: Cookies
  now_ms?: () => number
}

export type SignIns = ReturnType<typeof signIns>

/** What came back: a code to redeem, the person's no, or nothing that we asked for. */
export type Returned =
  | { kind: 'code'; code: string; code_verifier: string; redirect_uri: string; to: string }
  | { kind: 'refused'; to: string }
  | { kind: 'stray' }

export function signIns(options: SignInOptions) {
  const { issuer, site_url, redirect_path, end_path, client_id, scopes, key, cookies } = options
  const { now_ms = Date.now } = options
  const redirect_uri = site_url + redirect_path

  const cookieOf = (state: string) =>
    COOKIE + createHash('sha256').update(state).digest('base64url').slice(0, 16)
  const begun = (request: Request, cookie: string): Begun | undefined => {
    const value = cookies.read(request, cookie)
    if (value === undefined) return undefined
    try {
      const kept: unknown = JSON.parse(open(key, Buffer.from(value, 'base64url'), COOKIE))
      return Value.Check(Begun, kept) && kept.until_ms > now_ms() ? kept : undefined
    } catch {
      return undefined
    }
  }
  /** `Set-Cookie`s that take away what is over, and the oldest of too many. */
  const givenUp = (request: Request): string[] => {
    const all = cookies
      .names(request, COOKIE)
      .map((cookie) => ({ cookie, until_ms: begun(request, cookie)?.until_ms ?? 0 }))
      .sort((a, b) => b.until_ms - a.until_ms)
    return all
      .filter(({ until_ms }, i) => until_ms === 0 || i >= MAX_BEGUN - 1)
      .map(({ cookie }) => cookies.write(cookie, '', { max_age_s: 0 }))
  }

  return {
    /** To `auth`, and from there back to `to`, a path of the site; its pages are in `language` when it has that. */
    begin: (request: Request, to: string | undefined, language: string): Response => {
      const state = randomBytes(24).toString('base64url')
      const code_verifier = randomBytes(32).toString('base64url')
      const kept = {
        state,
        code_verifier,
        to: ownPath(site_url, to, '/'),
        until_ms: now_ms() + LIFE_S * 1_000,
      }
      const location = new URL(`${issuer}/oauth/authorize`)
      for (const [name, value] of Object.entries({
        client_id,
        response_type: 'code',
        redirect_uri,
        scope: scopes.join(' '),
        state,
        code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ui_locales: language,
      }))
        location.searchParams.set(name, value)
      const value = seal(key, JSON.stringify(kept), COOKIE).toString('base64url')
      const set_cookie = cookies.write(cookieOf(state), value, { max_age_s: LIFE_S })
      return away(location.href, ...givenUp(request), set_cookie)
    },
    returned: (request: Request): Returned => {
      const params = new URL(request.url).searchParams
      const state = params.get('state') ?? ''
      const kept = begun(request, cookieOf(state))
      if (kept === undefined || !same(kept.state, state) || params.get('iss') !== issuer)
        return { kind: 'stray' }
      const { to, code_verifier } = kept
      const code = params.get('code')
      return code === null ? { kind: 'refused', to } : { kind: 'code', code, code_verifier, redirect_uri, to }
    },
    /** `Set-Cookie` after the end of the sign-in that came back with this request. */
    done: (request: Request): string =>
      cookies.write(cookieOf(new URL(request.url).searchParams.get('state') ?? ''), '', { max_age_s: 0 }),
    /** The page of `auth` that ends its own session, and with it every token that came of it. */
    endUrl: (state: string, language: string): string => {
      const location = new URL(`${issuer}/oauth/end_session`)
      for (const [name, value] of Object.entries({
        client_id,
        post_logout_redirect_uri: site_url + end_path,
        state,
        ui_locales: language,
      }))
        location.searchParams.set(name, value)
      return location.href
    },
  }
}

export const away = (location: string, ...set_cookies: string[]): Response => {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const one of set_cookies) headers.append('set-cookie', one)
  return new Response(null, { status: 303, headers })
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}
