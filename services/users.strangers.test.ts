/** What strangers can find out from `users`, have it do, or do with a code. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { PASSWORD } from './test-person.ts'
import {
  ANOTHER,
  CONFIRM,
  CONFIRM_NEW,
  HOUR_MS,
  leaks,
  RESET,
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

describe('strangers', () => {
  test('cause the same rows for an address that is known and for one that is not', async () => {
    const { email: known } = await at.registered()
    const unknown = at.newEmail()
    await at.idle()
    // Nothing is sent meanwhile, so that what was written can be seen.
    await at.mail.behave('refuse_temporarily')
    const counts = async () =>
      (
        await at.rows(
          'select (select count(*)::int from users.people) as people, (select count(*)::int from users.codes) as codes, (select count(*)::int from users.emails) as emails',
        )
      )[0] as Record<string, number>
    const written = async (work: () => Promise<void>) => {
      const before = await counts()
      await work()
      const after = await counts()
      await at.hurry()
      return Object.fromEntries(Object.entries(after).map(([table, n]) => [table, n - (before[table] ?? 0)]))
    }
    const register = (email: string) => written(() => at.users().register(registration(email)))
    expect(await register(known)).toEqual(await register(unknown))
  })

  test('get the same answer, and only the owner hears of it', async () => {
    const { email } = await at.registered()
    const unknown = at.newEmail()
    const users = at.users()
    for (const address of [email, unknown]) {
      expect(await refusal(users.requestReset(address))).toBe('accepted')
      expect(await refusal(users.resend(address))).toBe('accepted')
    }
    await at.mail.waitFor({ to: email, subject: RESET })
    await at.idle()
    expect(await at.subjects(unknown)).toEqual([])
    // Confirmed already: no other code.
    expect((await at.subjects(email)).filter((subject) => subject === CONFIRM)).toHaveLength(1)
    expect(await at.rows('select id from users.emails where recipient = $1', unknown)).toEqual([])
  })

  test('cannot have us say anything to somebody in place of a name', async () => {
    const email = at.newEmail()
    await at.users().register({ ...registration(email), name: 'you won! http://evil.example' })
    const { text, html, to } = await at.mail.waitFor({ to: email, subject: CONFIRM })
    expect(`${text}${html}${to.map(({ name }) => name)}`).not.toContain('evil')
  })

  test('have markup in their names shown as it is', async () => {
    const email = at.newEmail()
    const name = `<img src=x onerror=alert(1)> "Ann" <bob@evil.example>, 王`
    await at.registered(email, name)
    const { html, text, to, envelope } = await at.mail.waitFor({ to: email, subject: 'Welcome' })
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x')
    expect(text).toContain(name)
    expect(to.map(({ address }) => address)).toEqual([email])
    expect(envelope.to).toEqual([email])
  })

  test('cannot fill a mailbox', async () => {
    const email = at.newEmail()
    const asked = []
    for (let i = 0; i < 7; i++) asked.push(await refusal(at.users().resend(email)))
    expect(asked.filter((answer) => answer === 'accepted')).toHaveLength(6)
    expect(asked.at(-1)).toEqual([429, 'too_many_requests'])
  })

  test('cannot go on guessing codes', async () => {
    const users = at.users('192.0.2.200')
    const guess = () => refusal(users.verify(`vrf_${'0'.repeat(26)}.${'A'.repeat(22)}`))
    for (let i = 0; i < 30; i++) expect(await guess()).toEqual([400, 'code_invalid'])
    expect(await guess()).toEqual([429, 'too_many_requests'])
    // Nor elsewhere, nor with a right one; but others can.
    expect((await refusal(users.confirmReset('x', ANOTHER)))[0]).toBe(429)
    expect(await refusal(at.users('192.0.2.201').verify('x'))).toEqual([400, 'code_invalid'])
  })

  test.each([
    ['not JSON', '{', 'application/json', 400],
    ['another content type', 'email=a', 'text/plain', 422],
    ['no body', undefined, 'application/json', 422],
    ['a list', '[]', 'application/json', 422],
    ['a megabyte', JSON.stringify({ email: 'x'.repeat(2_000_000) }), 'application/json', 413],
  ])('are refused %s', async (_what, body, type, status) => {
    const headers = {
      'content-type': type,
      ...(body === undefined ? {} : { 'content-length': String(body.length) }),
    }
    const request = new Request('http://users/v1/users', {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    })
    const response = await at.from()(request)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('codes', () => {
  test('end, and a used one answers again until then', async () => {
    const email = at.newEmail()
    await at.users().register(registration(email))
    const code = await at.codeFrom(email, CONFIRM)
    await at.users().verify(code)
    expect(await refusal(at.users().verify(code))).toBe('accepted')
    at.pass(25 * HOUR_MS)
    expect(await refusal(at.users().verify(code))).toEqual([410, 'code_expired'])

    await at.users().requestReset(email)
    const reset = await at.codeFrom(email, RESET)
    at.pass(61 * 60_000)
    expect(await refusal(at.users().confirmReset(reset, ANOTHER))).toEqual([410, 'code_expired'])
  })

  test('of a registration, sent again, do not bring back an address that was changed since', async () => {
    const email = at.newEmail()
    await at.users().register(registration(email))
    const first = await at.codeFrom(email, CONFIRM)
    await at.mail.clear()
    await at.users().resend(email)
    const second = await at.codeFrom(email, CONFIRM)
    await at.users().verify(first)
    // The same address once more is no harm.
    expect(await refusal(at.users().verify(second))).toBe('accepted')
    await at.mail.clear()

    const third = at.newEmail()
    await at.users().register(registration(third))
    const unused = await at.codeFrom(third, CONFIRM)
    await at.mail.clear()
    await at.users().resend(third)
    await at.users().verify(await at.codeFrom(third, CONFIRM))
    const next = at.newEmail()
    await (await at.me({ email: third })).changeEmail(next, PASSWORD)
    await at.users().verify(await at.codeFrom(next, CONFIRM_NEW))
    expect(await refusal(at.users().verify(unused))).toEqual([410, 'code_expired'])
    await at.tokenOf({ email: next })
  })

  test('for a mistyped address end with the next wish', async () => {
    const { email } = await at.registered()
    const [wrong, right] = [at.newEmail(), at.newEmail()]
    const ann = await at.me({ email })
    await ann.changeEmail(wrong, PASSWORD)
    const code = await at.codeFrom(wrong, CONFIRM_NEW)
    await ann.changeEmail(right, PASSWORD)
    expect(await refusal(at.users().verify(code))).toEqual([410, 'code_expired'])
    await at.users().verify(await at.codeFrom(right, CONFIRM_NEW))
    expect((await ann.user()).user.email).toBe(right)
  })

  test.each(['changed', 'reset'] as const)(
    'of whoever knew the old password end when it is %s',
    async (how) => {
      const { email } = await at.registered()
      const thiefs = at.newEmail()
      const ann = await at.me({ email })
      await ann.changeEmail(thiefs, PASSWORD)
      const code = await at.codeFrom(thiefs, CONFIRM_NEW)
      if (how === 'changed') await ann.changePassword(PASSWORD, ANOTHER)
      else {
        await at.users().requestReset(email)
        await at.users().confirmReset(await at.codeFrom(email, RESET), ANOTHER)
      }
      expect(await refusal(at.users().verify(code))).toEqual([410, 'code_expired'])
      await at.tokenOf({ email, password: ANOTHER })
    },
  )

  test('are in no row and no job', async () => {
    const email = at.newEmail()
    await at.users().register(registration(email))
    const code = await at.codeFrom(email, CONFIRM)
    const secret = code.split('.')[1] ?? ''
    const all = await at.rows(
      'select (select json_agg(c)::text from users.codes c) as codes, (select json_agg(e)::text from users.emails e) as emails, (select json_agg(j)::text from users_jobs.job j) as jobs',
    )
    const text = JSON.stringify(all)
    expect(text).not.toContain(secret)
    expect(text).toContain(code.split('.')[0] ?? '?')
    expect(text).not.toContain(PASSWORD)
    const jobs = String((all[0] as { jobs: string }).jobs)
    expect(jobs).not.toContain('guests.example')
  })
})

// The last: what was done above is in it.
test('no line of the log has an address, a name, a password or a code', () => {
  expect(at.lines.length).toBeGreaterThan(20)
  expect(leaks(at.lines, ['evil', 'onerror'])).toEqual([])
})
