/** One service by name, in this process: `bun services/serve.ts search`. What the supervisor and a container run. */

import { type Config, ConfigError, configuredClock, readConfig, variableSuffix } from '#lib/config'
import { logger } from '#lib/log'
import { endWithParent } from '#lib/parent'
import { ownSecret } from '#lib/secrets'
import { localUrl, type RunningServer, StartError, serve, stopOnSignal } from '#lib/server'
import { portOf } from '#lib/topology'
import { httpTransport } from '#lib/transport'
import { prepareDatabase } from './prepare.ts'
import { entryOf, grants, registry, subscribers } from './registry.ts'

async function main(name: string, options: { supervised: boolean }): Promise<void> {
  const entry = registry.find((candidate) => candidate.name === name)
  if (entry === undefined)
    throw new StartError(`name one service: ${registry.map((candidate) => candidate.name).join(', ')}`)
  const config = readConfig()
  const log = logger({ service: name, level: config.log_level })
  const database_url = config.database_urls[name] ?? ''
  if (entry.database && database_url === '')
    throw new StartError(`${name}: set DATABASE_URL_${variableSuffix(name)}`)

  const { build } = await entry.load()
  const built = build({
    config,
    clock: configuredClock(config),
    log,
    database_url,
    transport: (callee) => httpTransport(serviceUrl(config, callee)),
    secret: ownSecret(config, name),
    subscribers,
    services: grants,
  })
  if (!config.load_shedding) built.shedding.off()
  let running: RunningServer | undefined
  // Before the long part: as the first process of a container, one without handlers cannot be stopped.
  stopOnSignal(() => (running === undefined ? built.close() : running.stop()), { log })
  if (options.supervised) endWithParent(() => process.kill(process.pid, 'SIGTERM'))
  // The supervisor has prepared the database already; a container has nobody else to do it.
  else if (entry.database) {
    log.info('preparing the database')
    await prepareDatabase(entry, config, { database_url, create: true })
  }
  running = serve(built, {
    host: config.host,
    port: portOf(config.base_port, entry.port),
    grace_ms: config.shutdown_grace_ms,
    log,
  })
  log.info({ url: running.url }, 'listening')
}

const serviceUrl = (config: Config, service: string) =>
  config.service_urls[service] ?? localUrl(config.host, portOf(config.base_port, entryOf(service).port))

const [name = '', flag] = process.argv.slice(2)
main(name, { supervised: flag === '--supervised' }).catch((error: unknown) => {
  const expected = error instanceof StartError || error instanceof ConfigError
  console.error(expected ? error.message : error)
  process.exit(1)
})
