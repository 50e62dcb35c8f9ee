/**
 * The platform as microservices, with something between any two processes of the booking chain that may cut, delay, or
 * kill either: HTTP, the wire protocol of PostgreSQL, SMTP. Each seed begins with databases in which nothing has happened.
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { readConfig, SANDBOX_BANK_KEY } from '#lib/config'
import { databasePool, kyselyOver } from '#lib/database'
import { freePortBase } from '#lib/ports'
import { runningServer } from '#lib/postgres/server'
import { createDatabase, dropDatabase } from '#lib/postgres/sql'
import { localUrl } from '#lib/server'
import { eventually } from '#lib/test/processes'
import { type Stack, scratchFolder, TEST_SECRET } from '#lib/test/stack'
import { type PortName, port_offsets, portOf } from '#lib/topology'
import { databaseOf, startDatabases } from '#service/databases'
import { startMicroservices } from '#service/microservices'
import { beginFeed, type ReservationsSchema } from '#service/reservations/sql'
import { startStandIns } from '#service/stand-ins/start'
import { owners, proxies } from './between.ts'
import type { Victim } from './combinations.ts'
import type { Director } from './director.ts'
import { HOLD_S, TODAY } from './plan.ts'
import { edges, waits_ms } from './steps.ts'
import type { Owner, PostedLetter } from './taps.ts'

export interface Platform {
  /** As its customers see it: what they send may be cut, too. */
  readonly stack: Pick<Stack, 'shape' | 'data_dir' | 'url'>
  readonly bank_key: string
  /** Straight to the databases, past what cuts. */
  readonly databases: Readonly<Record<Owner, pg.Pool>>
  /** Every letter that the mail server took since the last reset, in its order. */
  readonly letters: PostedLetter[]
  kill(victim: Victim): Promise<void>
  /** Waits until everything answers again. */
  healed(): Promise<void>
  /** Databases, bank and processes of the chain as they are at first: nothing is left of the seed before. */
  reset(): Promise<void>
  /** What the processes said. */
  output(): string
  stop(): Promise<void>
}

const SHAPE = 'microservices'
const HEALED_WITHIN_MS = 30_000
const LINES = 2_000
/** As `npm start` does, but for a pause that does not grow: here processes end every few seconds. */
const RESTARTS = { backoff_first_ms: 100, backoff_most_ms: 200 }
const fresh = (name: string) => `${name}_fresh`

export async function startPlatform(director: Director): Promise<Platform> {
  const base_port = await freePortBase(1, Object.values(port_offsets))
  const data_dir = await scratchFolder()
  const lines: string[] = []
  const print = (line: string) => {
    lines.push(line)
    if (lines.length > LINES) lines.shift()
  }
  const config = readConfig(
    {},
    {
      VACANCY_BASE_PORT: String(base_port),
      VACANCY_DATA_DIR: data_dir,
      VACANCY_PROFILE: 'tiny',
      VACANCY_TODAY: TODAY,
      VACANCY_SECRET: TEST_SECRET,
      VACANCY_RATE_LIMIT: '0',
      VACANCY_LOG_LEVEL: 'warn',
      VACANCY_PARTNERS: 'none',
      VACANCY_HOLD_S: String(HOLD_S),
      VACANCY_CALL_TIMEOUT_MS: String(waits_ms.service),
    },
  )
  const letters: PostedLetter[] = []
  const stops: (() => Promise<unknown>)[] = [() => rm(data_dir, { recursive: true, force: true })]
  const stop = async () => {
    for (const one of stops.toReversed()) await one()
  }
  try {
    const outsiders = startStandIns(config, print, RESTARTS)
    stops.push(() => outsiders.stop())
    const databases = await startDatabases(config, { shape: SHAPE, print })
    stops.push(() => databases.stop())
    await databases.prepare()
    const admin = await adminUrl(data_dir)
    for (const owner of owners)
      await createDatabase(admin, fresh(databaseOf(owner, SHAPE)), databaseOf(owner, SHAPE))
    await outsiders.ready
    const between = await proxies(config, director.meet, letters, databases.urls)
    stops.push(() => Promise.all(between.all.map((proxy) => proxy.close())))
    const services = startMicroservices({ ...config, ...between.config }, print, RESTARTS)
    stops.push(() => services.stop())
    await services.ready
    const pools = Object.fromEntries(
      owners.map((owner) => [owner, directPool(databases.urls[owner] ?? '')]),
    ) as Record<Owner, pg.Pool>
    stops.push(() => Promise.all(Object.values(pools).map((pool) => pool.end())))
    const answers = async (name: PortName) => {
      const url = `${localUrl(config.host, portOf(base_port, name))}/readyz`
      return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok
    }
    const pidOf = async (victim: Victim) =>
      victim === 'postgres'
        ? Number.parseInt(await readFile(join(data_dir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
        : (services.pidOf(victim) ?? outsiders.pidOf(victim))
    const signal = async (victim: Victim, name: NodeJS.Signals) => {
      const pid = await pidOf(victim).catch(() => undefined)
      // It may just be gone by an earlier fault.
      if (pid !== undefined && pid > 1) send(pid, name)
    }
    const healed = async () => {
      const server = () => runningServer(join(data_dir, 'postgres'))
      await eventually('PostgreSQL runs again', HEALED_WITHIN_MS, async () => (await server()) !== undefined)
      for (const name of [...edges, 'auth', 'mailbox'] as const)
        await eventually(`${name} answers again`, HEALED_WITHIN_MS, () => answers(name))
    }
    return {
      stack: {
        shape: SHAPE,
        data_dir,
        url: (name) => between.urls[name] ?? localUrl(config.host, portOf(base_port, name)),
      },
      bank_key: SANDBOX_BANK_KEY,
      databases: pools,
      letters,
      kill: (victim) => signal(victim, 'SIGKILL'),
      healed,
      reset: async () => {
        await healed()
        const chain = ['reservations', 'payments', 'bank'] as const
        // Stopped before, so that nothing of them reaches what is new.
        for (const one of chain) await signal(one, 'SIGSTOP')
        const url = await adminUrl(data_dir)
        for (const owner of owners) {
          const name = databaseOf(owner, SHAPE)
          await dropDatabase(url, name)
          await createDatabase(url, name, fresh(name))
        }
        await newFeed(databases.urls.reservations ?? '')
        for (const file of await readdir(join(data_dir, 'bank'))) await rm(join(data_dir, 'bank', file))
        for (const one of chain) await signal(one, 'SIGKILL')
        letters.length = 0
        await healed()
      },
      output: () => lines.join('\n'),
      stop,
    }
  } catch (error) {
    await stop()
    throw new Error(`the platform did not start:\n${lines.slice(-20).join('\n')}`, { cause: error })
  }
}

async function adminUrl(data_dir: string): Promise<string> {
  const server = await runningServer(join(data_dir, 'postgres'))
  if (server === undefined) throw new Error('PostgreSQL does not run')
  return server.url('postgres')
}

/** Whoever followed the inventory of the database before reads that of the new one from its beginning. */
async function newFeed(url: string): Promise<void> {
  const pool = databasePool({ url, size: 1, name: 'faults' })
  try {
    const db = kyselyOver<ReservationsSchema>(pool)
    await db.transaction().execute((trx) => beginFeed(trx))
  } finally {
    await pool.end()
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function directPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 2_000 })
  // PostgreSQL is killed: the next query makes a new connection.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
