/** Guessing passwords: how often, by whom, and that nobody learns which accounts there are. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { runInContext } from '#lib/context'
import { Problem } from '#lib/problem'
import type { Passwords } from './passwords.ts'
import { checkPassword } from './sign-in.ts'
import { Visitor } from './testing.ts'
import { PASSWORD, type TestFlow, testFlow } from './testing-flow.ts'
import { MOST_BY_ACCOUNT, MOST_BY_ADDRESS, MOST_BY_BOTH, type Throttle, throttle } from './throttle.ts'

const WINDOW_MS = 15 * 60_000
let flow: TestFlow
let counting: Throttle
beforeAll(async () => {
  flow = await testFlow()
  counting = throttle({ db: flow.auth.db, key: Buffer.alloc(32, 1), now_ms: flow.auth.now_ms })
})
afterAll(() => flow?.close())

/** Passwords that take no time, and say what they were asked. */
function counted(right = PASSWORD) {
  const asked: (string | undefined)[] = []
  const passwords: Passwords = {
    hash: async () => 'hash',
    verify: async (password, hash) => {
      asked.push(hash)
      return password === right && hash !== undefined
    },
  }
  return { asked, passwords }
}

async function attempt(
  login: string,
  { password = 'wrong', address = '192.0.2.99', passwords = counted().passwords } = {},
): Promise<string | number | undefined> {
  const context = { request_id: 'r', traceparent: 't', deadline_ms: 0, address }
  try {
    return await runInContext(context, () =>
      checkPassword({ db: flow.auth.db, passwords, throttle: counting }, { login, password }),
    )
  } catch (error) {
    if (error instanceof Problem) return error.status
    throw error
  }
}
const times = async (count: number, work: (index: number) => Promise<unknown>) => {
  for (let index = 0; index < count; index++) await work(index)
}

test('the eleventh attempt is refused even with the right password, until the window is over', async () => {
  const { login } = await flow.person()
  const visitor = () => new Visitor(flow.auth, '198.51.100.1')
  await times(MOST_BY_BOTH, async () =>
    expect((await flow.signIn(visitor(), login, {}, 'wrong password')).status).toBe(401),
  )
  const refused = await flow.signIn(visitor(), login)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeWithin(WINDOW_MS / 1000 - 60, WINDOW_MS / 1000 + 1)
  expect(await refused.text()).toContain('Too many attempts')
  flow.auth.pass(WINDOW_MS)
  expect((await flow.signIn(visitor(), login)).status).toBe(303)
})

test('an account that does not exist is counted alike', async () => {
  const { login } = await flow.person()
  for (const name of [login, 'nobody@example.com']) {
    const address = '198.51.100.2'
    await times(MOST_BY_BOTH, async () => expect(await attempt(name, { address })).toBeUndefined())
    expect(await attempt(name, { address })).toBe(429)
  }
})

test('a password is checked against a hash whether the account exists or not', async () => {
  const { login } = await flow.person()
  const { asked, passwords } = counted()
  for (const name of [login, 'nobody-else@example.com', 'a'.repeat(300), ''])
    expect(await attempt(name, { passwords })).toBeUndefined()
  expect(asked).toEqual([expect.stringContaining('$argon2id$'), undefined, undefined, undefined])
})

test('while it is refused, no password is looked at', async () => {
  const { login } = await flow.person()
  const { asked, passwords } = counted()
  await times(MOST_BY_BOTH + 5, () => attempt(login, { passwords, address: '198.51.100.3' }))
  expect(asked).toHaveLength(MOST_BY_BOTH)
})

test('many guesses at once are no more than many after each other', async () => {
  const { login } = await flow.person()
  let arrived = 0
  const guesses = Array.from({ length: 20 }, (_, index) => {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const passwords: Passwords = {
      hash: async () => 'hash',
      verify: () => {
        arrived++
        return promise
      },
    }
    return { resolve, right: index === 19, result: attempt(login, { passwords, address: '198.51.100.10' }) }
  })
  while (arrived < guesses.length) await Bun.sleep(1)
  const results: unknown[] = []
  for (const { resolve, right, result } of guesses) {
    resolve(right)
    results.push((await result) ?? 'wrong')
  }
  expect(results).toEqual([...Array<string>(MOST_BY_BOTH).fill('wrong'), ...Array<number>(10).fill(429)])
})

test('from elsewhere the owner gets in meanwhile', async () => {
  const { login, subject } = await flow.person()
  await times(MOST_BY_BOTH + 1, () => attempt(login, { address: '198.51.100.4' }))
  expect(await attempt(login, { password: PASSWORD, address: '198.51.100.5' })).toBe(subject)
})

test('one address cannot try one password at every account', async () => {
  const address = '198.51.100.6'
  await times(MOST_BY_ADDRESS, async (index) =>
    expect(await attempt(`person-${index}@example.com`, { address })).toBeUndefined(),
  )
  const { login, subject } = await flow.person()
  expect(await attempt(login, { password: PASSWORD, address })).toBe(429)
  expect(await attempt(login, { password: PASSWORD, address: '198.51.100.7' })).toBe(subject)
})

test('a network of IPv6 is one address', async () => {
  await times(MOST_BY_ADDRESS, (index) =>
    attempt(`another-${index}@example.com`, { address: `2001:db8:1:2::${index}` }),
  )
  expect(await attempt('fresh@example.com', { address: '2001:db8:1:2:ffff::1' })).toBe(429)
  expect(await attempt('fresh@example.com', { address: '2001:db8:1:3::1' })).toBeUndefined()
})

test('one account cannot be tried from everywhere without end', async () => {
  const { login } = await flow.person()
  await times(MOST_BY_ACCOUNT, (index) => attempt(login, { address: `203.0.113.${index}` }))
  expect(await attempt(login, { password: PASSWORD, address: '198.51.100.8' })).toBe(429)
  flow.auth.pass(WINDOW_MS)
  expect(await attempt(login, { password: PASSWORD, address: '198.51.100.8' })).toBeString()
})

test('the right password forgives what was mistyped before', async () => {
  const { login, subject } = await flow.person()
  await times(3, async () => {
    await times(MOST_BY_BOTH - 1, async () => expect(await attempt(login)).toBeUndefined())
    expect(await attempt(login, { password: PASSWORD })).toBe(subject)
  })
})

test('the table says neither who tried nor from where', async () => {
  await attempt('secretive@example.com', { address: '198.51.100.9' })
  const rows = await flow.auth.db.selectFrom('auth.failures').selectAll().execute()
  expect(rows.length).toBeGreaterThan(0)
  for (const { key } of rows) expect(key.length).toBe(32)
})
