/** `auth` killed at any moment of the code flow, held, and given new keys under load. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { decodeProtectedHeader } from 'jose'
import pg from 'pg'
import { Random } from '#lib/dataset/random'
import { runningServer } from '#lib/postgres/server'
import { runCommand } from '#lib/test/command'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack, TEST_SECRET } from '#lib/test/stack'
import { databaseOf } from './databases.ts'
import {
  askToken,
  redeem,
  registeredPerson,
  type TestClient,
  type TestCode,
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
  let database: pg.Client
  beforeAll(async () => {
    stack = await startStack({ shape: 'microservices' })
    app = await testClient(stack, {
      id: 'app',
      scopes: ['users:read', 'users:write', 'users:account', 'search:read'],
    })
    email = (await registeredPerson(stack)).email
    const server = await runningServer(join(stack.data_dir, 'postgres'))
    database = new pg.Client({ connectionString: server?.url(databaseOf('auth', 'microservices')) })
    await database.connect()
  }, 60_000)
  afterAll(async () => {
    await database?.end()
    await stack?.stop()
  }, 30_000)

  const processOf = async (service: string) => {
    const found = await descendants(stack.pid)
    const pid = found.find(({ command }) => command.includes(`serve.ts ${service} `))?.pid
    if (pid === undefined) throw new Error(`no process of ${service}`)
    return pid
  }
  /** What a code was redeemed for, as the database has it. */
  const grantOf = async ({ code }: TestCode): Promise<string | null> => {
    const hash = createHash('sha256').update(code).digest()
    const { rows } = await database.query<{ grant_id: string | null }>(
      'select grant_id from auth.codes where hash = $1',
      [hash],
    )
    if (rows[0] === undefined) throw new Error('the code is gone')
    return rows[0].grant_id
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
    const outcomes = new Set<string>()
    let tokens: Tokens | undefined
    for (let round = 0; round < ROUNDS; round++) {
      const browser = await testBrowser(stack, app, { email })
      tokens ??= (await (await redeem(stack, app, await browser.code())).json()) as Tokens
      const { refresh_token } = tokens
      const refresh = () => askToken(stack, app, { grant_type: 'refresh_token', refresh_token })
      const codes = await Promise.all(Array.from({ length: CODES }, () => browser.code()))
      const pid = await processOf('auth')
      // From before the first statement to after the last answer.
      const at_some_time = (code: TestCode) =>
        Bun.sleep(random.below(25)).then(() => redeem(stack, app, code))
      const first = codes.map((code) => statusOf(at_some_time(code)))
      const refreshed = statusOf(refresh())
      // By the clock, or with the first answer: on a busy machine nobody may have one by then.
      await (round % 2 === 0 ? Bun.sleep(10 + random.below(25)) : Promise.race(first))
      process.kill(pid, 'SIGKILL')
      const statuses = await Promise.all(first)
      await refreshed
      await isBack()
      for (const [i, code] of codes.entries()) {
        const redeemed = (await grantOf(code)) !== null
        const again = await statusOf(redeem(stack, app, code))
        const once_more = await statusOf(redeem(stack, app, code))
        // Whether or not the first answer arrived: what it was redeemed for before the kill is all that it gives.
        expect({ first: redeemed, again, once_more }).toEqual({
          first: redeemed,
          again: redeemed ? 400 : 200,
          once_more: 400,
        })
        if (statuses[i] === 200) expect(redeemed).toBe(true)
        outcomes.add(`${redeemed ? 'redeemed' : 'not yet'}, ${statuses[i] === 200 ? 'answered' : 'lost'}`)
      }
      // Whether or not it had been rotated: within the grace the same answer comes again.
      const answer = await refresh()
      expect(answer.status).toBe(200)
      tokens = (await answer.json()) as Tokens
    }
    // Otherwise nothing was cut off, or nothing ever worked.
    expect(outcomes).toContain('redeemed, answered')
    expect(outcomes).toContain('not yet, lost')
    // Nothing was granted that no code leads to, and nothing twice for one.
    const { rows } = await database.query(
      `select (select count(distinct grant_id)::int from auth.codes) as redeemed,
              (select count(*)::int from auth.grants) as grants`,
    )
    const codes = ROUNDS * CODES + 1
    expect(rows).toEqual([{ redeemed: codes, grants: codes }])
  }, 120_000)

  test('new signing keys under load lose no request', async () => {
    const rotate = async () => {
      const { code, out } = await runCommand(
        ['services/admin.ts', 'keys', 'rotate', '--data-dir', stack.data_dir],
        { VACANCY_SECRET: TEST_SECRET },
      )
      expect(code).toBe(0)
      return out.join('\n')
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
    // After the lead.
    await eventually('the new key signs', 20_000, async () => kids.size === 2)
    // Some requests with the new key alone.
    await Bun.sleep(500)
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
