/** A PostgreSQL server of our own: see README.md for the decisions. */
import { resolve } from 'node:path'
import { accountFor } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { asStartError, type PostgresStartError } from './errors.ts'
import { ensureCluster, user } from './initdb.ts'
import { keepRunning } from './keep.ts'
import { ensurePortFree, launch } from './launch.ts'
import { disarmLock, endPostmaster, livePostmaster, type Postmaster } from './lockfile.ts'
import { claim, type Owner } from './owner.ts'
import { reachable } from './place.ts'
import { isSameProcess, signal } from './processes.ts'
import { settings } from './settings.ts'
import { createDatabaseIfMissing, runningSettings } from './sql.ts'

export { type PostgresStartCode, PostgresStartError } from './errors.ts'

export interface PostgresServer {
  readonly port: number
  /** Where the data is: not where it was wanted, when PostgreSQL cannot reach that. */
  readonly data_dir: string
  /** It was already running, left by a program that was killed. */
  readonly adopted: boolean
  /** Connection string to a database of this server. */
  url(database: string): string
  /** Fast shutdown: open transactions are rolled back. Resolves when the process is gone; may be called again. */
  stop(): Promise<void>
  /** Immediate shutdown without waiting, for a program that must end now: the next start recovers, nothing is lost. */
  kill(): void
}

export interface PostgresOptions {
  data_dir: string
  port: number
  /** 'disposable', for tests and benchmarks, does not wait for the disk: a crash of the machine loses the data. */
  durability: 'durable' | 'disposable'
  max_connections?: number
  /** Start it again when it ends by itself; in tests that end it, no. */
  keep?: boolean
  log?: (line: string) => void
}

const ADOPT_TIMEOUT_MS = 10_000

/** Rejects with a {@link PostgresStartError} whose message is the line to print. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const log = options.log ?? (() => undefined)
  const wanted = resolve(options.data_dir)
  const place = { data_dir: wanted, port: options.port }
  try {
    const account = await accountFor(wanted)
    const binaries = await findBinaries(account, log)
    place.data_dir = await reachable(wanted, account, log)
    const owner = await claim(place.data_dir)
    try {
      return await startOwned({ ...options, ...place, log }, account, binaries, owner)
    } catch (error) {
      await owner.release()
      throw error
    }
  } catch (error) {
    throw asStartError(error, place) satisfies PostgresStartError
  }
}

/** Creates the database if it is missing. */
export async function ensureDatabase(server: PostgresServer, name: string): Promise<void> {
  await createDatabaseIfMissing(server.url('postgres'), name)
}

/** Connection strings to the server that another program runs on this data directory; undefined when none does. */
export async function runningServer(
  data_dir: string,
): Promise<{ url: (database: string) => string } | undefined> {
  const wanted = resolve(data_dir)
  const account = await accountFor(wanted)
  const binaries = await findBinaries(account, () => undefined)
  const place = await reachable(wanted, account, () => undefined)
  const running = await livePostmaster(place)
  if (running === undefined) return undefined
  const { port } = running
  const password = await ensureCluster({ data_dir: place, port, account, binaries, sync: true })
  return { url: urlOf(port, password) }
}

const urlOf = (port: number, password: string) => (database: string) =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`

async function startOwned(
  options: PostgresOptions & { log: (line: string) => void },
  account: Awaited<ReturnType<typeof accountFor>>,
  binaries: Binaries,
  owner: Owner,
): Promise<PostgresServer> {
  const { data_dir, port, log } = options
  const setup = { ...options, max_connections: options.max_connections ?? 200, ...binaries }
  const sync = options.durability === 'durable'
  const password = await ensureCluster({ data_dir, port, account, binaries, sync })
  const url = urlOf(port, password)
  const start = async () => {
    await ensurePortFree(port)
    await disarmLock(data_dir, account)
    return launch({ data_dir, port, account, binaries, settings: settings(setup), url: url('postgres') })
  }
  const restart = () =>
    start().catch((error: unknown) => {
      throw asStartError(error, { data_dir, port })
    })
  const handle = (postmaster: Postmaster, adopted: boolean): PostgresServer => {
    const kept = options.keep === true ? keepRunning(postmaster, restart, log) : undefined
    let stopped: Promise<void> | undefined
    const stop = async () => {
      await kept?.leave()
      await endPostmaster(kept?.postmaster ?? postmaster)
      await owner.release()
    }
    return {
      port,
      data_dir,
      adopted,
      url,
      stop: () => {
        stopped ??= stop()
        return stopped
      },
      kill: () => {
        void kept?.leave()
        const { pid, identity } = kept?.postmaster ?? postmaster
        if (isSameProcess(pid, identity)) signal(pid, 'SIGQUIT')
      },
    }
  }

  const running = await livePostmaster(data_dir)
  if (running !== undefined) {
    if (running.port === port && (await suits(running, url('postgres'), setup))) {
      log(`PostgreSQL was left running by a program that ended: using process ${running.pid}`)
      return handle(running, true)
    }
    log(`PostgreSQL was left running with other settings: restarting process ${running.pid}`)
    await endPostmaster(running)
  }
  return handle(await start(), false)
}

/** Answers to our password, with the settings that matter. It may still be recovering, or about to end. */
async function suits(
  postmaster: Postmaster,
  url: string,
  wanted: { durability: string; max_connections: number },
): Promise<boolean> {
  const deadline_ms = performance.now() + ADOPT_TIMEOUT_MS
  while (isSameProcess(postmaster.pid, postmaster.identity) && performance.now() < deadline_ms) {
    const found = await runningSettings(url).catch(() => undefined)
    if (found !== undefined)
      return (
        found.max_connections === wanted.max_connections &&
        (found.fsync === 'on') === (wanted.durability === 'durable')
      )
    await new Promise((wake) => setTimeout(wake, 100))
  }
  return false
}
