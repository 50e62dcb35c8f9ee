/**
 * The platform as microservices, with something between any two processes of the booking chain that may cut, delay, or
 * kill either: HTTP, the wire protocol of PostgreSQL, SMTP.
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Config, readConfig, SANDBOX_BANK_KEY } from '#lib/config'
import { freePortBase } from '#lib/ports'
import { runningServer } from '#lib/postgres/server'
import { localUrl } from '#lib/server'
import { eventually } from '#lib/test/processes'
import { type Stack, scratchFolder, TEST_SECRET } from '#lib/test/stack'
import { outside, type PortName, port_offsets, portOf } from '#lib/topology'
import { startDatabases } from '#service/databases'
import { startMicroservices } from '#service/microservices'
import { startStandIns } from '#service/stand-ins/start'
import type { Director } from './director.ts'
import { type Between, httpProxy } from './http-proxy.ts'
import type { Victim } from './plan.ts'
import { edges } from './steps.ts'
import { commitTap, letterTap, type PostedLetter, wireProxy } from './wire-proxy.ts'

export type Owner = 'reservations' | 'payments'
const owners: readonly Owner[] = ['reservations', 'payments']

export interface Platform {
  /** As its customers see it: what they send may be cut, too. */
  readonly stack: Pick<Stack, 'shape' | 'data_dir' | 'url'>
  readonly bank_key: string
  /** Straight to the databases, past what cuts. */
  readonly databases: Readonly<Record<Owner, pg.Pool>>
  /** Every letter that the mail server took, in its order. */
  readonly letters: PostedLetter[]
  kill(victim: Victim): Promise<void>
  /** Waits until everything answers again. */
  healed(): Promise<void>
  /** What the processes said. */
  output(): string
  stop(): Promise<void>
}

const SHAPE = 'microservices'
const HEALED_WITHIN_MS = 30_000
const LINES = 2_000

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
      VACANCY_SECRET: TEST_SECRET,
      VACANCY_RATE_LIMIT: '0',
      VACANCY_LOG_LEVEL: 'warn',
      VACANCY_PARTNERS: 'none',
    },
  )
  const letters: PostedLetter[] = []
  const stops: (() => Promise<unknown>)[] = [() => rm(data_dir, { recursive: true, force: true })]
  const stop = async () => {
    for (const one of stops.toReversed()) await one()
  }
  try {
    const outsiders = startStandIns(config, print)
    stops.push(() => outsiders.stop())
    const databases = await startDatabases(config, { shape: SHAPE, print })
    stops.push(() => databases.stop())
    await databases.prepare()
    await outsiders.ready
    const between = await proxies(config, director, letters, databases.urls)
    stops.push(() => Promise.all(between.all.map((proxy) => proxy.close())))
    const services = startMicroservices({ ...config, ...between.config }, print)
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
    return {
      stack: {
        shape: SHAPE,
        data_dir,
        url: (name) => between.urls[name] ?? localUrl(config.host, portOf(base_port, name)),
      },
      bank_key: SANDBOX_BANK_KEY,
      databases: pools,
      letters,
      kill: async (victim) => {
        const pid = await pidOf(victim).catch(() => undefined)
        // It may just be gone by an earlier fault.
        if (pid !== undefined && pid > 1) kill(pid)
      },
      healed: async () => {
        const server = () => runningServer(join(data_dir, 'postgres'))
        await eventually(
          'PostgreSQL runs again',
          HEALED_WITHIN_MS,
          async () => (await server()) !== undefined,
        )
        const names = [...edges, 'auth', 'mailbox'] as const
        for (const name of names)
          await eventually(`${name} answers again`, HEALED_WITHIN_MS, () => answers(name))
      },
      output: () => lines.join('\n'),
      stop,
    }
  } catch (error) {
    await stop()
    throw new Error(`the platform did not start:\n${lines.slice(-20).join('\n')}`, { cause: error })
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
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

/** In front of everything of the chain, and the configuration that leads there. */
async function proxies(
  config: Config,
  director: Director,
  letters: PostedLetter[],
  database_urls: Readonly<Record<string, string>>,
) {
  const all: Between[] = []
  const made = (proxy: Between) => {
    all.push(proxy)
    return proxy.port
  }
  const urls: Partial<Record<PortName, string>> = {}
  const service_urls: Record<string, string> = {}
  for (const edge of edges) {
    const target = localUrl(config.host, portOf(config.base_port, edge))
    urls[edge] = localUrl(config.host, made(await httpProxy(edge, target, director.meet)))
    if (!outside.has(edge)) service_urls[edge] = urls[edge]
  }
  const through: Record<string, string> = { ...database_urls }
  for (const owner of owners) {
    const url = new URL(database_urls[owner] ?? '')
    const tap = commitTap(`commit of ${owner}`, director.meet)
    url.port = String(made(await wireProxy(Number(url.port), tap)))
    through[owner] = url.href
  }
  const smtp = made(
    await wireProxy(
      portOf(config.base_port, 'mailbox-smtp'),
      letterTap(director.meet, (letter) => letters.push(letter)),
    ),
  )
  return {
    all,
    urls,
    config: {
      service_urls,
      database_urls: through,
      bank_url: urls.bank ?? '',
      smtp_url: `smtp://${config.host}:${smtp}`,
    },
  }
}
