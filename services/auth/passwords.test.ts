/** Which passwords are good enough, and how many are hashed at once. */
import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { Problem } from '#lib/problem'
import { passwordErrors, passwords } from './passwords.ts'
import { Visitor } from './testing.ts'
import { type TestFlow, testFlow } from './testing-flow.ts'

const codes = (password: string, hints: string[] = []) =>
  passwordErrors(password, hints).map(({ field, code }) => `${field} ${code}`)

describe('a new password', () => {
  test.each([
    ['empty', ''],
    ['nine characters', 'gk3!vQz&m'],
    // One character each for people, two or more for JavaScript.
    ['nine emoji', '🦊🚲🌋🥝🎺🧵🪁🛶🦀'],
  ])('%s is too short', (_what, password) => expect(codes(password)).toEqual(['password too_short']))

  test.each([
    ['a breached one', 'password123'],
    ['the same in capitals', 'PASSWORD123'],
    ['the same in other letters', 'p4ssw0rd123'],
    ['a keyboard row', 'qwertyuiop'],
    ['a keyboard row and digits', 'qwertyuiop123'],
    ['digits in order', '1234567890'],
    ['a letter again and again', 'aaaaaaaaaaaaaaaa'],
    ['a word again and again', 'passwordpassword'],
    ['a date', '12.12.1999'],
    ['our own name', 'vacancyhotel'],
  ])('%s is too common', (_what, password) => expect(codes(password)).toEqual(['password too_common']))

  test("the person's own address and name are too common for them", () => {
    const hints = ['wilhelmina.quux@example.org', 'Wilhelmina Quux']
    for (const password of ['wilhelmina.quux@example.org', 'wilhelminaquux', 'Wilhelmina1'])
      expect(codes(password, hints)).toEqual(['password too_common'])
    expect(codes('wilhelminaquux')).toEqual([])
  })

  test('has at most 128 characters, however many bytes they are', () => {
    const words = 'seven lamps of architecture, by Ruskin; '.repeat(4)
    expect(codes(words.slice(0, 128))).toEqual([])
    expect(codes(words.slice(0, 129))).toEqual(['password too_long'])
    const animals = '🦊🚲🌋🥝🎺🧵🪁🛶🦀🐙🍋🎲🧲🪵🛸🌵'.repeat(8)
    expect([...animals]).toHaveLength(128)
    expect(codes(animals)).not.toEqual(['password too_long'])
    expect(codes(`${animals}x`)).toEqual(['password too_long'])
  })

  test.each([
    ['words', 'seven lamps of architecture'],
    ['ten emoji', '🦊🚲🌋🥝🎺🧵🪁🛶🦀🐙'],
    ['another script', 'немногословный баклажан'],
    ['spaces at its ends', '  gk3!vQz&m  '],
  ])('of %s is good', (_what, password) => expect(codes(password)).toEqual([]))

  test('has no NUL, which would end it for C', () =>
    expect(codes('seven lamps\0of architecture')).toEqual(['password characters']))

  test('is never part of what is said about it', () => {
    for (const password of ['hunter2', 'password123', `hunter2${'x'.repeat(200)}`])
      expect(JSON.stringify(passwordErrors(password, []))).not.toContain(password)
  })
})

describe('hashing', () => {
  test('is one password however its accents are composed', async () => {
    const { hash, verify } = passwords()
    const [composed, decomposed] = ['Crème brûlée à la carte', 'Crème brûlée à la carte'.normalize('NFD')]
    expect(composed).not.toBe(decomposed)
    const stored = await hash(composed)
    expect(await verify(decomposed, stored)).toBe(true)
    expect(await verify('Creme brulee a la carte', stored)).toBe(false)
    expect(await verify(decomposed, await hash(decomposed))).toBe(true)
  })

  test('reads all of a long password', async () => {
    const { hash, verify } = passwords()
    const stored = await hash(`${'x'.repeat(127)}a`)
    expect(await verify(`${'x'.repeat(127)}b`, stored)).toBe(false)
  })

  test('is argon2id with a salt of its own for each', async () => {
    const { hash } = passwords()
    const [one, other] = [await hash('seven lamps'), await hash('seven lamps')]
    expect(one).not.toBe(other)
    expect(one).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  })

  test('checks a hash of the same cost where there is no account', async () => {
    const verify = spyOn(Bun.password, 'verify')
    try {
      const own = passwords()
      const stored = await own.hash('seven lamps')
      expect([await own.verify('x', stored), await own.verify('x', undefined)]).toEqual([false, false])
      const parameters = verify.mock.calls.map(([, hash]) => String(hash).split('$').slice(1, 4).join('$'))
      expect(parameters).toEqual(['argon2id$v=19$m=19456,t=2,p=1', 'argon2id$v=19$m=19456,t=2,p=1'])
    } finally {
      verify.mockRestore()
    }
  })

  test('of eighty at once answers each: some have to come back', async () => {
    const { verify, hash } = passwords()
    const stored = await hash('seven lamps')
    const all = await Promise.allSettled(Array.from({ length: 80 }, () => verify('seven lamps', stored)))
    const good = all.filter((one) => one.status === 'fulfilled' && one.value)
    const busy = all.flatMap((one) =>
      one.status === 'rejected' && one.reason instanceof Problem ? [one.reason] : [],
    )
    expect(good.length + busy.length).toBe(80)
    // Two at work and sixty-four waiting.
    expect(good.length).toBe(66)
    for (const { status, code, headers } of busy)
      expect([status, code, headers['retry-after']]).toEqual([503, 'overloaded', '2'])
    expect(await verify('seven lamps', stored)).toBe(true)
  })
})

describe('signing in', () => {
  let flow: TestFlow
  beforeAll(async () => {
    flow = await testFlow()
  })
  afterAll(() => flow?.close())

  test('of eighty at once loses nobody: who is not signed in is told when to come back', async () => {
    const { login } = await flow.person()
    const all = await Promise.all(
      Array.from({ length: 80 }, () => flow.signIn(new Visitor(flow.auth), login)),
    )
    const refused = all.filter(({ status }) => status === 503)
    expect(all.filter(({ status }) => status === 303).length + refused.length).toBe(80)
    for (const response of refused) {
      expect(response.headers.get('retry-after')).toBe('2')
      expect(await response.text()).toContain('Many people are signing in')
    }
  })
})
