/**
 * Every page in each of its states: what it weighs over the wire, whom it asks for more, whether anybody can use it, in
 * every language, on a desk and on a phone, in light and dark, and mirrored.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { hasChromium, launchChromium } from '#lib/test/chromium'
import { type Stack, startStack } from '#lib/test/stack'
import { bankUrl, siteUrl } from './testing/addresses.ts'
import { barriers } from './testing/browser.ts'
import { desktop, excessWidth, phone, show } from './testing/show.ts'
import { hostile, type State, type Tour, tour } from './testing/tour.ts'

/** Over the wire, in KB of 1,024 bytes; script of a page together. */
const budgets = { html: 50, css: 20, js: 30 }
const languages = ['en', 'de', 'zh'] as const

let stack: Stack
let all: Tour
const states = new Map<string, State[]>()

beforeAll(async () => {
  stack = await startStack({ shape: 'monolith' })
  all = await tour(stack)
  for (const language of languages) states.set(language, await all.states(language))
}, 60_000)
afterAll(async () => {
  await all?.close()
  expect(await stack?.stop()).toBe(0)
}, 30_000)

const of = (language: string): State[] => states.get(language) ?? []
const sizes = new Map<string, number>()
async function sizeOf(file: string): Promise<number> {
  const known = sizes.get(file)
  if (known !== undefined) return known
  const answer = await fetch(siteUrl(stack) + file, {
    headers: { 'accept-encoding': 'gzip' },
    decompress: false,
  })
  expect([file, answer.status]).toEqual([file, 200])
  const size = (await answer.arrayBuffer()).byteLength / 1_024
  sizes.set(file, size)
  return size
}

test('each state is the one that it is called after', () => {
  const seen = Object.fromEntries(
    of('en').flatMap(({ name, visited: { status } }) => (status === 200 ? [] : [[name, status]])),
  )
  expect(seen).toEqual({
    'results of another search': 422,
    nowhere: 404,
    'form errors': 422,
    'hotel of a refused stay': 422,
    'no such hotel': 404,
    'no such page': 404,
    'search is away': 503,
    'something is broken': 500,
    'sign up refused': 422,
    'sign up too often': 429,
    'verify refused': 422,
    'sign in is away': 503,
    'stray sign-in': 400,
    'sign out here': 503,
    'stray form': 403,
    'signed out meanwhile': 401,
    'account refused': 422,
    'account is away': 503,
    'account could not be saved': 503,
    'password could not be changed': 503,
    'checkout refused': 422,
    'price changed': 409,
    'stay not possible': 422,
    'room gone': 409,
    'price used': 409,
    'trips are away': 503,
    'no such trip': 404,
    'change impossible': 409,
    'change refused': 422,
    'cancel for less': 409,
    'desk refused': 422,
    'desk rate refused': 422,
  })
})

test('each is in the language of the visitor', () => {
  for (const language of languages)
    for (const { name, visited } of of(language)) {
      // Reports of the laboratory are in English, within a page that says so.
      if (name === 'laboratory report') expect(visited.html).toContain(`<header lang="${language}">`)
      else expect([name, /<html lang="(\w+)"/.exec(visited.html)?.[1]]).toEqual([name, language])
    }
})

test('each keeps its budgets', async () => {
  for (const { name, visited } of of('en')) {
    const html = visited.wire_bytes / 1_024
    expect({ name, html: html > budgets.html ? html : 0 }).toEqual({ name, html: 0 })
    const files = [...visited.html.matchAll(/(?:href|src)="(\/[^"]+\.(css|js))"/g)]
    const weigh = async (type: string) => {
      const own = files.filter(([, , one]) => one === type).map(([, file = '']) => sizeOf(file))
      return (await Promise.all(own)).reduce((sum, one) => sum + one, 0)
    }
    const [css, js] = [await weigh('css'), await weigh('js')]
    expect({ name, css: css > budgets.css ? css : 0, js: js > budgets.js ? js : 0 }).toEqual({
      ...{ name, css: 0, js: 0 },
    })
  }
  // One style and one script for all of ours, and one script more where there are results; and those of sign-in.
  expect([...sizes.keys()].map((file) => file.replace(/-[0-9a-f]{10}/, '')).sort()).toEqual([
    '/assets/results-en.js',
    '/assets/site.css',
    '/assets/site.js',
    '/oauth/style.css',
  ])
})

