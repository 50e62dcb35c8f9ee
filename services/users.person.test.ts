/** A person of `users`: the profile, and what is left of somebody who was forgotten. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { eventually } from '#lib/test/processes'
import { cleanNow } from '#service/users/clean'
import { PASSWORD } from './test-person.ts'
import {
  CONFIRM,
  CONFIRM_NEW,
  HOUR_MS,
  leaks,
  refusal,
  registration,
  type TestUsers,
  testUsers,
} from './test-users.ts'

let at: TestUsers
beforeAll(async () => {
  at = await testUsers()
}, 60_000)
afterAll(() => at?.close(), 30_000)
afterEach(async () => {
  at.mend()
  await at.mail.behave('accept')
})

describe('a profile', () => {
  test('is changed by whoever has read it', async () => {
    const { email } = await at.registered()
    const token = await at.tokenOf({ email })
    const patch = (headers: Record<string, string>, body: object = { locale: 'de' }) =>
      at.from()(
        new Request('http://users/v1/users/me', {
          method: 'PATCH',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      )
    expect((await patch({})).status).toBe(428)
    expect((await patch({ 'if-match': 'x' })).status).toBe(412)
    const both = await Promise.all([1, 2].map(() => patch({ 'if-match': '"2"' })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
    for (const body of [
      {},
      { email: 'x@y.example' },
      { state: 'active' },
      { phone: 'call me' },
      { name: '\u0007' },
    ])
      expect((await patch({ 'if-match': '"3"' }, body)).status).toBe(422)
  })

  test('is taken along with everything else', async () => {
    const { email } = await at.registered()
    const token = await at.tokenOf({ email })
    const response = await at.from()(
      new Request('http://users/v1/users/me/export', { headers: { authorization: `Bearer ${token}` } }),
    )
    expect(response.headers.get('content-disposition')).toContain('attachment')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const held = (await response.json()) as Record<string, unknown>
    expect(Object.keys(held).sort()).toEqual(['account', 'codes', 'emails', 'profile'])
    expect(held.account).toMatchObject({ login: email })
  })
})

describe('being forgotten', () => {
  test('waits for a service that is away, and for the mail server, and leaves nobody', async () => {
    const { email } = await at.registered(at.newEmail(), 'Zebedee Quux')
    const { id } = (await at.person(email)) ?? { id: '' }
    const ann = await at.me({ email })
    at.cut((path) => (path === '/v1/events' ? 'refuse' : 'none'))
    const first = await ann.erase(PASSWORD)
    await at.mail.waitFor({ to: email, subject: 'is being closed' })
    expect(await ann.erase(PASSWORD)).toEqual(first)
    expect(await refusal(ann.user())).toEqual([404, 'unknown_user'])
    expect(await refusal(ann.export())).toEqual([404, 'unknown_user'])
    expect(await at.person(email)).toMatchObject({ state: 'erasing' })

    await at.mail.behave('refuse_temporarily')
    at.mend()
    await at.hurry()
    await eventually('everybody knows', 10_000, async () => (await at.person(email)) === undefined)
    // The address is all that is left, for as long as it is needed.
    expect(await at.rows('select kind, user_id from users.emails where recipient = $1', email)).toEqual([
      { kind: 'account_closed', user_id: null },
    ])
    await at.mail.behave('accept')
    await eventually('it is sent', 10_000, async () => {
      await at.hurry()
      return (await at.subjects(email)).includes('Your account is closed')
    })
    await at.idle()
    const tables = await at.rows(
      "select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('users', 'users_jobs') and table_type = 'BASE TABLE'",
    )
    for (const { name } of tables) {
      // Jobs that were done are deleted a quarter of an hour later; they have ids alone.
      const words = name.startsWith('users_jobs.') ? [email, 'Zebedee'] : [email, 'Zebedee', id]
      const text = JSON.stringify(await at.rows(`select t::text as row from ${name} t`))
      for (const word of words) expect([name, text.includes(word)]).toEqual([name, false])
    }
    expect(await at.rows('select user_id from users.erasures where id = $1', first.erasure_id)).toEqual([
      { user_id: null },
    ])
    expect((await refusal(ann.erase(PASSWORD)))[0]).toBeOneOf([401, 404])
  })

  test('is not undone by a code that is entered meanwhile', async () => {
    const { email } = await at.registered()
    const next = at.newEmail()
    const ann = await at.me({ email })
    await ann.changeEmail(next, PASSWORD)
    const code = await at.codeFrom(next, CONFIRM_NEW)
    at.cut((path) => (path === '/v1/events' ? 'refuse' : 'none'))
    await ann.erase(PASSWORD)
    expect(await refusal(at.users().verify(code))).toEqual([404, 'unknown_user'])
    expect(await at.person(email)).toMatchObject({ state: 'erasing' })
    at.mend()
    await at.hurry()
    await at.mail.waitFor({ to: email, subject: 'Your account is closed' })
  })

  test('comes by itself for whoever never confirmed', async () => {
    const email = at.newEmail()
    const { email: confirmed } = await at.registered()
    await at.users().register(registration(email))
    await at.codeFrom(email, CONFIRM)
    await cleanNow({ db: at.db, now: at.now })
    expect(await at.person(email)).toBeDefined()
    at.pass(8 * 24 * HOUR_MS)
    await cleanNow({ db: at.db, now: at.now })
    expect(await at.person(email)).toBeUndefined()
    expect(await at.person(confirmed)).toBeDefined()
  })
})

// The last: what was done above is in it.
test('no line of the log has an address, a name, a password or a code', () => {
  expect(at.lines.length).toBeGreaterThan(20)
  expect(leaks(at.lines, ['Zebedee'])).toEqual([])
})
