/** Forms that only our own pages can send. */
import { describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { forms } from './form-token.ts'

const own = forms({ public_url: 'https://site.example', key: randomBytes(32), cookie: 'form' })
const asked = (headers: Record<string, string> = {}) => new Request('https://site.example/', { headers })
/** The same browser again, with the cookie that it was given. */
const after = (set_cookie: string | undefined, headers: Record<string, string> = {}) =>
  asked({ cookie: set_cookie?.split(';')[0] ?? '', ...headers })

test('all forms of the first page that a browser sees can be sent, each for its own purpose', () => {
  const request = asked()
  const [one, other] = ['one', 'other'].map((purpose) => own.token(request, purpose))
  const again = after(one?.set_cookie)
  expect(other?.set_cookie).toBe(one?.set_cookie)
  expect(own.isOwn(again, one?.token ?? '', 'one')).toBe(true)
  expect(own.isOwn(again, other?.token ?? '', 'other')).toBe(true)
  expect(own.isOwn(again, one?.token ?? '', 'other')).toBe(false)
  expect(own.token(again, 'one').set_cookie).toBeUndefined()
})

test('a token looks different each time, and each is good', () => {
  const { set_cookie } = own.token(asked(), 'one')
  const again = after(set_cookie)
  const tokens = Array.from({ length: 20 }, () => own.token(again, 'one').token)
  expect(new Set(tokens).size).toBe(tokens.length)
  for (const token of tokens) expect(own.isBound(again, token, 'one')).toBe(true)
})

describe('a form is refused', () => {
  const { token, set_cookie } = own.token(asked(), 'one')
  test.each([
    ['without its token', '', {}],
    ['with a token that is too short', token.slice(0, 43), {}],
    ['with another token', randomBytes(64).toString('base64url'), {}],
    ['from another origin', token, { origin: 'https://elsewhere.example' }],
    ['from another site', token, { 'sec-fetch-site': 'cross-site' }],
  ] as const)('%s', (_, sent, headers) => {
    expect(own.isOwn(after(set_cookie, headers), sent, 'one')).toBe(false)
  })
  test('by another browser', () => {
    expect(own.isOwn(after(own.token(asked(), 'one').set_cookie), token, 'one')).toBe(false)
    expect(own.isOwn(asked(), token, 'one')).toBe(false)
  })
})