test('what everybody may see is compressed; what is somebody’s own, or was typed, is not', () => {
  for (const { name, visited } of of('en')) {
    const is_compressed = visited.headers.get('content-encoding') === 'gzip'
    const is_public =
      /^(home|results|choice|hotel|laboratory|verify$|forgot|reset|no such (page|hotel)|search is)/
    const is_own = /account|checkout|trip|pay|change|cancel|desk|price|room gone|refused|stray form|meanwhile/
    if (is_public.test(name)) expect([name, is_compressed]).toEqual([name, true])
    else if (is_own.test(name)) expect([name, is_compressed]).toEqual([name, false])
  }
})

test('nothing of a page is another origin’s but the bank’s form, and the browser is told so', () => {
  for (const { name, visited } of of('en')) {
    const { html, headers, url } = visited
    const loaded = [...html.matchAll(/<(?:img|script|iframe|link|source)[^>]*\s(?:src|href)="([^"]+)"/g)]
    const strangers = loaded
      .map(([, address = '']) => new URL(address, url).origin)
      .filter((origin) => origin !== new URL(url).origin)
    const paying = name.startsWith('pay')
    expect({ name, strangers }).toEqual({ name, strangers: paying ? [bankUrl(stack)] : [] })
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    for (const part of ['form-action', "base-uri 'none'", "frame-ancestors 'none'"])
      expect([name, policy]).toEqual([name, expect.stringContaining(part)])
    expect({ name, frames: /frame-src ([^;]+)/.exec(policy)?.[1] }).toEqual({
      ...{ name, frames: paying ? bankUrl(stack) : undefined },
    })
    expect([name, headers.get('x-content-type-options')]).toEqual([name, 'nosniff'])
  }
})

test('hostile names and wishes are text wherever they are shown', () => {
  const shown: string[] = []
  for (const { name, visited } of of('en')) {
    expect([name, /<script>alert|<img src=x|\sonmouseover=/.test(visited.html)]).toEqual([name, false])
    if (visited.html.includes('&lt;script&gt;alert(8)&lt;/script&gt;&quot;&#39;&amp;{{7*7}}'))
      shown.push(name)
  }
  expect(hostile.name).toStartWith('<script>')
  for (const name of ['trip hostile', 'desk', 'desk of a month', 'desk without search', 'desk refused'])
    expect(shown).toContain(name)
})

describe.skipIf(!hasChromium)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  }, 30_000)
  afterAll(() => browser?.close())

  const small = { viewport: phone, hasTouch: true, isMobile: true } as const
  const looks: readonly [string, string, BrowserContextOptions & { locale: string }, boolean][] = [
    ['on a desk, light', 'en', { viewport: desktop, colorScheme: 'light', locale: 'en-GB' }, true],
    ['on a phone, dark, in German', 'de', { ...small, colorScheme: 'dark', locale: 'de-DE' }, true],
    ['on a phone, light, in Chinese', 'zh', { ...small, colorScheme: 'light', locale: 'zh-CN' }, false],
  ]

  /** Wider than its window, as it is and mirrored. */
  const tooWide = async (page: Page) => {
    const excess = await excessWidth(page)
    await page.evaluate("document.documentElement.dir = 'rtl'")
    const mirrored = await excessWidth(page)
    return [
      ...(excess > 0 ? [`${excess} px too wide`] : []),
      ...(mirrored > 0 ? [`${mirrored} px too wide from right to left`] : []),
    ]
  }

  test.each(looks)(
    'no page has a serious barrier or is wider than its window: %s',
    async (_, language, options, is_examined) => {
      // Without its policy, which would keep the examination out.
      const context = await browser.newContext({ ...options, bypassCSP: true })
      try {
        const page = await context.newPage()
        const found: Record<string, string[]> = {}
        for (const state of of(language)) {
          await show(page, state)
          const wrong = [...(is_examined ? await barriers(page) : []), ...(await tooWide(page))]
          if (wrong.length > 0) found[state.name] = wrong
        }
        expect(found).toEqual({})
      } finally {
        await context.close()
      }
    },
    120_000,
  )
})
