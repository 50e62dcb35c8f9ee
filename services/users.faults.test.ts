/**
 * `users` with real neighbours that fail: what is between two lines when everything ends there, what strangers can find
 * out or cause, and what is left of somebody who was forgotten.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { kyselyOver } from '#lib/database'
import { eventually } from '#lib/test/processes'
import { UpstreamProblem } from '#lib/transport'
import { cleanNow } from '#service/users/clean'
import type { UsersSchema } from '#service/users/sql'
import { PASSWORD } from './test-person.ts'
import { type TestUsers, testUsers } from './test-users.ts'

const ANOTHER = 'a tenth muse lately sprung up'
const CONFIRM = 'Confirm your email address'
const CONFIRM_NEW = 'Confirm your new email address'
const RESET = 'Choose another password'
const HOUR_MS = 3_600_000

let at: TestUsers
beforeAll(async () => {
  at = await testUsers()
}, 60_000)
afterAll(() => at?.close(), 30_000)
afterEach(async () => {
  at.mend()
  await at.mail.behave('accept')
})

/** Status and code of a refusal. */
async function refusal(call: Promise<unknown>): Promise<[number, string] | 'accepted'> {
  try {
    await call
    return 'accepted'
  } catch (error) {
    if (error instanceof UpstreamProblem) return [error.problem.status, error.problem.code]
    throw error
  }
}
const registration = (email: string) => ({ email, password: PASSWORD, name: 'Ann' })
const subjects = async (to: string) => (await at.mail.messages({ to })).data.map(({ subject }) => subject)
const person = async (email: string) =>
  (await at.rows('select id, state, email, name from users.people where email_key = $1', email))[0]
/** Jobs that wait for their time run now. */
const hurry = () =>
  at.rows("update users_jobs.job set start_after = now() where state in ('created', 'retry')")
const waiting = async (queue: string) =>
  (
    await at.rows(
      "select id from users_jobs.job where name = $1 and state in ('created', 'retry', 'active')",
      queue,
    )
  ).length
const idle = async () => {
  await hurry()
  await eventually(
    'no jobs wait',
    10_000,
    async () => (await waiting('email')) + (await waiting('settle')) === 0,
  )
}
/** The next thing that is written to this table fails, until it is repaired. */
async function broken(table: string, work: () => Promise<void>): Promise<void> {
  await at.rows(`alter table users.${table} rename to ${table}_away`)
  try {
    await work()
  } finally {
    await at.rows(`alter table users.${table}_away rename to ${table}`)
  }
}

