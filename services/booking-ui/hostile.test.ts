/**
 * Every form field and every query parameter of the site with what nobody should type: no 5xx, nothing unescaped, no
 * header of a stranger's. And what strangers send in somebody's name.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { addDays } from '#lib/dates'
import { type Stack, startStack, TEST_TODAY } from '#lib/test/stack'
import { registeredPerson } from '../test-person.ts'
import { siteUrl } from './testing/addresses.ts'
import { formsOf } from './testing/forms.ts'
import { holdRoom, type Visited, type Visitor, visitor } from './testing/visitor.ts'

const mark = '<script>alert(8)</script>'
const hostile: readonly string[] = [
  mark,
  `"><img src=x onerror=alert(8)>`,
  `' onmouseover='alert(8)`,
  `'; drop table users; --`,
  `' or 1=1 --`,
  '\u0000\u0001\u001b[2J\u007f',
  '\u202e\u2066txt.exe\u2069',
  'a\r\nset-cookie: stolen=1\r\n\r\n<html>',
  '../../../../etc/passwd',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template engine would fall for
  '{{1907*3331}}${1907*3331}<%= 1907*3331 %>',
  '__proto__',
  '-1',
  '1e309',
  'NaN',
  'javascript:alert(8)',
  '//elsewhere.example',
  'é'.repeat(3_000),
  '\ud83d\ude00'.repeat(40),
  '',
]

let stack: Stack
let somebody: Visitor
/** Addresses. */
let book: string
let trip: string
const stay = `check_in=${addDays(TEST_TODAY, 14)}&check_out=${addDays(TEST_TODAY, 16)}&adults=2`

beforeAll(async () => {
  stack = await startStack({ shape: 'monolith' })
  somebody = visitor(stack)
  const { email } = await registeredPerson(stack)
  await somebody.signIn(email)
  const held = await holdRoom(somebody, `/search?destination_id=geo_2988507&${stay}`)
  book = held.book
  trip = held.trip
}, 60_000)
afterAll(async () => {
  expect(await stack?.stop()).toBe(0)
}, 30_000)

/** A page or a file of ours, whatever was asked. */
function harmless({ status, html, headers, url }: Visited, asked: string): void {
  const found = {
    asked,
    broken: status >= 500 ? status : undefined,
    elsewhere: /^http:\/\/(localhost|127\.0\.0\.1):\d+\//.test(url) ? undefined : url,
    script: html.includes(mark) || /<img src=x/.test(html) || /<[^>]* onmouseover='alert/.test(html),
    stolen: headers.getSetCookie().some((cookie) => cookie.startsWith('stolen')),
    link: /(href|src|action)="(javascript:|\/\/elsewhere)/.test(html),
    computed: html.includes(String(1907 * 3331)),
  }
  expect(found).toEqual({
    asked,
    broken: undefined,
    elsewhere: undefined,
    script: false,
    stolen: false,
    link: false,
    computed: false,
  })
}

test('every field of every form', async () => {
  const pages = [
    '/account/sign-up',
    '/account/verify',
    '/account/forgot',
    '/account/reset',
    '/account',
    `${trip}/cancel`,
  ]
  let sent = 0
  const tryForms = async (page: Visited) => {
    for (const { action, method, values } of formsOf(page.html)) {
      if (method !== 'post') continue
      // Of a form that does something to us only what it carries: the rest of the test needs the account and the trip.
      const names = Object.keys(values)
      for (const name of names) {
        for (const text of hostile) {
          const filled = Object.fromEntries(names.map((one) => [one, values[one] || 'x']))
          if (action.endsWith('/cancel') && text === values[name]) continue
          harmless(
            await somebody.post(action, { ...filled, [name]: text }),
            `${action} ${name}=${text.slice(0, 40)}`,
          )
          sent++
        }
      }
    }
  }
  for (const path of pages) await tryForms(await somebody.get(path))
  await tryForms(await somebody.get(book))
  expect(sent).toBeGreaterThan(300)
}, 120_000)

