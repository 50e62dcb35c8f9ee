/** Every service's database, there and filled: the embedded server's, or the one that `DATABASE_URL_<SERVICE>` names. */
import { join } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import { type Config, configuredClock } from '#lib/config'
import { ensureDatabase, type PostgresServer, startPostgres } from '#lib/postgres/server'
import { StartError } from '#lib/server'
import { portOf } from '#lib/topology'
import { registry } from './registry.ts'

export interface Databases {
  /** Connection string by service. */
  urls: Record<string, string>
  stop(): Promise<void>
}

interface Options {
  shape: 'microservices' | 'monolith'
  print: (line: string) => void
  /** Tests and benchmarks may lose their data. */
  durability?: 'durable' | 'disposable'
}

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
    for (const { name } of missing) {
      const database = shape === 'monolith' ? 'vacancy' : name.replaceAll('-', '_')
      await ensureDatabase(server, database)
      urls[name] = server.url(database)
    }
  }
  try {
    for (const entry of owners) {
      const { prepare } = await entry.load()
      const bar = progressBar(entry.name)
      await prepare?.({
        config,
        clock: configuredClock(config),
        database_url: urls[entry.name] ?? '',
        onProgress: bar.update,
      })
        .catch((error: Error) => {
          throw new StartError(`${entry.name}: its database could not be prepared: ${error.message}`)
        })
        .finally(bar.stop)
    }
  } catch (error) {
    await server?.stop()
    throw error
  }
  return { urls, stop: async () => server?.stop() }
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