describe('ends between two lines', () => {
  test.each(['refuse', 'lose'] as const)(
    'registering, when auth does %s: asked again, one email',
    async (fault) => {
      const email = at.newEmail()
      const key = `key-${email}`
      at.cut((path) => (path.startsWith('/v1/accounts/') ? fault : 'none'))
      expect(await refusal(at.users().register(registration(email), key))).toEqual([
        503,
        'upstream_unavailable',
      ])
      expect(await person(email)).toBeUndefined()
      at.mend()
      await at.users().register(registration(email), key)
      await at.users().register(registration(email), key)
      await at.users().verify(await at.codeFrom(email, CONFIRM))
      expect((await subjects(email)).filter((subject) => subject === CONFIRM)).toHaveLength(1)
      await at.tokenOf({ email })
    },
  )

  test('registering, when our transaction fails: asked again with the same key', async () => {
    const email = at.newEmail()
    const key = `key-${email}`
    await broken('codes', async () => {
      expect(await refusal(at.users().register(registration(email), key))).toEqual([500, 'internal'])
    })
    expect(await person(email)).toBeUndefined()
    await at.users().register(registration(email), key)
    await at.users().verify(await at.codeFrom(email, CONFIRM))
    await at.tokenOf({ email })
  })

  test('confirming, when auth has the name and we have not: ended by the job, welcomed once', async () => {
    const email = at.newEmail()
    await at.users().register(registration(email))
    const code = await at.codeFrom(email, CONFIRM)
    at.cut((path) => (path.endsWith('/login') ? 'lose' : 'none'))
    expect(await refusal(at.users().verify(code))).toEqual([503, 'upstream_unavailable'])
    expect(await person(email)).toMatchObject({ state: 'unverified' })
    at.mend()
    // Also after the code's end, as it was entered in time.
    at.pass(25 * HOUR_MS)
    await idle()
    expect(await person(email)).toMatchObject({ state: 'active' })
    await at.tokenOf({ email })
    expect((await subjects(email)).filter((subject) => subject.startsWith('Welcome'))).toHaveLength(1)
  })

  test('changing the address, when we fail after auth: asked again', async () => {
    const { email } = await at.registered()
    const next = at.newEmail()
    const ann = await at.me({ email })
    await ann.changeEmail(next, PASSWORD)
    const code = await at.codeFrom(next, CONFIRM_NEW)
    await broken('emails', async () => {
      expect(await refusal(at.users().verify(code))).toEqual([500, 'internal'])
    })
    expect((await ann.user()).user.email).toBe(email)
    await at.users().verify(code)
    await at.mail.waitFor({ to: email, subject: 'was changed' })
    expect((await ann.user()).user.email).toBe(next)
    await at.tokenOf({ email: next })
  })

  test('changing the address, withdrawn after auth had it: auth goes back to ours', async () => {
    const { email } = await at.registered()
    const next = at.newEmail()
    const ann = await at.me({ email })
    await ann.changeEmail(next, PASSWORD)
    const code = await at.codeFrom(next, CONFIRM_NEW)
    at.cut((path) => (path.endsWith('/login') ? 'lose' : 'none'))
    expect(await refusal(at.users().verify(code))).toEqual([503, 'upstream_unavailable'])
    at.mend()
    await ann.changeEmail(at.newEmail(), PASSWORD)
    await idle()
    expect(await refusal(at.users().verify(code))).toEqual([410, 'code_expired'])
    await at.tokenOf({ email })
    await expect(at.tokenOf({ email: next })).rejects.toThrow('sign-in: 401')
  })

  test('changing the password, when the answer is lost: the person is told all the same', async () => {
    const { email } = await at.registered()
    const ann = await at.me({ email })
    at.cut((path) => (path === '/v1/account/password' ? 'lose' : 'none'))
    expect(await refusal(ann.changePassword(PASSWORD, ANOTHER))).toEqual([503, 'upstream_unavailable'])
    at.mend()
    await idle()
    expect(await subjects(email)).toContain('Your password was changed')
    await at.tokenOf({ email, password: ANOTHER })
  })

  test('changing the password, refused: nobody is told of a change', async () => {
    const { email } = await at.registered()
    const ann = await at.me({ email })
    expect(await refusal(ann.changePassword(PASSWORD, 'short'))).toEqual([422, 'validation_failed'])
    expect(await refusal(ann.changePassword('wrong', ANOTHER))).toEqual([403, 'wrong_password'])
    await idle()
    expect(await subjects(email)).not.toContain('Your password was changed')
  })

  test('choosing another password, when we fail after auth: the code is still good', async () => {
    const { email } = await at.registered()
    await at.users().requestReset(email)
    const code = await at.codeFrom(email, RESET)
    await broken('emails', async () => {
      expect(await refusal(at.users().confirmReset(code, ANOTHER))).toEqual([500, 'internal'])
    })
    await at.users().confirmReset(code, ANOTHER)
    await at.mail.waitFor({ to: email, subject: 'Your password was changed' })
    expect(await refusal(at.users().confirmReset(code, ANOTHER))).toEqual([410, 'code_expired'])
    await at.tokenOf({ email, password: ANOTHER })
  })
})