test('every query parameter of every page', async () => {
  const pages: readonly (readonly [path: string, params: readonly string[]])[] = [
    [
      '/search',
      [
        'q',
        'destination_id',
        'check_in',
        'check_out',
        'adults',
        'children',
        'rooms',
        'min_price',
        'max_price',
        'stars',
        'amenities',
        'sort',
        'cursor',
      ],
    ],
    ['/suggest', ['q', 'limit']],
    [
      '/book',
      [
        'hotel_id',
        'room_type_id',
        'check_in',
        'check_out',
        'adults',
        'children',
        'rooms',
        'price',
        'currency',
      ],
    ],
    // Where the rest of the address is good, what is bad gets further.
    [`/search?destination_id=geo_2988507&${stay}`, ['month', 'cursor', 'stars', 'min_price']],
    [book, ['price', 'currency']],
    ['/language', ['language', 'to']],
    ['/account/sign-in', ['to']],
    ['/account/callback', ['code', 'state', 'iss', 'error']],
    ['/account/signed-out', ['state']],
    ['/account/verify', ['code']],
    ['/account/reset', ['code']],
    ['/account', ['done']],
    ['/trips', ['cursor']],
    [`${trip}`, ['done', 'authorization_id']],
    [`${trip}/pay`, ['declined']],
    [`${trip}/card`, ['state', 'card_token', 'brand']],
    [`${trip}/change`, ['check_in', 'check_out', 'adults', 'room_type_id']],
  ]
  for (const [path, params] of pages)
    for (const name of params)
      for (const text of hostile) {
        const address = `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ [name]: text })}`
        harmless(await somebody.get(address), address.slice(0, 80))
      }
  const bytes = ['%ff%fe', '%', '%00', '%c0%ae', '%F0%9F', '+%2e%2e']
  for (const [path, [name = 'q']] of pages)
    for (const text of bytes)
      harmless(
        await somebody.get(`${path}${path.includes('?') ? '&' : '?'}${name}=${text}`),
        `${path} ${name}=${text}`,
      )
}, 120_000)

test('every part of a path', async () => {
  const paths = ['/hotels/', '/trips/', '/lab/', '/art/', '/assets/', '/share/', '/account/', '/']
  for (const path of paths)
    for (const text of hostile)
      harmless(await somebody.get(path + encodeURIComponent(text)), path + text.slice(0, 40))
}, 60_000)

test('a form from another page, another browser, or for another purpose does nothing', async () => {
  const page = await somebody.get('/account')
  const forms = formsOf(page.html)
  const profile = forms.find(({ action }) => action === '/account/profile')?.values ?? {}
  const close = forms.find(({ action }) => action === '/account/close')?.values ?? {}
  expect((await somebody.post('/account/profile', { ...profile, form_token: '' })).status).toBe(403)
  expect(
    (await somebody.post('/account/profile', { ...profile, form_token: close.form_token ?? '' })).status,
  ).toBe(403)
  const stranger = visitor(stack)
  await stranger.get('/account/sign-up')
  expect((await stranger.post('/account/sign-up', { ...profile })).status).toBe(403)
  // The browser says that it comes from elsewhere, whatever else is right.
  const origin = siteUrl(stack)
  for (const headers of [
    { origin: 'https://elsewhere.example' },
    { origin, 'sec-fetch-site': 'cross-site' },
  ]) {
    const led = visitor(stack, headers)
    const { html } = await led.get('/account/sign-up')
    const [form] = formsOf(html)
    expect((await led.post('/account/sign-up', form?.values ?? {})).status).toBe(403)
  }
  expect((await somebody.send('/account/profile', '{"name":"x"}', 'application/json')).status).toBe(400)
  expect((await somebody.send('/account/profile', `name=${'x'.repeat(70_000)}`)).status).toBe(413)
})

test('a card that somebody else chose pays nothing here', async () => {
  const led = await somebody.get(`${trip}/card?card_token=tok_00000000000000000000000000&state=guessed`)
  expect(new URL(led.url).pathname).toBe(`${trip}/pay`)
  expect(new URL(led.url).search).toBe('')
})

test("somebody else's trip is nobody's, and a session of another key is none", async () => {
  const other = visitor(stack)
  const { email } = await registeredPerson(stack)
  await other.signIn(email)
  for (const path of ['', '/pay', '/cancel', '/change', '/receipt.pdf', '/stay.ics'])
    expect([path, (await other.get(`${trip}${path}`)).status]).toEqual([path, 404])
  const forged = visitor(stack, { cookie: `vacancy-person=${'A'.repeat(200)}` })
  expect(new URL((await forged.get('/trips')).url).pathname).toBe('/oauth/authorize')
})
