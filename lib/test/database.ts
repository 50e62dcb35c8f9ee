/**
 * Real databases for tests. One disposable server for each test process, started on first use, removed at its end;
 * a fresh database for each test file. Nothing is kept after a failing run: the server goes with the process.
 */
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { freePort } from '#lib/ports'
import { endPostmaster, livePostmaster } from '#lib/postgres/lockfile'
import { isSameProcess, processIdentity } from '#lib/postgres/processes'
import { type PostgresServer, startPostgres } from '#lib/postgres/server'
import { createDatabase, dropDatabase } from '#lib/postgres/sql'

export interface TestDatabase {
  readonly url: string
  readonly name: string
  drop(): Promise<void>
}

export interface Template {
  name: string
  /** Content key: another key is another template. */
  key: string
  /** Fills the database at `url`, and closes its connections. Once in a test process for each name and key. */
  prepare(url: string): Promise<void>
}

interface Running {
  readonly server: PostgresServer
  remove(): Promise<void>
}

let running: Promise<Running> | undefined
const templates = new Map<string, Promise<string>>()

/** The one disposable server of this test process. */
export async function testPostgres(): Promise<PostgresServer> {
  running ??= start()
  return (await running).server
}

/** A fresh database for one test file: empty, or a copy of a template. */
export async function testDatabase(options: { template?: Template } = {}): Promise<TestDatabase> {
  const server = await testPostgres()
  const admin_url = server.url('postgres')
  const template =
    options.template === undefined ? undefined : await templateDatabase(server, options.template)
  const name = `${options.template?.name ?? 'test'}_${randomBytes(5).toString('hex')}`
  await createDatabase(admin_url, name, template)
  return { url: server.url(name), name, drop: () => dropDatabase(admin_url, name) }
}

/** Called once, by the preload, when all test files have ended. */
export async function stopTestPostgres(): Promise<void> {
  const started = running
  running = undefined
  templates.clear()
  await (await started?.catch(() => undefined))?.remove()
}

/** Callers at the same time share one preparation; after a failed one the next caller tries again. */
function templateDatabase(server: PostgresServer, template: Template): Promise<string> {
  const digest = createHash('sha256').update(template.key).digest('hex').slice(0, 12)
  const name = `template_${template.name}_${digest}`
  const existing = templates.get(name)
  if (existing !== undefined) return existing
  const made = prepare(server, name, template)
  templates.set(name, made)
  made.catch(() => templates.delete(name))
  return made
}

async function prepare(server: PostgresServer, name: string, template: Template): Promise<string> {
  const admin_url = server.url('postgres')
  await dropDatabase(admin_url, name)
  await createDatabase(admin_url, name)
  await template.prepare(server.url(name))
  return name
}

const test_dir = resolve(import.meta.dirname, '../../.data/test')

async function start(): Promise<Running> {
  await removeLeftovers()
  const folder = join(test_dir, `${process.pid}.${processIdentity(process.pid)}`)
  await mkdir(folder, { recursive: true })
  const server = await startPostgres({
    data_dir: join(folder, 'postgres'),
    port: await freePort(),
    durability: 'disposable',
  })
  // Where the data really is: elsewhere, when the user that PostgreSQL runs as cannot enter the checkout.
  const endWatch = watchOver(server.data_dir)
  const remove = async () => {
    await server.stop()
    await Promise.all(
      [folder, dirname(server.data_dir)].map((path) => rm(path, { recursive: true, force: true })),
    )
    endWatch()
  }
  return { server, remove }
}

/**
 * Ends the server when this process ends without having done so: Ctrl-C, `--bail` and kill -9 run no hook of ours. The
 * pipe closes with the process, however it ends. A process group of its own keeps Ctrl-C from it.
 */
function watchOver(data_dir: string): () => void {
  const watcher = spawn('/bin/sh', ['-c', watch_script, 'vacancy-test-postgres', data_dir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.on('error', () => undefined)
  watcher.unref()
  return () => watcher.kill('SIGKILL')
}

/** Bounded, and by the file rather than the process, which stays as a zombie where init does not reap. */
const watch_script = `cat
pid=$(head -n 1 "$1/postmaster.pid") || exit 0
kill -INT "$pid"
tries=0
while [ -e "$1/postmaster.pid" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
[ -e "$1/postmaster.pid" ] && kill -QUIT "$pid"
rm -rf -- "$(dirname "$1")"`

/** Folders of test processes that were killed together with their watcher. */
async function removeLeftovers(): Promise<void> {
  await mkdir(test_dir, { recursive: true })
  for (const name of await readdir(test_dir)) {
    const [pid, identity = ''] = name.split('.')
    if (isSameProcess(Number(pid), identity)) continue
    await endLeftover(join(test_dir, name))
  }
}

async function endLeftover(folder: string): Promise<void> {
  const postmaster = await livePostmaster(join(folder, 'postgres')).catch(() => undefined)
  if (postmaster !== undefined) await endPostmaster(postmaster)
  await rm(folder, { recursive: true, force: true })
}