describe('strangers', () => {
  test('cause the same rows for an address that is known and for one that is not', async () => {
    const { email: known } = await at.registered()
    const unknown = at.newEmail()
    await idle()
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
      await hurry()
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
    await idle()
    expect(await subjects(unknown)).toEqual([])
    // Confirmed already: no other code.
    expect((await subjects(email)).filter((subject) => subject === CONFIRM)).toHaveLength(1)
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

describe('emails', () => {
  test('that are refused for good are written down, and not sent again', async () => {
    const email = at.newEmail()
    await at.mail.behave('refuse')
    await at.users().register(registration(email))
    const { id } = (await person(email)) as { id: string }
    const row = async () => (await at.rows('select * from users.emails where user_id = $1', id))[0]
    await eventually('it is refused', 10_000, async () => (await row()).refused_at !== null)
    expect(await row()).toMatchObject({ recipient: null, sent_at: null })
    await idle()
    await at.mail.behave('accept')
    await idle()
    expect(await subjects(email)).toEqual([])
  })

  test('whose answer was lost come as the same message', async () => {
    const email = at.newEmail()
    await at.mail.behave('accept_then_drop')
    await at.users().register(registration(email))
    await at.mail.waitFor({ to: email })
    await at.mail.behave('accept')
    await idle()
    const { data } = await at.mail.messages({ to: email })
    expect(data.length).toBeGreaterThan(1)
    expect(new Set(data.map(({ message_id }) => message_id)).size).toBe(1)
  })

  test('with a code that ended while the mail server was away are not sent', async () => {
    const { email } = await at.registered()
    await at.mail.behave('refuse_temporarily')
    await at.users().requestReset(email)
    await eventually('it was tried', 10_000, async () => {
      const tried = await at.rows("select id from users_jobs.job where name = 'email' and state = 'retry'")
      return tried.length === 1
    })
    at.pass(2 * HOUR_MS)
    await at.mail.behave('accept')
    await idle()
    expect(await subjects(email)).not.toContain(RESET)
  })
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
    const { id } = (await person(email)) as { id: string }
    const ann = await at.me({ email })
    at.cut((path) => (path === '/v1/events' ? 'refuse' : 'none'))
    const first = await ann.erase(PASSWORD)
    await at.mail.waitFor({ to: email, subject: 'is being closed' })
    expect(await ann.erase(PASSWORD)).toEqual(first)
    expect(await refusal(ann.user())).toEqual([404, 'unknown_user'])
    expect(await refusal(ann.export())).toEqual([404, 'unknown_user'])
    expect(await person(email)).toMatchObject({ state: 'erasing' })

    await at.mail.behave('refuse_temporarily')
    at.mend()
    await hurry()
    await eventually('everybody knows', 10_000, async () => (await person(email)) === undefined)
    // The address is all that is left, for as long as it is needed.
    expect(await at.rows('select kind, user_id from users.emails where recipient = $1', email)).toEqual([
      { kind: 'account_closed', user_id: null },
    ])
    await at.mail.behave('accept')
    await eventually('it is sent', 10_000, async () => {
      await hurry()
      return (await subjects(email)).includes('Your account is closed')
    })
    await idle()
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
    expect(await person(email)).toMatchObject({ state: 'erasing' })
    at.mend()
    await hurry()
    await at.mail.waitFor({ to: email, subject: 'Your account is closed' })
  })

  test('comes by itself for whoever never confirmed', async () => {
    const email = at.newEmail()
    const { email: confirmed } = await at.registered()
    await at.users().register(registration(email))
    await at.codeFrom(email, CONFIRM)
    const db = kyselyOver<UsersSchema>(at.pool)
    await cleanNow({ db, now: at.now })
    expect(await person(email)).toBeDefined()
    at.pass(8 * 24 * HOUR_MS)
    await cleanNow({ db, now: at.now })
    expect(await person(email)).toBeUndefined()
    expect(await person(confirmed)).toBeDefined()
  })
})

// The last: whatever was done above is in it.
test('no line of the log has an address, a name, a password or a code', () => {
  const text = at.lines.join('')
  expect(at.lines.length).toBeGreaterThan(100)
  expect(text).not.toContain('guests.example')
  expect(text).not.toContain(PASSWORD)
  expect(text).not.toContain(ANOTHER)
  expect(text).not.toContain('Zebedee')
  expect(text).not.toMatch(/vrf_\w{26}\.[\w-]{22}/)
  expect(text).not.toContain('argon2')
  expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
})
