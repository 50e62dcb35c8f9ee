/**
 * Every form field and every query parameter of the site with what nobody should type: no 5xx, nothing unescaped, no
 * header of a stranger's; and what is taken is kept and shown as it was typed. And what strangers send in somebody's name.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Stack, startStack } from '#lib/test/stack'
import { newEmail, PASSWORD, registeredPerson } from '../test-person.ts'
import { siteUrl } from './testing/addresses.ts'
import { decoded, type Form, formsOf, formTo } from './testing/forms.ts'
import { harmOf, hostile_texts } from './testing/hostile.ts'
import { linkTo, type Visited, type Visitor, visitor } from './testing/visitor.ts'
import { bookRoom, hire, hotelIn, person, resultsFor, stayIn } from './testing/world.ts'

let stack: Stack
let somebody: Visitor
/** Addresses: of a checkout, of trips that wait for payment and that are paid, of a desk. */
let book: string
let held: string
let trip: string
let desk: string
let hotel: string

beforeAll(async () => {
  stack = await startStack({ shape: 'monolith' })
  const { guest, email } = await person(stack)
  somebody = guest
  const today = await bookRoom(stack, guest, stayIn(0, 1))
  hotel = today.hotel
  trip = (await bookRoom(stack, guest, stayIn(6, 2))).trip
  desk = `/desk/${hotelIn(hotel)}`
  await hire(stack, email, hotelIn(hotel))
  book = await checkoutOn(14)
  const answer = await guest.post('/book', formTo((await guest.get(book)).html, '/book').values)
  held = /\/trips\/res_\w+/.exec(answer.url)?.[0] ?? ''
  expect(held).not.toBe('')
}, 60_000)
afterAll(async () => {
  expect(await stack?.stop()).toBe(0)
}, 30_000)

const checkoutOn = async (day: number) => {
  const found = await somebody.get(resultsFor(stayIn(day, 1)))
  return linkTo('/book?', await somebody.get(linkTo('/hotels/', found)))
}
const harmless = (answer: Visited, asked: string) =>
  expect({ asked, harm: harmOf(answer) }).toEqual({ asked, harm: [] })

interface Field {
  /** Where the form stands; a fresh one for each try. */
  page: string
  action: string
  /** What a person would type, so that what is sent fails by the one field alone. */
  typed?: () => Record<string, string>
  /** Of several forms of one address. */
  choose?: (form: Form) => boolean
}

const forms: readonly Field[] = [
  {
    page: '/account/sign-up',
    action: '/account/sign-up',
    typed: () => ({ name: 'Ann', email: newEmail(), password: PASSWORD }),
  },
  { page: '/account/verify', action: '/account/verify', typed: () => ({ code: 'vrf_x' }) },
  { page: '/account/verify', action: '/account/verify/resend', typed: () => ({ email: newEmail() }) },
  { page: '/account/forgot', action: '/account/forgot', typed: () => ({ email: newEmail() }) },
  {
    page: '/account/reset',
    action: '/account/reset',
    typed: () => ({ code: 'vrf_x', password: PASSWORD }),
  },
  { page: '/account', action: '/account/profile' },
]

/** Each field of the form in turn, what is hidden among them; how often it was taken, by field. */
async function tryForm({ page, action, typed = () => ({}), choose = () => true }: Field) {
  const taken = new Map<string, number>()
  const find = async () => {
    const found = formsOf((await somebody.get(page)).html).find((one) => one.action === action && choose(one))
    if (found === undefined) throw new Error(`no form to ${action} on ${page}`)
    return found
  }
  const { values } = await find()
  for (const name of Object.keys({ ...values, ...typed() }))
    for (const text of hostile_texts) {
      const answer = await somebody.post(action, { ...values, ...typed(), [name]: text })
      harmless(answer, `${action} ${name}=${text.slice(0, 40)}`)
      if (answer.status < 400) taken.set(name, (taken.get(name) ?? 0) + 1)
    }
  return taken
}

