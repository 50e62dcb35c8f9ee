/** Pools against a real server: killed backends, a hanging server, too few connections, none at all. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { sql } from 'kysely'
import type pg from 'pg'
import { databasePool, databaseProblem, kyselyOver, type PoolOptions } from '#lib/database'
import { withClient } from '#lib/postgres/sql'
import { type TestDatabase, testDatabase } from '#lib/test/database'

let database: TestDatabase
const pools: pg.Pool[] = []
const pool = (options: Partial<PoolOptions> = {}) => {
  const made = databasePool({ url: database.url, size: 2, name: 'lib-database-test', ...options })
  pools.push(made)
  return made
}
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  for (const one of pools) await one.end()
  await database.drop()
})

const backendOf = async (client: Pick<pg.PoolClient, 'query'>) =>
  Number((await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid)
const terminate = (pid: number) =>
  withClient(database.url, (client) => client.query('SELECT pg_terminate_backend($1, 1000)', [pid]))
const failure = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error,
  )
/** The 503 that a service answers with. */
const away = (error: unknown) => {
  const problem = databaseProblem(error)
  expect([problem?.status, problem?.code, problem?.headers['retry-after']]).toEqual([
    503,
    'database_unavailable',
    '2',
  ])
  return true
}

describe('a pool', () => {
  test('survives the end of an idle connection, says so, and connects anew', async () => {
    const warnings: unknown[] = []
    const one = pool({ log: { warn: (fields: unknown) => warnings.push(fields) } })
    const pid = await backendOf(one)
    await terminate(pid)
    while (one.totalCount > 0) await Bun.sleep(5)
    expect(warnings.length).toBeGreaterThan(0)
    expect(await backendOf(one)).not.toBe(pid)
  })

  test('survives the end of a connection in use, between two statements and within one', async () => {
    const one = pool()
    const client = await one.connect()
    await terminate(await backendOf(client))
    expect(away(await failure(client.query('SELECT 1')))).toBe(true)
    client.release()
    const busy = await one.connect()
    const pid = await backendOf(busy)
    const cut = failure(busy.query('SELECT pg_sleep(10)'))
    await terminate(pid)
    expect(away(await cut)).toBe(true)
    busy.release()
    expect((await one.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    expect(one.totalCount).toBe(1)
  })

  test('survives it in a transaction of Kysely, and keeps no connection', async () => {
    const one = pool()
    const db = kyselyOver<unknown>(one)
    const cut = failure(
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(trx)
        await terminate(rows[0]?.pid ?? 0)
        await sql`SELECT 1`.execute(trx)
      }),
    )
    expect(away(await cut)).toBe(true)
    expect((await sql`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }])
    expect([one.totalCount, one.idleCount]).toEqual([1, 1])
  })

  test('ends a statement that takes too long, on the server', async () => {
    const one = pool({ statement_timeout_ms: 50 })
    expect(away(await failure(one.query('SELECT pg_sleep(10)')))).toBe(true)
    expect((await one.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('ends a connection whose server hangs, and no slow one that is heard of', async () => {
    const one = pool({ size: 1, statement_timeout_ms: 100 })
    const pid = await backendOf(one)
    process.kill(pid, 'SIGSTOP')
    const started_ms = performance.now()
    try {
      expect(away(await failure(one.query('SELECT 1')))).toBe(true)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(performance.now() - started_ms).toBeLessThan(2_500)
    expect(await backendOf(one)).not.toBe(pid)
    const held = await one.connect()
    await held.query('BEGIN')
    await Bun.sleep(900)
    expect((await held.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    held.release()
  }, 10_000)

  test('does not wait for ever for a connection that others hold', async () => {
    const one = pool({ size: 1 })
    const held = await one.connect()
    // Only now: on a busy machine making the first connection may take longer than this.
    one.options.connectionTimeoutMillis = 50
    expect(away(await failure(one.query('SELECT 1')))).toBe(true)
    held.release()
    expect((await one.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('reads dates as text, and counts and amounts as numbers', async () => {
    const { rows } = await pool().query(
      `SELECT DATE '2026-12-01' AS night, 9007199254740991::bigint AS amount, 1.50::numeric AS share`,
    )
    expect(rows).toEqual([{ night: '2026-12-01', amount: 9_007_199_254_740_991, share: '1.50' }])
  })
})

describe('the database is away', () => {
  test('when nothing listens, or what listens hangs up, or says nothing', async () => {
    const hangs_up = createServer((socket) => socket.on('data', () => socket.destroy()))
    const silent = createServer(() => undefined)
    const ports: number[] = [1]
    for (const server of [hangs_up, silent]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      if (typeof address === 'object' && address !== null) ports.push(address.port)
    }
    expect(ports).toHaveLength(3)
    for (const port of ports) {
      const one = pool({ url: `postgresql://u:p@127.0.0.1:${port}/x`, connect_timeout_ms: 100 })
      expect(away(await failure(one.query('SELECT 1')))).toBe(true)
    }
    hangs_up.close()
    silent.close()
  })

  test('when the server has no more connections, is stopping or starting', () => {
    for (const code of ['53300', '57P01', '57P02', '57P03', '08006', '53100'])
      expect(away(Object.assign(new Error('x'), { code }))).toBe(true)
    expect(away(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]))).toBe(true)
  })

  test('and not when the statement or its data is wrong', async () => {
    const one = pool()
    await one.query('CREATE TABLE guests (name text PRIMARY KEY)')
    await one.query(`INSERT INTO guests VALUES ('Ada')`)
    for (const statement of [`INSERT INTO guests VALUES ('Ada')`, 'SELEC', 'SELECT 1 / 0'])
      expect(databaseProblem(await failure(one.query(statement)))).toBeUndefined()
    const stranger = pool({ url: database.url.replace(/:[0-9a-f]+@/, ':guessed@') })
    expect(databaseProblem(await failure(stranger.query('SELECT 1')))).toBeUndefined()
    for (const other of [
      new Error('Connection lost in thought'),
      'ECONNREFUSED',
      undefined,
      { code: '57P01' },
    ])
      expect(databaseProblem(other)).toBeUndefined()
  })
})
