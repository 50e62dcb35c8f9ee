/** Every service's database, there and filled: the embedded server's, or the one that `DATABASE_URL_<SERVICE>` names. */
import { join } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import type { Config } from '#lib/config'
import { ensureDatabase, type PostgresServer, startPostgres } from '#lib/postgres/server'
import { portOf } from '#lib/topology'
import { prepareDatabase } from './prepare.ts'
import { registry, type ServiceEntry } from './registry.ts'

export interface Databases {
  /** Connection string by service. */
  readonly urls: Readonly<Record<string, string>>
  /** Migrates and fills them, or only some, with a progress bar. Rejects at once when they are stopped meanwhile. */
  prepare(services?: readonly string[]): Promise<void>
  stop(): Promise<void>
  /** Without waiting: the next start recovers. */
  kill(): void
}

interface Options {
  shape: 'microservices' | 'monolith'
  print: (line: string) => void
  /** Tests and benchmarks may lose their data. */
  durability?: 'durable' | 'disposable'
}

/** The embedded server's database of a service. */
export const databaseOf = (service: string, shape: Options['shape']): string =>
  shape === 'monolith' ? 'vacancy' : service.replaceAll('-', '_')

/** In the monolith one database holds a schema for each service; otherwise each service has its own. */
export async function startDatabases(config: Config, options: Options): Promise<Databases> {
  const { shape, print, durability = 'durable' } = options
  const owners = registry.filter((entry) => entry.database)
  const missing = owners.filter((entry) => config.database_urls[entry.name] === undefined)
  const urls: Record<string, string> = { ...config.database_urls }
  let server: PostgresServer | undefined
  if (missing.length > 0) {
    const port = portOf(config.base_port, 'postgres')
    server = await startPostgres({
      data_dir: join(config.data_dir, 'postgres'),
      port,
      durability,
      keep: true,
      log: print,
    })
    try {
      for (const { name } of missing) {
        const database = databaseOf(name, shape)
        await ensureDatabase(server, database)
        urls[name] = server.url(database)
      }
    } catch (error) {
      await server.stop()
      throw error
    }
  }
  return {
    urls,
    prepare: async (services) => {
      for (const entry of owners) {
        if (services?.includes(entry.name) === false) continue
        const url = urls[entry.name] ?? ''
        await fill(entry, config, url, !missing.includes(entry))
      }
    },
    stop: async () => server?.stop(),
    kill: () => server?.kill(),
  }
}

async function fill(
  entry: ServiceEntry,
  config: Config,
  database_url: string,
  create: boolean,
): Promise<void> {
  const bar = progressBar(entry.name)
  try {
    await prepareDatabase(entry, config, { database_url, create, onProgress: bar.update })
  } finally {
    bar.stop()
  }
}

function progressBar(name: string) {
  const bar = new SingleBar(
    {
      format: `${name}: loading hotels {bar} {value}/{total}, {eta} s left`,
      hideCursor: true,
      noTTYOutput: false,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  )
  let started = false
  return {
    update: (done: number, total: number) => {
      if (!started) bar.start(total, 0)
      started = true
      bar.update(done)
    },
    stop: () => {
      if (started) bar.stop()
    },
  }
}
