/** People of a running platform, in both compositions: registered, changed, forgotten, with real emails all the way. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Stack, shapes, startStack } from '#lib/test/stack'
import { httpTransport, UpstreamProblem } from '#lib/transport'
import { type MailboxClient, mailboxClient } from '#service/stand-ins/mailbox/client'
import { meClient, type UsersClient, usersClient } from '#service/users/client'
import {
  codeFrom,
  newEmail,
  PASSWORD,
  registeredPerson,
  signIn,
  type TestClient,
  testClient,
} from './test-person.ts'

const ANOTHER = 'a tenth muse lately sprung up'

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

describe.each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let users: UsersClient
  let mail: MailboxClient
  let app: TestClient
  beforeAll(async () => {
    stack = await startStack({ shape })
    users = usersClient(httpTransport(stack.url('users')))
    mail = mailboxClient(stack.url('mailbox'))
    app = await testClient(stack, { id: 'app' })
  }, 60_000)
  afterAll(async () => {
    expect(await stack?.stop()).toBe(0)
  }, 30_000)

  const me = async (who: { email: string; password?: string }) => {
    const { access_token } = await signIn(stack, app, who)
    return meClient(httpTransport(stack.url('users')), { token: async () => access_token })
  }
  const registration = (email: string) => ({ email, password: PASSWORD, name: 'Ann' })

  test('nobody signs in before the address is confirmed, and everybody afterwards', async () => {
    const email = newEmail()
    await users.register(registration(email))
    await expect(signIn(stack, app, { email })).rejects.toThrow('sign-in: 401')
    await users.verify(await codeFrom(stack, email, 'Confirm your email address'))
    await mail.waitFor({ to: email, subject: 'Welcome' })
    const { user } = await (await me({ email: email.toUpperCase() })).user()
    expect(user).toMatchObject({ email, name: 'Ann', locale: 'en', phone: null })
  })

  test('an address that has an account is answered as any other, and its owner is told', async () => {
    const { email } = await registeredPerson(stack)
    expect(await refusal(users.register({ ...registration(email), password: ANOTHER }))).toBe('accepted')
    await mail.waitFor({ to: email, subject: 'You have an account already' })
    await expect(signIn(stack, app, { email, password: ANOTHER })).rejects.toThrow('sign-in: 401')
    await me({ email })
  })

  test('who claims an address first does not keep it from whoever it belongs to', async () => {
    const email = newEmail()
    await users.register({ ...registration(email), password: ANOTHER })
    await users.register(registration(email))
    const both = async () => (await mail.messages({ to: email })).data
    while ((await both()).length < 2) await Bun.sleep(20)
    const data = await both()
    const codes = await Promise.all(
      data.map(
        async ({ id }) => /vrf_\w{26}\.[\w-]{22}/.exec((await mail.message(id)).text ?? '')?.[0] ?? '',
      ),
    )
    expect(new Set(codes).size).toBe(2)
    // The newest first: the owner confirms the second, and the first is worth nothing any more.
    await users.verify(codes[0] ?? '')
    expect(await refusal(users.verify(codes[1] ?? ''))).toEqual([409, 'email_taken'])
    await expect(signIn(stack, app, { email, password: ANOTHER })).rejects.toThrow('sign-in: 401')
    await me({ email })
  })

  test('a code is good for what it was made for, by twenty at once, and again', async () => {
    const email = newEmail()
    await users.register(registration(email))
    const code = await codeFrom(stack, email, 'Confirm your email address')
    expect(await refusal(users.confirmReset(code, ANOTHER))).toEqual([400, 'code_invalid'])
    expect(await refusal(users.verify(`${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`))).toEqual([
      400,
      'code_invalid',
    ])
    const all = await Promise.all(Array.from({ length: 20 }, () => refusal(users.verify(code))))
    expect(all).toEqual(Array(20).fill('accepted'))
    await mail.waitFor({ to: email, subject: 'Welcome' })
    expect((await mail.messages({ to: email, subject: 'Welcome' })).data).toHaveLength(1)
  })

  test('an Idempotency-Key makes one registration of two, and refuses another', async () => {
    const email = newEmail()
    const key = `key-${email}`
    await Promise.all([users.register(registration(email), key), users.register(registration(email), key)])
    await mail.waitFor({ to: email })
    expect((await mail.messages({ to: email })).data).toHaveLength(1)
    expect(await refusal(users.register({ ...registration(email), name: 'Other' }, key))).toEqual([
      422,
      'idempotency_key_reused',
    ])
  })

  test.each([
    ['a weak password', { password: 'password123' }, 'password'],
    ['a short one', { password: 'x' }, 'password'],
    [
      'the own address as one',
      { email: 'anna.lovelace@guests.example', password: 'anna.lovelace' },
      'password',
    ],
    ['no address', { email: 'ann' }, 'email'],
    ['two addresses', { email: 'ann@a.example,bob@b.example' }, 'email'],
    ['a header in the address', { email: 'ann@a.example\r\nbcc: x@y.example' }, 'email'],
    ['a header in the name', { name: 'Ann\r\nbcc: x@y.example' }, 'name'],
    ['a name of nothing', { name: '   ' }, 'name'],
    ['an endless name', { name: 'x'.repeat(10_000) }, 'name'],
    ['another language', { locale: 'xx' }, 'locale'],
    ['an unknown field', { admin: true }, 'admin'],
  ])('refuses %s by its field, without the value', async (_what, change, field) => {
    const response = await fetch(`${stack.url('users')}/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...registration(newEmail()), ...change }),
    })
    const text = await response.text()
    expect(response.status).toBe(422)
    const { errors } = JSON.parse(text) as { errors: { field: string }[] }
    expect(errors.map((one) => one.field)).toContain(field)
    const [value] = Object.values(change)
    if (typeof value === 'string' && value.trim().length > 5) expect(text).not.toContain(value)
  })

  test('a profile is changed by who has read it', async () => {
    const { email } = await registeredPerson(stack)
    const ann = await me({ email })
    const { etag } = await ann.user()
    const changed = await ann.change({ name: 'Ann Two', phone: '+41 61 555 01 23' }, etag)
    expect(changed.user).toMatchObject({ name: 'Ann Two', phone: '+41 61 555 01 23' })
    expect(await refusal(ann.change({ name: 'Ann Three' }, etag))).toEqual([412, 'precondition_failed'])
    expect((await ann.user()).user.name).toBe('Ann Two')
  })

  test('another password ends what the old one opened', async () => {
    const { email } = await registeredPerson(stack)
    const ann = await me({ email })
    expect(await refusal(ann.changePassword('wrong', ANOTHER))).toEqual([403, 'wrong_password'])
    await ann.changePassword(PASSWORD, ANOTHER)
    await mail.waitFor({ to: email, subject: 'Your password was changed' })
    await expect(signIn(stack, app, { email })).rejects.toThrow('sign-in: 401')
    await me({ email, password: ANOTHER })
    // The old token was revoked with its grant: every service knows within a second.
    await Bun.sleep(1_100)
    expect(await refusal(ann.user())).toEqual([401, 'invalid_token'])
  })

  test('a forgotten password is replaced by whoever reads the email, once', async () => {
    const { email } = await registeredPerson(stack)
    await users.requestReset(email)
    const code = await codeFrom(stack, email, 'Choose another password')
    expect(await refusal(users.confirmReset(code, 'short'))).toEqual([422, 'validation_failed'])
    await users.confirmReset(code, ANOTHER)
    expect(await refusal(users.confirmReset(code, PASSWORD))).toEqual([410, 'code_expired'])
    await me({ email, password: ANOTHER })
    expect(await refusal(users.requestReset(newEmail()))).toBe('accepted')
  })

  test('another address is asked, the old one told, and it changes when the new one answers', async () => {
    const { email } = await registeredPerson(stack)
    const next = newEmail()
    const ann = await me({ email })
    expect(await refusal(ann.changeEmail(next, 'wrong'))).toEqual([403, 'wrong_password'])
    await ann.changeEmail(next, PASSWORD)
    await mail.waitFor({ to: email, subject: 'about to change' })
    expect((await ann.user()).user.email).toBe(email)
    await users.verify(await codeFrom(stack, next, 'Confirm your new email address'))
    await mail.waitFor({ to: email, subject: 'was changed' })
    expect((await ann.user()).user.email).toBe(next)
    await expect(signIn(stack, app, { email })).rejects.toThrow('sign-in: 401')
    await me({ email: next })
  })

  test('an export has what every part holds', async () => {
    const { email } = await registeredPerson(stack)
    const data = (await (await me({ email })).export()) as {
      profile: { email: string }
      emails: { kind: string }[]
      account: { login: string; grants: { client_id: string }[] }
    }
    expect(data.profile.email).toBe(email)
    expect(data.emails.map(({ kind }) => kind)).toEqual(['verify', 'welcome'])
    expect(data.account.login).toBe(email)
    expect(data.account.grants.map(({ client_id }) => client_id)).toEqual(['app'])
    expect(JSON.stringify(data)).not.toContain('argon2')
  })

  test('who closes the account is forgotten everywhere, and told so', async () => {
    const { email } = await registeredPerson(stack)
    const ann = await me({ email })
    expect(await refusal(ann.erase('wrong'))).toEqual([403, 'wrong_password'])
    const erasure = await ann.erase(PASSWORD)
    expect(erasure.status).toBe('erasing')
    await mail.waitFor({ to: email, subject: 'Your account is closed' })
    await expect(signIn(stack, app, { email })).rejects.toThrow('sign-in: 401')
    await Bun.sleep(1_100)
    expect((await refusal(ann.user()))[0]).toBe(401)
    // The address is free again.
    await mail.clear()
    await registeredPerson(stack, email)
  })

  test('an email waits for a mail server that is away, and comes once', async () => {
    const email = newEmail()
    await mail.behave('refuse_temporarily')
    try {
      await users.register(registration(email))
      await Bun.sleep(300)
      expect((await mail.messages({ to: email })).data).toHaveLength(0)
    } finally {
      await mail.behave('accept')
    }
    await mail.waitFor({ to: email })
    expect((await mail.messages({ to: email })).data).toHaveLength(1)
  })
})
