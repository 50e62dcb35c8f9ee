/** `auth` killed at any moment of the code flow, held, and given new keys under load. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { decodeProtectedHeader } from 'jose'
import { spawnChild } from '#lib/child'
import { Random } from '#lib/dataset/random'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack, TEST_SECRET } from '#lib/test/stack'
import {
  askToken,
  redeem,
  registeredPerson,
  type TestClient,
  type Tokens,
  testBrowser,
  testClient,
} from './test-person.ts'

/** The supervisor waits twice as long after each kill. */
const ROUNDS = 5
const CODES = 12

describe.skipIf(process.platform !== 'linux')('the authorization server', () => {
  let stack: Stack
  let app: TestClient
  let email: string
  beforeAll(async () => {
    stack = await startStack({ shape: 'microservices' })
    app = await testClient(stack, {
      id: 'app',
      scopes: ['users:read', 'users:write', 'users:account', 'search:read'],
    })
    email = (await registeredPerson(stack)).email
  }, 60_000)
  afterAll(() => stack?.stop(), 30_000)

  const processOf = async (service: string) => {
    const found = await descendants(stack.pid)
    const pid = found.find(({ command }) => command.includes(`serve.ts ${service} `))?.pid
    if (pid === undefined) throw new Error(`no process of ${service}`)
    return pid
  }
  const isBack = () =>
    eventually('auth is ready again', 10_000, async () => (await fetch(`${stack.url('auth')}/readyz`)).ok)
  /** Status, or undefined when the connection broke. */
  const statusOf = (response: Promise<Response>) =>
    response.then(
      async (one) => {
        await one.arrayBuffer()
        return one.status
      },
      () => undefined,
    )

  test('killed with -9 at any point never gives two sets of tokens for one code, and signs nobody out', async () => {
    const random = new Random(7, 1)
    let lost = 0
    let given = 0
    let tokens: Tokens | undefined
    for (let round = 0; round < ROUNDS; round++) {
      const browser = await testBrowser(stack, app, { email })
      tokens ??= (await (await redeem(stack, app, await browser.code())).json()) as Tokens
      const { refresh_token } = tokens
      const refresh = () => askToken(stack, app, { grant_type: 'refresh_token', refresh_token })
      const codes = await Promise.all(Array.from({ length: CODES }, () => browser.code()))
      const pid = await processOf('auth')
      const first = codes.map((code) => statusOf(redeem(stack, app, code)))
      const refreshed = statusOf(refresh())
      // From before the first statement to after the last answer.
      await Bun.sleep(random.below(30))
      process.kill(pid, 'SIGKILL')
      const statuses = await Promise.all(first)
      await refreshed
      await isBack()
      for (const [i, code] of codes.entries()) {
        const again = [await statusOf(redeem(stack, app, code)), await statusOf(redeem(stack, app, code))]
        const successes = [statuses[i], ...again].filter((status) => status === 200).length
        expect(successes).toBeLessThanOrEqual(1)
        given += successes
        if (statuses[i] === undefined) lost++
      }
      // Whether or not it had been rotated: within the grace the same answer comes again.
      const answer = await refresh()
      expect(answer.status).toBe(200)
      tokens = (await answer.json()) as Tokens
    }
    // Otherwise nothing was cut off, or nothing ever worked.
    expect(lost).toBeGreaterThan(0)
    expect(given).toBeGreaterThan(0)
  }, 120_000)

  test('new signing keys under load lose no request', async () => {
    const rotate = async () => {
      const said: string[] = []
      const env = { VACANCY_SECRET: TEST_SECRET }
      const child = spawnChild({
        args: ['services/admin.ts', 'keys', 'rotate', '--data-dir', stack.data_dir],
        env,
        onLine: (line) => said.push(line),
      })
      expect(await child.exited).toBe(0)
      return said.join('\n')
    }
    const kids = new Set<unknown>()
    const failures: string[] = []
    let requests = 0
    let over = false
    const customer = async () => {
      while (!over) {
        const answer = await askToken(stack, app, { grant_type: 'client_credentials' })
        if (answer.status !== 200) {
          failures.push(`token ${answer.status}: ${await answer.text()}`)
          continue
        }
        const { access_token } = (await answer.json()) as Tokens
        kids.add(decodeProtectedHeader(access_token).kid)
        const found = await fetch(`${stack.url('search')}/v1/destinations?q=par`, {
          headers: { authorization: `Bearer ${access_token}` },
        })
        await found.arrayBuffer()
        if (found.status !== 200) failures.push(`search ${found.status}`)
        requests += 2
      }
    }
    const load = Promise.all(Array.from({ length: 4 }, customer))
    expect(await rotate()).toStartWith('made ')
    expect(await rotate()).toContain('about to sign already')
    // The lead, and then some.
    await eventually('the new key signs', 20_000, async () => kids.size === 2)
    await Bun.sleep(1_500)
    over = true
    await load
    expect(failures).toEqual([])
    expect(requests).toBeGreaterThan(1_000)
  }, 60_000)

  test('away, it takes nothing with it that does not need it', async () => {
    const token = (
      (await (await askToken(stack, app, { grant_type: 'client_credentials' })).json()) as Tokens
    ).access_token
    const ask = (headers: Record<string, string>) =>
      statusOf(fetch(`${stack.url('search')}/v1/destinations?q=par`, { headers }))
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200)
    const pid = await processOf('auth')
    process.kill(pid, 'SIGSTOP')
    try {
      expect(await ask({})).toBe(200)
      // Its keys are known; what was revoked meanwhile is not, and is let through until it ends by itself.
      expect(await ask({ authorization: `Bearer ${token}` })).toBe(200)
      const page = fetch(`${stack.url('booking-ui')}/search?q=paris`, { headers: { accept: 'text/html' } })
      expect(await statusOf(page)).toBe(200)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await isBack()
  }, 30_000)
})
