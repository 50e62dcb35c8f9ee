/** `users` with a real `auth` and a real mail server that fail: whatever ends between two lines is mended. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { eventually } from '#lib/test/processes'
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
      expect(await at.person(email)).toBeUndefined()
      at.mend()
      await at.users().register(registration(email), key)
      await at.users().register(registration(email), key)
      await at.users().verify(await at.codeFrom(email, CONFIRM))
      expect((await at.subjects(email)).filter((subject) => subject === CONFIRM)).toHaveLength(1)
      await at.tokenOf({ email })
    },
  )

  test('registering, when our transaction fails: asked again with the same key', async () => {
    const email = at.newEmail()
    const key = `key-${email}`
    await broken('codes', async () => {
      expect(await refusal(at.users().register(registration(email), key))).toEqual([500, 'internal'])
    })
    expect(await at.person(email)).toBeUndefined()
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
    expect(await at.person(email)).toMatchObject({ state: 'unverified' })
    at.mend()
    // Also after the code's end, as it was entered in time.
    at.pass(25 * HOUR_MS)
    await at.idle()
    expect(await at.person(email)).toMatchObject({ state: 'active' })
    await at.tokenOf({ email })
    expect((await at.subjects(email)).filter((subject) => subject.startsWith('Welcome'))).toHaveLength(1)
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
    await at.idle()
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
    await at.idle()
    expect(await at.subjects(email)).toContain('Your password was changed')
    await at.tokenOf({ email, password: ANOTHER })
  })

  test('changing the password, refused: nobody is told of a change', async () => {
    const { email } = await at.registered()
    const ann = await at.me({ email })
    expect(await refusal(ann.changePassword(PASSWORD, 'short'))).toEqual([422, 'validation_failed'])
    expect(await refusal(ann.changePassword('wrong', ANOTHER))).toEqual([403, 'wrong_password'])
    await at.idle()
    expect(await at.subjects(email)).not.toContain('Your password was changed')
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

describe('emails', () => {
  test('that are refused for good are written down, and not sent again', async () => {
    const email = at.newEmail()
    await at.mail.behave('refuse')
    await at.users().register(registration(email))
    const { id } = (await at.person(email)) ?? { id: '' }
    const row = async () => (await at.rows('select * from users.emails where user_id = $1', id))[0]
    await eventually('it is refused', 10_000, async () => (await row()).refused_at !== null)
    expect(await row()).toMatchObject({ recipient: null, sent_at: null })
    await at.idle()
    await at.mail.behave('accept')
    await at.idle()
    expect(await at.subjects(email)).toEqual([])
  })

  test('whose answer was lost come as the same message', async () => {
    const email = at.newEmail()
    await at.mail.behave('accept_then_drop')
    await at.users().register(registration(email))
    await at.mail.waitFor({ to: email })
    await at.mail.behave('accept')
    await at.idle()
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
    await at.idle()
    expect(await at.subjects(email)).not.toContain(RESET)
  })
})

// The last: what was done above is in it.
test('no line of the log has an address, a name, a password or a code', () => {
  expect(at.lines.length).toBeGreaterThan(20)
  expect(leaks(at.lines, [])).toEqual([])
})