describe('every field of', () => {
  test.each(forms.map((one) => [one.action, one] as const))(
    '%s',
    async (action, form) => {
      const taken = await tryForm(form)
      // A name is whatever somebody is called; tokens and codes are never of that form.
      if (action === '/account/sign-up') expect(taken.get('name')).toBeGreaterThan(10)
      expect(taken.get('form_token') ?? 0).toBe(0)
    },
    60_000,
  )

  test('a profile: a name is kept as it was typed', async () => {
    const { values } = formTo((await somebody.get('/account')).html, '/account/profile')
    let kept = 0
    for (const text of hostile_texts.filter((one) => one.length < 100)) {
      const { html } = await somebody.get('/account')
      const fresh = formTo(html, '/account/profile').values
      const answer = await somebody.post('/account/profile', { ...values, ...fresh, name: text })
      harmless(answer, `name=${text.slice(0, 40)}`)
      if (answer.status !== 200) continue
      kept++
      const shown = formTo((await somebody.get('/account')).html, '/account/profile').values.name
      expect(shown).toBe(text.replaceAll('\r\n', '\n').trim())
    }
    expect(kept).toBeGreaterThan(8)
  }, 30_000)

  test('a booking: names and wishes are kept as they were typed, for the guest and for the hotel', async () => {
    let kept = 0
    const texts = hostile_texts.filter((text) => text !== '' && text.length < 100)
    for (const [i, text] of texts.entries()) {
      const page = await somebody.get(await checkoutOn(20 + i))
      const { values } = formTo(page.html, '/book')
      const answer = await somebody.post('/book', { ...values, name: text, special_requests: text })
      harmless(answer, `name=${text.slice(0, 40)}`)
      const made = /\/trips\/res_\w+/.exec(answer.url)?.[0]
      if (made === undefined) continue
      kept++
      const shown = await somebody.get(made)
      harmless(shown, `${made} of ${text}`)
      expect(decoded(shown.html).split(text.trim()).length).toBeGreaterThan(2)
      harmless(await somebody.get(`${made}/cancel`), made)
      const calendar = await somebody.get(`${made}/stay.ics`)
      expect(calendar.html).not.toMatch(/\r\n(?![A-Z][A-Z-]*[:;]| |$)/)
    }
    expect(kept).toBeGreaterThan(8)
    harmless(await somebody.get('/trips'), '/trips')
  }, 60_000)

  test('the checkout', async () => {
    const { values } = formTo((await somebody.get(book)).html, '/book')
    const typed = { email: 'ann@guests.example', phone: '+41 61 555 01 23' }
    for (const name of ['email', 'phone', 'quote', 'again', 'form_token'])
      for (const text of hostile_texts)
        harmless(await somebody.post('/book', { ...values, ...typed, [name]: text }), `${name}=${text}`)
  }, 60_000)

  test('a trip: cancelling, changing, the email again', async () => {
    const cancel = formTo((await somebody.get(`${trip}/cancel`)).html, `${trip}/cancel`)
    for (const name of ['refund_amount', 'refund_currency', 'form_token'])
      for (const text of hostile_texts) {
        const answer = await somebody.post(cancel.action, { ...cancel.values, [name]: text })
        harmless(answer, `cancel ${name}=${text}`)
        expect([name, text, [403, 409].includes(answer.status)]).toEqual([name, text, true])
      }
    const offer = await somebody.get(`${trip}/change?${stayIn(7, 2).replace('&adults=2', '')}`)
    const change = formsOf(offer.html).find(({ method }) => method === 'post')
    expect(change?.values.quote).toBeString()
    const [head = '', claims = '', signature = ''] = change?.values.quote?.split('.') ?? []
    const spoiled = [
      `${head}.${claims}.${signature.slice(0, -4)}AAAA`,
      `${head}.${Buffer.from('{"total":{"amount":1,"currency":"EUR"}}').toString('base64url')}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
    ]
    for (const quote of [...hostile_texts, ...spoiled]) {
      const answer = await somebody.post(`${trip}/change`, { ...change?.values, quote })
      harmless(answer, `change quote=${quote.slice(0, 40)}`)
      expect(answer.status).toBe(409)
      harmless(await somebody.post('/book', { ...(await fieldsOf(book, '/book')), quote }), 'book quote')
    }
    const resend = formTo((await somebody.get(trip)).html, `${trip}/resend`)
    for (const text of hostile_texts) {
      const answer = await somebody.post(resend.action, { ...resend.values, form_token: text })
      harmless(answer, `resend form_token=${text}`)
      expect(answer.status).toBe(403)
    }
    expect((await somebody.get(trip)).html).toContain('badge-confirmed')
  }, 60_000)

  test('a desk: rooms for sale, rates, who did not come', async () => {
    for (const action of [`${desk}/nights`, `${desk}/rates`, `${desk}/no-show`]) {
      const values = await fieldsOf(desk, action)
      const valid = { capacity: '200', stop_sell: 'false', price: '120.00', min_stay: '1' }
      const typed = Object.fromEntries(Object.entries(valid).filter(([name]) => name in values))
      for (const name of Object.keys(values))
        for (const text of hostile_texts) {
          const answer = await somebody.post(action, { ...values, ...typed, [name]: text })
          harmless(answer, `${action} ${name}=${text.slice(0, 40)}`)
        }
    }
    // Nothing of it has spoiled the desk.
    expect((await somebody.get(desk)).status).toBe(200)
  }, 120_000)

  // Wrong passwords are counted, so each of these is somebody else's, and fewer are tried than are counted.
  test.each([
    ['/account/email', ['email']],
    ['/account/email', ['password']],
    ['/account/password', ['current_password']],
    ['/account/password', ['new_password']],
    ['/account/close', ['closing_password']],
  ] as const)(
    '%s: %s',
    async (action, names) => {
      const { guest } = await person(stack)
      const values = formTo((await guest.get('/account')).html, action).values
      // To one address some emails an hour are sent, and no more.
      const typed = (): Record<string, string> =>
        ({
          '/account/email': { email: newEmail(), password: PASSWORD },
          '/account/password': { current_password: PASSWORD, new_password: 'short' },
          '/account/close': { closing_password: '' },
        })[action]
      const some = names.some((name) => name.endsWith('password')) ? hostile_texts.slice(0, 9) : hostile_texts
      for (const name of names)
        for (const text of some) {
          const answer = await guest.post(action, { ...values, ...typed(), [name]: text })
          harmless(answer, `${action} ${name}=${text.slice(0, 40)}`)
          expect([name, text, answer.status]).not.toEqual([name, text, 429])
        }
    },
    60_000,
  )
})

const fieldsOf = async (page: string, action: string) =>
  formTo((await somebody.get(page)).html, action).values

const search_names = [
  ...['q', 'destination_id', 'check_in', 'check_out', 'adults', 'children', 'rooms'],
  ...['min_price', 'max_price', 'stars', 'amenities', 'sort', 'cursor', 'month'],
]
const stay_names = ['check_in', 'check_out', 'adults', 'children', 'rooms']

test('every query parameter of every page', async () => {
  const good = resultsFor(stayIn(14, 2))
  const pages: readonly (readonly [path: string, params: readonly string[]])[] = [
    ['/', search_names],
    ['/search', search_names],
    // Where the rest of the address is good, what is bad gets further.
    [good, search_names],
    [hotel, [...stay_names, 'month', 'destination_id']],
    [`/hotels/${hotelIn(hotel)}`, [...stay_names, 'month']],
    ['/suggest', ['q', 'limit']],
    ['/prices', ['destination_id', 'hotel_id', 'month', ...stay_names]],
    ['/prices?destination_id=geo_2988507', ['month', ...stay_names]],
    ['/book', ['hotel_id', 'room_type_id', ...stay_names, 'price', 'currency']],
    [book, ['hotel_id', 'room_type_id', ...stay_names, 'price', 'currency']],
    ['/language', ['language', 'to']],
    ['/account/sign-in', ['to']],
    ['/account/callback', ['code', 'state', 'iss', 'error']],
    ['/account/signed-out', ['state']],
    ['/account/verify', ['code', 'for', 'done']],
    ['/account/reset', ['code']],
    ['/account', ['done']],
    ['/trips', ['cursor']],
    [trip, ['done', 'authorization_id']],
    [`${trip}/events`, ['version']],
    [`${trip}/receipt.pdf`, ['payment']],
    [`${trip}/credit-note.pdf`, ['refund']],
    [`${trip}/change`, [...stay_names, 'room_type_id']],
    [`${held}/pay`, ['declined']],
    [`${held}/card`, ['state', 'card_token', 'brand']],
    ['/desk', ['from']],
    [desk, ['from', 'days', 'done']],
    ['/lab', ['x']],
  ]
  for (const [path, params] of pages)
    for (const name of params)
      for (const text of hostile_texts) {
        const [bare = '', query = ''] = path.split('?')
        const search = new URLSearchParams(query)
        search.set(name, text)
        harmless(await somebody.get(`${bare}?${search}`), `${bare}?${name}=${text.slice(0, 40)}`)
      }
  const bytes = ['%ff%fe', '%', '%00', '%c0%ae', '%F0%9F', '+%2e%2e']
  for (const [path, [name = 'q']] of pages)
    for (const text of bytes) {
      const address = `${path}${path.includes('?') ? '&' : '?'}${name}=${text}`
      harmless(await somebody.get(address), address)
    }
}, 120_000)

test('the JSON of results and of prices is refused as a page would be, and is never a page of a stranger', async () => {
  const json = { accept: 'application/json' }
  for (const name of search_names)
    for (const text of hostile_texts) {
      const address = `${resultsFor(stayIn(14, 2))}&${new URLSearchParams({ [name]: text })}`
      const { status, headers, html } = await somebody.get(address, json)
      expect([address, status < 500]).toEqual([address, true])
      // As JSON it may hold anything: no browser takes it for markup.
      if (headers.get('content-type')?.startsWith('application/json')) {
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(() => JSON.parse(html)).not.toThrow()
      }
    }
}, 60_000)

test('every part of a path', async () => {
  const paths = [
    ...['/hotels/', '/trips/', '/desk/', '/lab/', '/art/', '/assets/', '/share/', '/account/', '/'],
    ...[`${trip}/`, `${desk}/`, '/book/', '/search/'],
  ]
  for (const path of paths)
    for (const text of hostile_texts)
      harmless(await somebody.get(path + encodeURIComponent(text)), path + text.slice(0, 40))
}, 60_000)

test('a form from another page, another browser, or for another purpose does nothing', async () => {
  const page = await somebody.get('/account')
  const profile = formTo(page.html, '/account/profile').values
  const close = formTo(page.html, '/account/close').values
  const send = async (fields: Record<string, string>) =>
    (await somebody.post('/account/profile', { ...profile, ...fields })).status
  expect(await send({ form_token: '' })).toBe(403)
  expect(await send({ form_token: close.form_token ?? '' })).toBe(403)
  const stranger = visitor(stack)
  await stranger.get('/account/sign-up')
  expect((await stranger.post('/account/sign-up', { ...profile })).status).toBe(403)
  // The browser says that it comes from elsewhere, whatever else is right; and nothing is offered to be sent again.
  const origin = siteUrl(stack)
  for (const headers of [
    { origin: 'https://elsewhere.example' },
    { origin, 'sec-fetch-site': 'cross-site' },
  ]) {
    const led = visitor(stack, headers)
    const { values } = formTo((await led.get('/account/sign-up')).html, '/account/sign-up')
    const answer = await led.post('/account/sign-up', { ...values, name: 'Mallory' })
    expect([answer.status, answer.html.includes('Mallory')]).toEqual([403, false])
  }
  expect((await somebody.send('/account/profile', '{"name":"x"}', 'application/json')).status).toBe(400)
  expect((await somebody.send('/account/profile', `name=${'x'.repeat(70_000)}`)).status).toBe(413)
})

test('every form of the first page that a browser sees can be sent', async () => {
  const { email } = await registeredPerson(stack)
  const guest = visitor(stack)
  await guest.signIn(email)
  // As a browser that has lost the one cookie and kept the other.
  const fresh = visitor(stack, { cookie: `vacancy-person=${guest.cookies.get('vacancy-person')}` })
  const page = await fresh.get('/account')
  const cookie = ['person', 'site-form']
    .map((name) => `vacancy-${name}=${(name === 'person' ? guest : fresh).cookies.get(`vacancy-${name}`)}`)
    .join('; ')
  const sender = visitor(stack, { cookie })
  for (const { action, values, method } of formsOf(page.html)) {
    if (method !== 'post' || action === '/account/close') continue
    const answer = await sender.post(action, {
      ...values,
      ...(action.endsWith('password') ? { x: 'x' } : {}),
    })
    expect([action, answer.status]).not.toEqual([action, 403])
  }
})

test('a card that somebody else chose pays nothing here', async () => {
  const led = await somebody.get(`${held}/card?card_token=tok_00000000000000000000000000&state=guessed`)
  expect(new URL(led.url).pathname).toBe(`${held}/pay`)
  expect(new URL(led.url).search).toBe('')
})

test("somebody else's trip is nobody's, and a session of another key is none", async () => {
  const { guest: other } = await person(stack)
  for (const path of [
    '',
    '/pay',
    '/cancel',
    '/change',
    '/receipt.pdf',
    '/credit-note.pdf',
    '/stay.ics',
    '/events',
  ])
    expect([path, (await other.get(`${held}${path}`)).status]).toEqual([path, 404])
  expect((await other.get(desk)).status).toBe(404)
  const forged = visitor(stack, { cookie: `vacancy-person=${'A'.repeat(200)}` })
  expect(new URL((await forged.get('/trips')).url).pathname).toBe('/oauth/authorize')
})
