/** A server's life: start, stop, crashes of the server and of the program that looks after it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#lib/ports'
import { accountFor } from './account.ts'
import { hold, postmasterPid, scratch, startError } from './fixture.ts'
import { processIdentity } from './processes.ts'
import { run } from './run.ts'
import { ensureDatabase, type PostgresServer, PostgresStartError, startPostgres } from './server.ts'
import { withClient } from './sql.ts'

const { data_dir, remove } = scratch()
let port: number
const start = (durability: 'durable' | 'disposable' = 'disposable') =>
  startPostgres({ data_dir, port, durability })

beforeAll(async () => {
  port = await freePort()
})
afterAll(remove)

const query = (server: PostgresServer, text: string) =>
  withClient(server.url('hotel'), async (client) => (await client.query(text)).rows)

test('a restart keeps the data, the password and nobody else out', async () => {
  const first = await start('durable')
  expect(first.adopted).toBe(false)
  await Promise.all([1, 2, 3].map(() => ensureDatabase(first, 'hotel')))
  await ensureDatabase(first, 'hotel')
  await query(first, 'CREATE TABLE rooms AS SELECT generate_series(1, 5) AS id')
  const [settings] = await query(
    first,
    `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS address,
            current_setting('TimeZone') AS zone, current_setting('shared_preload_libraries') AS libraries`,
  )
  expect(settings).toEqual({
    fsync: 'on',
    address: '127.0.0.1',
    zone: 'UTC',
    libraries: 'pg_stat_statements',
  })
  await expect(
    withClient(first.url('hotel').replace(/:[0-9a-f]+@/, ':guessed@'), (client) => client.query('SELECT 1')),
  ).rejects.toThrow('password authentication failed')
  expect((await stat(join(data_dir, 'vacancy.password'))).mode & 0o777).toBe(0o600)
  await Promise.all([first.stop(), first.stop()])

  const second = await start()
  expect(second.url('hotel')).toBe(first.url('hotel'))
  expect(await query(second, 'SELECT count(*)::int AS n FROM rooms')).toEqual([{ n: 5 }])
  await second.stop()
})

test('the server is in a process group of its own, which Ctrl-C does not reach', async () => {
  const server = await start()
  const pid = postmasterPid(data_dir)
  const { code, output } = await run('ps', ['-o', 'pgid=', '-p', String(pid)])
  if (code === 127) console.log('process group not checked: no ps on this machine')
  else expect(Number(output)).toBe(pid)
  await server.stop()
})

test('after kill -9 of the server, with a backend too busy to notice, the next start recovers', async () => {
  const server = await start('durable')
  await query(server, 'INSERT INTO rooms VALUES (6)')
  const busy = query(server, 'SELECT count(*) FROM generate_series(1, 1000000000000)').catch(() => undefined)
  await Bun.sleep(200)
  process.kill(postmasterPid(data_dir), 'SIGKILL')
  await server.stop() // as the program that looked after it would, before it is started again

  const again = await start('durable')
  await busy
  expect(await query(again, 'SELECT count(*)::int AS n FROM rooms')).toEqual([{ n: 6 }])
  await again.stop()
})

test('a kept server that is killed -9 comes back on its port with its data, again and again, until it is stopped', async () => {
  const lines: string[] = []
  const server = await startPostgres({
    data_dir,
    port,
    durability: 'durable',
    keep: true,
    log: (line) => lines.push(line),
  })
  try {
    await query(server, 'CREATE TABLE IF NOT EXISTS guests (name text)')
    for (const name of ['Ada', 'Grace']) {
      await query(server, `INSERT INTO guests VALUES ('${name}')`)
      const killed = postmasterPid(data_dir)
      process.kill(killed, 'SIGKILL')
      while (!lines.at(-1)?.includes('runs again') || lines.at(-1)?.includes(` ${killed}`))
        await Bun.sleep(20)
      expect(postmasterPid(data_dir)).not.toBe(killed)
      lines.length = 0
    }
    expect(await query(server, 'SELECT name FROM guests ORDER BY name')).toEqual([
      { name: 'Ada' },
      { name: 'Grace' },
    ])
  } finally {
    await server.stop()
  }
  await Bun.sleep(300)
  await expect(query(server, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
}, 30_000)

test('a stale lock of a dead process, of another program, or cut short, does not stop the start', async () => {
  const server = await start()
  const lock = readFileSync(join(data_dir, 'postmaster.pid'), 'utf8')
  await server.stop()
  // Of the same user, since PostgreSQL ignores the processes of others.
  const { ids } = await accountFor(data_dir)
  const other = spawn('sleep', ['60'], { ...ids, cwd: '/', stdio: 'ignore' })
  const dead = spawn('true', [], { stdio: 'ignore' })
  await new Promise((resolve) => dead.once('close', resolve))
  try {
    for (const pid of [dead.pid, other.pid]) {
      writeFileSync(join(data_dir, 'postmaster.pid'), lock.replace(/^\d+/, String(pid)))
      await (await start()).stop()
    }
    writeFileSync(join(data_dir, 'postmaster.pid'), '')
    await (await start()).stop()
    expect(other.exitCode).toBeNull()
  } finally {
    other.kill()
  }
})

test('a server whose owner was killed -9 is adopted, and then stopped', async () => {
  const holder = await hold(data_dir, port)
  expect(holder.said).toBe('started')
  const pid = postmasterPid(data_dir)
  await holder.end('SIGKILL')

  const server = await start()
  expect(server.adopted).toBe(true)
  expect(postmasterPid(data_dir)).toBe(pid)
  expect(await query(server, 'SELECT count(*)::int AS n FROM rooms')).toEqual([{ n: 6 }])
  await server.stop()
  expect(processIdentity(pid)).toBeUndefined()
})

test('one left behind with other settings or on another port is restarted', async () => {
  const holder = await hold(data_dir, await freePort())
  const left = postmasterPid(data_dir)
  await holder.end('SIGKILL')
  const server = await start()
  expect(server.adopted).toBe(false)
  expect(processIdentity(left)).toBeUndefined()
  await server.stop()

  const again = await hold(data_dir, port)
  await again.end('SIGKILL')
  const durable = await start('durable')
  expect(durable.adopted).toBe(false)
  await durable.stop()
})

test('while its owner lives the data directory is refused, naming the owner', async () => {
  const holder = await hold(data_dir, port)
  const error = await startError({ data_dir, port, durability: 'disposable' })
  expect(error.code).toBe('data_dir_in_use')
  expect(error.message).toContain(`process ${holder.pid}`)
  await holder.end('SIGTERM')
  await (await start()).stop()
})

test('of several that start at once, exactly one wins', async () => {
  for (let round = 0; round < 3; round++) {
    const results = await Promise.all([1, 2, 3, 4].map(() => start().catch((error: unknown) => error)))
    const refused = results.filter((result) => result instanceof PostgresStartError)
    expect(refused.map((error) => error.code)).toEqual(Array(3).fill('data_dir_in_use'))
    const winner = results.find((result) => !(result instanceof Error)) as PostgresServer
    await winner.stop()
  }
})
