/** What a page weighs as it goes over the wire, and whom it asks for more. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { type Stack, startStack, TEST_TODAY } from '#lib/test/stack'
import { registeredPerson } from '../test-person.ts'
import { bankUrl, siteUrl } from './testing/addresses.ts'
import { holdRoom, type Visitor, visitor } from './testing/visitor.ts'

/** Compressed, in KB of 1,024 bytes. */
const budgets = { html: 50, css: 20, js: 30 }

let stack: Stack
let guest: Visitor
let pages: readonly string[]

beforeAll(async () => {
  stack = await startStack({ shape: 'monolith' })
  guest = visitor(stack)
  const { email } = await registeredPerson(stack)
  await guest.signIn(email)
  const stay = `check_in=${addDays(TEST_TODAY, 14)}&check_out=${addDays(TEST_TODAY, 16)}&adults=2`
  const results = `/search?destination_id=geo_2988507&${stay}`
  const { hotel, book, trip } = await holdRoom(guest, results)
  pages = [
    ...['/', results, hotel, '/search?q=ba', '/search?q=nowhere', '/lab', '/nothing-here'],
    ...['sign-up', 'verify', 'forgot', 'reset', 'signed-out'].map((name) => `/account/${name}`),
    ...['/account', book, '/trips', trip, `${trip}/pay`, `${trip}/change`, `${trip}/cancel`, '/desk'],
  ]
}, 60_000)
afterAll(async () => {
  expect(await stack?.stop()).toBe(0)
}, 30_000)

const kilobytes = (bytes: string | Uint8Array<ArrayBuffer>) => Bun.gzipSync(bytes).length / 1_024

test('every page keeps its budgets', async () => {
  const files = new Set<string>()
  for (const path of pages) {
    const { html, status } = await guest.get(path)
    expect({ path, broken: status >= 500, kind: /<title>/.test(html) }).toEqual({
      path,
      broken: false,
      kind: true,
    })
    const size = kilobytes(html)
    expect({ path, over: size > budgets.html ? size : 0 }).toEqual({ path, over: 0 })
    const own = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(css|js))"/g)]
    expect({ path, assets: own.map(([, , type]) => type).sort() }).toEqual({ path, assets: ['css', 'js'] })
    for (const [, file = ''] of own) files.add(file)
  }
  // The same two for every page: a browser that has seen one has them for all.
  expect(files.size).toBe(2)
  for (const file of files) {
    const answer = await fetch(siteUrl(stack) + file, {
      headers: { 'accept-encoding': 'gzip' },
      decompress: false,
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const size = (await answer.arrayBuffer()).byteLength / 1_024
    expect({ file, over: size > (file.endsWith('.css') ? budgets.css : budgets.js) ? size : 0 }).toEqual({
      file,
      over: 0,
    })
  }
}, 20_000)

test('nothing of a page is another origin’s but the bank’s form', async () => {
  for (const path of pages) {
    const { html, headers } = await guest.get(path)
    const loaded = [...html.matchAll(/<(?:img|script|iframe|link|source)[^>]*\s(?:src|href)="([^"]+)"/g)]
    const strangers = loaded
      .map(([tag, address = '']) => ({ tag, origin: new URL(address, siteUrl(stack)).origin }))
      .filter(({ tag, origin }) => origin !== siteUrl(stack) && !/rel="(canonical|alternate)"/.test(tag))
    const paying = path.endsWith('/pay')
    expect({ path, strangers: strangers.map(({ origin }) => origin) }).toEqual({
      path,
      strangers: paying ? [bankUrl(stack)] : [],
    })
    // And the browser is told so.
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect({ path, frames: /frame-src ([^;]+)/.exec(policy)?.[1] }).toEqual({
      path,
      frames: paying ? bankUrl(stack) : undefined,
    })
  }
}, 20_000)
