/** Sign-ins that are under way: each tab's its own, a few at once, each for ten minutes and once. */
import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { cookiesOf } from '#lib/web/cookies'
import { signIns } from './sign-in.ts'

const site_url = 'https://site.example'
const issuer = 'https://sign-in.example'
const cookies = cookiesOf(site_url)

/** A browser that signs in, with a clock of its own. */
function browser() {
  let now_ms = 1_000_000
  const jar = new Map<string, string>()
  const own = signIns({
    ...{ issuer, site_url, cookies, client_id: 'site', scopes: ['openid'], key: randomBytes(32) },
    ...{ redirect_path: '/account/signed-in', end_path: '/account/signed-out', now_ms: () => now_ms },
  })
  const keep = (lines: readonly string[]) => {
    for (const line of lines) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      if (line.includes('Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
  }
  const request = (path: string) =>
    new Request(site_url + path, {
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
  return {
    jar,
    later: (ms: number) => {
      now_ms += ms
    },
    /** Its state, as `auth` brings it back. */
    begin: (to: string) => {
      const answer = own.begin(request('/account/sign-in'), to, 'de')
      keep(answer.headers.getSetCookie())
      const location = new URL(answer.headers.get('location') ?? '')
      expect([location.origin, location.searchParams.get('ui_locales')]).toEqual([issuer, 'de'])
      return location.searchParams.get('state') ?? ''
    },
    returned: (state: string, more = `&code=c&iss=${encodeURIComponent(issuer)}`) =>
      own.returned(request(`/account/signed-in?state=${state}${more}`)),
    done: (state: string) => keep([own.done(request(`/account/signed-in?state=${state}`))]),
  }
}

test('two tabs at once get each to where it was going', () => {
  const one = browser()
  const [first, second] = [one.begin('/trips'), one.begin('/desk')]
  expect(one.returned(second)).toMatchObject({ kind: 'code', code: 'c', to: '/desk' })
  one.done(second)
  expect(one.returned(first)).toMatchObject({ kind: 'code', to: '/trips' })
  one.done(first)
  expect(one.jar.size).toBe(0)
  expect(one.returned(first)).toEqual({ kind: 'stray' })
})

test('of many tabs the oldest are given up, and what is over is taken away', () => {
  const one = browser()
  const states = Array.from({ length: 7 }, (_, i) => {
    one.later(1)
    return one.begin(`/${i}`)
  })
  expect(one.jar.size).toBe(4)
  expect(states.map((state) => one.returned(state).kind === 'code')).toEqual([
    ...Array.from({ length: 3 }, () => false),
    ...Array.from({ length: 4 }, () => true),
  ])
  one.later(10 * 60_000)
  expect(one.returned(states.at(-1) ?? '').kind).toBe('stray')
  one.begin('/again')
  expect(one.jar.size).toBe(1)
})

test('nothing is believed but what this browser has begun, at our issuer', () => {
  const [one, other] = [browser(), browser()]
  const state = one.begin('//elsewhere.example/x')
  expect(one.returned(state)).toMatchObject({ kind: 'code', to: '/' })
  expect(other.returned(state)).toEqual({ kind: 'stray' })
  expect(one.returned(`${state}x`)).toEqual({ kind: 'stray' })
  expect(one.returned(state, '&code=c&iss=https://elsewhere.example')).toEqual({ kind: 'stray' })
  expect(one.returned(state, '&code=c')).toEqual({ kind: 'stray' })
  expect(one.returned(state, `&error=access_denied&iss=${encodeURIComponent(issuer)}`)).toEqual({
    kind: 'refused',
    to: '/',
  })
  for (const name of one.jar.keys()) one.jar.set(name, randomBytes(40).toString('base64url'))
  expect(one.returned(state)).toEqual({ kind: 'stray' })
})
