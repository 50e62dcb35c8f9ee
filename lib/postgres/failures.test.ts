/** What cannot work ends with one clear line and a code. */
import { afterAll, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { freePort } from '#lib/ports'
import { printedError } from './errors.ts'
import { hold, scratch, startError } from './fixture.ts'
import { run } from './run.ts'
import { startPostgres } from './server.ts'

const is_root = process.getuid?.() === 0
const cleanups: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup()
})
const folder = () => {
  const made = scratch()
  cleanups.push(made.remove)
  return made.data_dir
}
const options = async (data_dir: string) => ({
  data_dir,
  port: await freePort(),
  durability: 'disposable' as const,
})

test('a used port is named', async () => {
  const wanted = await options(folder())
  const other = createServer().listen(wanted.port, '127.0.0.1')
  const error = await startError(wanted)
  other.close()
  expect(error.code).toBe('port_in_use')
  expect(error.message).toContain(`Port ${wanted.port} on 127.0.0.1 is taken`)
  // What was begun is no obstacle afterwards.
  await (await startPostgres(wanted)).stop()
})

test('a folder that we may not write to', async () => {
  const data_dir = folder()
  if (is_root) {
    const child = await hold(data_dir, await freePort(), { uid: 65_534, gid: 65_534 })
    expect(child.said).toStartWith(`permission_denied No permission for PostgreSQL to use ${data_dir}`)
  } else {
    chmodSync(dirname(data_dir), 0o500)
    expect((await startError(await options(data_dir))).code).toBe('permission_denied')
    chmodSync(dirname(data_dir), 0o755)
  }
})

test('as an ordinary user', async () => {
  if (!is_root) return console.log('not run apart: these tests run as an ordinary user already')
  const data_dir = folder()
  chmodSync(dirname(data_dir), 0o777)
  const child = await hold(data_dir, await freePort(), { uid: 65_534, gid: 65_534 })
  expect(child.said).toBe('started')
  await child.end('SIGTERM')
  // As root afterwards, the cluster stays that user's.
  await (await startPostgres(await options(data_dir))).stop()
  const again = await hold(data_dir, await freePort(), { uid: 65_534, gid: 65_534 })
  expect(again.said).toBe('started')
  await again.end('SIGTERM')
}, 15_000)

test('a folder that the user of PostgreSQL cannot enter is replaced, and the log says so', async () => {
  if (!is_root) return console.log('not run: only root runs PostgreSQL as another user')
  const data_dir = folder()
  chmodSync(dirname(data_dir), 0o700)
  const lines: string[] = []
  const server = await startPostgres({ ...(await options(data_dir)), log: (line) => lines.push(line) })
  cleanups.push(() => rm(dirname(server.data_dir), { recursive: true }))
  expect(server.data_dir).not.toStartWith(dirname(data_dir))
  expect(lines.join()).toContain(`cannot enter ${dirname(data_dir)}: its data is in ${server.data_dir}`)
  await server.stop()
})

test('a full disk, when the cluster is made and when it is started', async () => {
  const mount = dirname(folder())
  const mounted =
    is_root && process.platform === 'linux' ? await mountSmall(mount) : 'only root can mount one'
  if (mounted !== '') return console.log(`not run: no small disk to fill (${mounted})`)
  cleanups.push(() => run('umount', ['-l', mount]))
  const wanted = await options(join(mount, 'data'))
  mkdirSync(join(mount, 'filler'))
  writeFileSync(join(mount, 'filler', 'large'), Buffer.alloc(50 << 20))
  const making = await startError(wanted)
  expect(making.code).toBe('disk_full')
  expect(making.message).toContain(`The disk that holds ${wanted.data_dir} is full`)
  expect(existsSync(wanted.data_dir)).toBe(false)

  await rm(join(mount, 'filler'), { recursive: true })
  await (await startPostgres(wanted)).stop()
  await run('dd', ['if=/dev/zero', `of=${join(mount, 'filler')}`, 'bs=4k'])
  expect((await startError(wanted)).code).toBe('disk_full')
  await rm(join(mount, 'filler'))
  await (await startPostgres(wanted)).stop()
})

async function mountSmall(path: string): Promise<string> {
  const { code, output } = await run('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=755', 'tmpfs', path])
  return code === 0 ? '' : output.trim() || `exit code ${code}`
}

test("another version's data, somebody's files, a half-made cluster and a broken configuration", async () => {
  const data_dir = folder()
  const wanted = await options(data_dir)
  const half = `${data_dir}.new.12345`
  mkdirSync(half)
  writeFileSync(join(half, 'PG_VERSION'), '18\n')
  await (await startPostgres(wanted)).stop()
  expect(existsSync(half)).toBe(false)

  writeFileSync(join(data_dir, 'PG_VERSION'), '17\n')
  const old = await startError(wanted)
  expect(old.code).toBe('wrong_version')
  expect(old.message).toContain('was made by PostgreSQL 17 and this is PostgreSQL 18')

  writeFileSync(join(data_dir, 'PG_VERSION'), '18\n')
  writeFileSync(join(data_dir, 'postgresql.conf'), 'no_such_setting = 1\n')
  const broken = await startError(wanted)
  expect(broken.code).toBe('not_started')
  expect(broken.message).not.toContain('\n')

  const files = folder()
  mkdirSync(files)
  writeFileSync(join(files, 'letter.txt'), 'hello')
  const error = await startError(await options(files))
  expect(error.code).toBe('not_started')
  expect(error.message).toContain('neither empty nor a PostgreSQL data directory')
})

test.each([
  [
    'port_in_use',
    '2026-11-23 11:03:33.277 UTC [7895] LOG:  could not bind IPv4 address "127.0.0.1": Address already in use',
  ],
  ['data_dir_in_use', 'FATAL:  pre-existing shared memory block (key 17, ID 4) is still in use'],
  ['data_dir_in_use', 'FATAL:  lock file "postmaster.pid" already exists'],
  [
    'permission_denied',
    '2026-11-23 11:03:33.277 UTC [7895] FATAL:  could not open file "global/pg_control": Permission denied',
  ],
  ['permission_denied', 'FATAL:  data directory "/data" has wrong ownership'],
  ['disk_full', 'PANIC:  could not write to file "pg_wal/xlogtemp.12": No space left on device'],
  [
    'wrong_version',
    'DETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.',
  ],
  [
    'not_started',
    'LOG:  starting\nFATAL:  could not load library "x.so"\nLOG:  database system is shut down',
  ],
] as const)('%s from %s', (code, output) => {
  const error = printedError(output, { data_dir: '/data', port: 3932 })
  expect(error.code).toBe(code)
  expect(error.message).not.toContain('UTC [')
  if (code === 'not_started') expect(error.message).toContain('could not load library')
})
