/** One stand-in by name, in this process: `bun services/stand-ins/serve.ts mailbox`. As `services/serve.ts` for services. */

import { ConfigError, readConfig } from '#lib/config'
import { logger } from '#lib/log'
import { endWithParent } from '#lib/parent'
import { type RunningServer, StartError, serve, stopOnSignal } from '#lib/server'
import { portOf } from '#lib/topology'
import { stand_ins } from './registry.ts'

async function main(name: string, options: { supervised: boolean }): Promise<void> {
  const entry = stand_ins.find((candidate) => candidate.name === name)
  if (entry === undefined)
    throw new StartError(`name one stand-in: ${stand_ins.map((candidate) => candidate.name).join(', ')}`)
  const config = readConfig()
  const log = logger({ service: name, level: config.log_level })
  let running: RunningServer | undefined
  stopOnSignal(async () => running?.stop(), { log })
  if (options.supervised) endWithParent(() => process.kill(process.pid, 'SIGTERM'))
  const { build } = await entry.load()
  running = serve(await build({ config, log }), {
    host: config.host,
    port: portOf(config.base_port, entry.port),
    grace_ms: config.shutdown_grace_ms,
    log,
  })
  log.info({ url: running.url }, 'listening')
}

const [name = '', flag] = process.argv.slice(2)
main(name, { supervised: flag === '--supervised' }).catch((error: unknown) => {
  const expected = error instanceof StartError || error instanceof ConfigError
  console.error(expected ? error.message : error)
  process.exit(1)
})
