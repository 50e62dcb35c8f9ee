/** `npm start`: databases, data, then the platform in one of its two shapes. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '#lib/child'
import { type Config, ConfigError, readConfig } from '#lib/config'
import { isFree } from '#lib/ports'
import { PostgresStartError } from '#lib/postgres/server'
import { rootSecret } from '#lib/secrets'
import { localUrl, portInUse, StartError, stopOnSignal } from '#lib/server'
import { portOf } from '#lib/topology'
import { startDatabases } from './databases.ts'
import { startMicroservices } from './microservices.ts'
import { startMonolith } from './monolith.ts'
import { registry, type ServiceEntry } from './registry.ts'
import { stand_ins } from './stand-ins/registry.ts'
import { startStandIns } from './stand-ins/start.ts'

const shapes = ['microservices', 'monolith'] as const
type Shape = (typeof shapes)[number]

const HELP = `npm start -- [options]

  --shape SHAPE        ${shapes.join(' | ')} (microservices)
  --profile PROFILE    size of the dataset: tiny | demo | bench (demo)
  --base-port PORT     first port of the stack (3000)
  --data-dir DIR       where the embedded PostgreSQL keeps its files (.data)
  --help               this text

Every option is also a variable; the README lists them.`

function readOptions(args: string[]): { shape: Shape; config: Config } {
  const { values } = parseArgs({
    args,
    options: {
      shape: { type: 'string', default: 'microservices' },
      profile: { type: 'string' },
      'base-port': { type: 'string' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    console.log(HELP)
    process.exit(0)
  }
  const shape = shapes.find((candidate) => candidate === values.shape)
  if (shape === undefined) throw new StartError(`--shape must be one of ${shapes.join(', ')}`)
  const config = readConfig(undefined, {
    VACANCY_PROFILE: values.profile,
    VACANCY_BASE_PORT: values['base-port'],
    VACANCY_DATA_DIR: values['data-dir'],
  })
  const ports = { VACANCY_BASE_PORT: String(config.base_port) }
  if (config.profile === 'scale')
    throw new StartError('the profile scale is for the availability index alone: choose tiny, demo or bench')
  // One port for all: the authorization server answers where the site does.
  const one_port = shape === 'monolith' && config.issuer === readConfig({}, ports).issuer
  return {
    shape,
    config: {
      ...config,
      data_dir: resolve(root, config.data_dir),
      ...(one_port ? { issuer: config.site_url } : {}),
    },
  }
}

async function main(): Promise<void> {
  const { shape, config } = readOptions(process.argv.slice(2))
  const print = (line: string) => console.log(line)
  const started_ms = performance.now()
  await refuseUsedPorts(shape, config)

  const parts = new Parts()
  stopOnSignal(() => parts.stop(), {
    log: { error: (fields: object, text?: string) => console.error(text, fields) },
    kill: () => parts.kill(),
  })
  try {
    // While the databases are made ready, and before whoever needs them.
    const third_parties = await parts.start(Promise.resolve(startStandIns(config, print)))
    const databases = await parts.start(startDatabases(config, { shape, print }))
    await databases.prepare()
    await third_parties.ready
    const complete = {
      ...config,
      database_urls: databases.urls,
      secret: config.secret || (await rootSecret(config.data_dir)),
    }
    if (shape === 'monolith') await parts.start(startMonolith(complete))
    else await (await parts.start(Promise.resolve(startMicroservices(complete, print)))).ready
  } catch (error) {
    // What a signal interrupts fails because of it: whoever handles the signal ends this process.
    if (parts.stopping) return
    await parts.stop()
    throw error
  }
  if (parts.stopping) return
  printReady(shape, config, (performance.now() - started_ms) / 1000)
}

/** At once, and not after all the others have started. PostgreSQL says more about its own. */
async function refuseUsedPorts(shape: Shape, config: Config): Promise<void> {
  const wanted = [
    ...(shape === 'monolith' ? [{ name: 'monolith', port: 'booking-ui' as const }] : registry),
    ...stand_ins.filter((entry) => entry.wanted(config)),
  ]
  for (const { name, port } of wanted) {
    const number = portOf(config.base_port, port)
    if (!(await isFree(number, config.host))) throw portInUse(name, number)
  }
}

interface Part {
  stop(): Promise<void>
  /** Ends what would outlive this process, without waiting. */
  kill?(): void
}

/** What runs, in starting order. Stopping is possible at any moment, and in reverse. */
class Parts {
  stopping = false
  private readonly running: Part[] = []
  private starting: Promise<unknown> = Promise.resolve()

  async start<P extends Part>(part: Promise<P>): Promise<P> {
    this.starting = part
    const started = await part
    this.running.push(started)
    if (this.stopping) throw new Error('stopped while starting')
    return started
  }

  async stop(): Promise<void> {
    this.stopping = true
    // Half a database server cannot be stopped; a whole one can.
    await this.starting.catch(() => undefined)
    for (const part of this.running.toReversed()) await part.stop()
  }

  kill(): void {
    for (const part of this.running.toReversed()) part.kill?.()
  }
}

function printReady(shape: Shape, config: Config, seconds: number): void {
  const at = (port: number) =>
    config.host === '127.0.0.1' ? `http://localhost:${port}` : localUrl(config.host, port)
  const url = (entry: ServiceEntry) =>
    shape === 'monolith'
      ? `${at(config.base_port)}${entry.paths[0] === '' ? '/' : `/services/${entry.name}/openapi`}`
      : `${at(portOf(config.base_port, entry.port))}${entry.paths[0] === '' ? '/' : '/openapi'}`
  const outside = stand_ins
    .filter((entry) => entry.wanted(config))
    .map((entry) => ({ name: entry.name, url: `${at(portOf(config.base_port, entry.port))}${entry.page}` }))
  const rows = [
    ...registry.toReversed().map((entry) => ({ name: entry.name, url: url(entry) })),
    ...outside,
  ].map((row) => `  ${row.name.padEnd(14)} ${row.url}`)
  console.log(
    `\nVacancy is ready (${shape}, ${seconds.toFixed(1)} s). Ctrl-C stops it.\n\n${rows.join('\n')}\n`,
  )
}

main().catch((error: unknown) => {
  const expected =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof PostgresStartError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  console.error(expected ? error.message : error)
  process.exit(1)
})
