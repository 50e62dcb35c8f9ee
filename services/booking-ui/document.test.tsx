/** What a browser is told about a page, and which pages are compressed. */
import { describe, expect, test } from 'bun:test'
import { acceptsGzip } from './compress.ts'
import { documents } from './document.ts'
import type { Page, Site } from './pages/page.ts'
import { en } from './text/en.ts'
import { words } from './words.ts'

const clock = () => new Date('2026-11-23T12:00:00Z')
const site = (signed_in: boolean): Site => ({
  words: words(en, clock),
  language: 'en',
  clock,
  assets: { url: (name) => `/assets/${name}`, response: () => undefined },
  signed_in,
  formToken: () => 'token',
})
const page: Page = { title: 'A page', name: 'page', content: <p>{'so much '.repeat(300)}</p> }
const asked = (accept_encoding: string) =>
  new Request('https://site.example/', { headers: { 'accept-encoding': accept_encoding } })

async function sent(site_url: string, { signed_in = false, is_personal = false } = {}) {
  const { render, sealed } = documents({ site_url, issuer: 'https://sign-in.example' })
  const sending = { request: asked('br, gzip'), is_personal, retry: { href: '/' } }
  const response = sealed(await render(site(signed_in), page, sending))
  return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

test('with TLS a browser never comes without it again; without, nothing is said of it', async () => {
  const { headers } = await sent('https://site.example')
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  const plain = await sent('http://localhost:3000')
  expect(plain.headers.get('strict-transport-security')).toBeNull()
})

test('no inline script or style, forms only to us and to where one signs in, no frame around us', async () => {
  const { headers } = await sent('https://site.example')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("form-action 'self' https://sign-in.example")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('pages of everybody are compressed, those of somebody are not, nor kept', async () => {
  const open = await sent('https://site.example')
  expect(open.headers.get('content-encoding')).toBe('gzip')
  expect(new TextDecoder().decode(Bun.gunzipSync(open.bytes))).toContain('so much so much')
  const own = await sent('https://site.example', { signed_in: true, is_personal: true })
  expect(own.headers.get('content-encoding')).toBeNull()
  expect(own.headers.get('cache-control')).toBe('private, no-store')
  expect(new TextDecoder().decode(own.bytes)).toContain('so much so much')
})

describe('gzip is taken', () => {
  test.each([
    ['gzip', true],
    ['br, GZIP;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip; q=0.0, br', false],
    ['br', false],
    ['', false],
  ])('%p: %p', (header, taken) => {
    expect(acceptsGzip(asked(header))).toBe(taken)
  })
})
