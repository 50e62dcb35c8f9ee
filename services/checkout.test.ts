/** What can come between a price and its booking, as a guest of the site sees it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { decodeJwt, SignJWT } from 'jose'
import { databasePool, kyselyOver } from '#lib/database'
import { addDays } from '#lib/dates'
import { runningServer } from '#lib/postgres/server'
import { serviceSecret } from '#lib/secrets'
import { type Stack, startStack, TEST_SECRET, TEST_TODAY } from '#lib/test/stack'
import { SIGNATURE_ALGORITHM } from '#lib/token/caller'
import { formsOf } from './booking-ui/testing/forms.ts'
import { holdRoom, type Visited, type Visitor, visitor } from './booking-ui/testing/visitor.ts'
import { databaseOf } from './databases.ts'
import { QUOTE_TYPE } from './search/quotes/contract.ts'
import { quoteSigner } from './search/quotes/signing.ts'
import { registeredPerson } from './test-person.ts'

let stack: Stack
let guest: Visitor
/** Of a room with a price. */
let book: string

beforeAll(async () => {
  stack = await startStack({ shape: 'monolith' })
  guest = visitor(stack)
  const { email } = await registeredPerson(stack)
  await guest.signIn(email)
  const stay = `check_in=${addDays(TEST_TODAY, 14)}&check_out=${addDays(TEST_TODAY, 16)}&adults=2`
  book = (await holdRoom(guest, `/search?destination_id=geo_2988507&${stay}`)).book
}, 60_000)
afterAll(async () => {
  expect(await stack?.stop()).toBe(0)
}, 30_000)

const heading = ({ html }: Visited) => /<h1[^>]*>([^<]*)/.exec(html)?.[1]
const checkoutForm = (page: Visited): Record<string, string> => {
  const form = formsOf(page.html).find(({ action }) => action === '/book')
  if (form === undefined) throw new Error(`no checkout at ${page.url}: ${heading(page)}`)
  return form.values
}

test('another price than the one that was seen is said, and taken only by choice', async () => {
  const seen = new URL(book, 'http://site')
  const now = Number(seen.searchParams.get('price'))
  seen.searchParams.set('price', String(now - 1_000))
  const page = await guest.get(seen.pathname + seen.search)
  expect([page.status, heading(page)]).toEqual([409, 'The price has changed'])
  const accept = /href="(\/book\?[^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect(new URL(accept, 'http://site').searchParams.get('price')).toBe(String(now))
  expect((await guest.get(accept)).status).toBe(200)
})

test('a price that is over is got anew, and nothing is typed again', async () => {
  const fields = checkoutForm(await guest.get(book))
  const server = await runningServer(join(stack.data_dir, 'postgres'))
  const url = server?.url(databaseOf('search', stack.shape)) ?? ''
  const pool = databasePool({ url, name: 'test', size: 1 })
  try {
    const { keys } = quoteSigner({
      db: kyselyOver<unknown>(pool),
      secret: serviceSecret(TEST_SECRET, 'search'),
    })
    const { kid, key } = await keys.signer()
    const quote = await new SignJWT({
      ...decodeJwt(fields.quote ?? ''),
      exp: Math.floor(Date.now() / 1_000) - 60,
    })
      .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, typ: QUOTE_TYPE, kid })
      .sign(key)
    const typed = { name: 'Zoë Quill', special_requests: 'a quiet room' }
    const again = await guest.post('/book', { ...fields, ...typed, quote })
    expect(again.status).toBe(200)
    expect(again.html).toContain('The price that you saw was over')
    expect(again.html).toContain('Zoë Quill')
    expect(again.html).toContain('a quiet room')
    const held = await guest.post('/book', { ...checkoutForm(again), ...typed })
    expect(held.url).toEndWith('/pay')
  } finally {
    await pool.end()
  }
})

test('sent twice is held once, and a room that others took meanwhile is said to be gone', async () => {
  const early = { ...checkoutForm(await guest.get(book)), name: 'Early Bird' }
  const twice = checkoutForm(await guest.get(book))
  const [one, other] = await Promise.all([guest.post('/book', twice), guest.post('/book', twice)])
  expect(one.url).toEndWith('/pay')
  expect(other.url).toBe(one.url)
  // From the page that the back button shows: another quote, for the same guest and nights.
  expect((await guest.post('/book', checkoutForm(await guest.get(book)))).url).toBe(one.url)
  // The rest of them.
  let last: Visited
  for (let rooms = 0; ; rooms++) {
    expect(rooms).toBeLessThan(40)
    last = await guest.get(book)
    if (last.status !== 200) break
    last = await guest.post('/book', { ...checkoutForm(last), name: `Guest ${rooms}` })
    if (last.status !== 200) break
  }
  expect([last.status, heading(last)]).toEqual([409, 'This room is gone'])
  const late = await guest.post('/book', early)
  expect([late.status, heading(late)]).toEqual([409, 'This room is gone'])
  expect(late.html).toMatch(/href="\/hotels\/htl_\w+\?check_in=/)
})
