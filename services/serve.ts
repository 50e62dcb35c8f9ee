/** One service by name, in this process: `bun services/serve.ts search`. What the supervisor and a container run. */
import { endWithParent } from '#lib/child'
import { type Config, ConfigError, configuredClock, readConfig, variableSuffix } from '#lib/config'
import { logger } from '#lib/log'
import { createIfMissing } from '#lib/postgres/sql'
import { StartError, serve, stopOnSignal } from '#lib/server'
import { portOf } from '#lib/topology'
import { httpTransport } from '#lib/transport'
import { entryOf } from './registry.ts'

async function main(name: string, options: { supervised: boolean }): Promise<void> {
  const config = readConfig()
  const entry = entryOf(name)
  const log = logger({ service: name, level: config.log_level })
  const clock = configuredClock(config)
  const database_url = config.database_urls[name] ?? ''
  if (entry.database && database_url === '')
    throw new StartError(`${name}: set DATABASE_URL_${variableSuffix(name)}`)

  const { build, prepare } = await entry.load()
  const built = build({
    config,
    clock,
    log,
    database_url,
    transport: (callee) => httpTransport(serviceUrl(config, callee)),
  })
  // The supervisor has prepared the database already; a container has nobody else to do it.
  if (!options.supervised && prepare) {
    await createIfMissing(database_url)
    await prepare({ config, clock, database_url })
  }
  const running = serve(built, {
    host: config.host,
    port: portOf(config.base_port, entry.port),
    grace_ms: config.shutdown_grace_ms,
    log,
  })
  stopOnSignal(running.stop, log)
  if (options.supervised) endWithParent(() => process.kill(process.pid, 'SIGTERM'))
  log.info({ url: running.url }, 'listening')
}

const serviceUrl = (config: Config, service: string) =>
  config.service_urls[service] ?? `http://127.0.0.1:${portOf(config.base_port, entryOf(service).port)}`

const [name = '', flag] = process.argv.slice(2)
main(name, { supervised: flag === '--supervised' }).catch((error: unknown) => {
  const expected = error instanceof StartError || error instanceof ConfigError
  console.error(expected ? error.message : error)
  process.exit(1)
})
