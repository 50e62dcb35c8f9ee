/** The stand-ins that a configuration wants, supervised as services are. */
import { bankEnvironment, type Config } from '#lib/config'
import { localUrl } from '#lib/server'
import { portOf } from '#lib/topology'
import { type Supervisor, supervise, type Timing } from '#service/supervisor'
import { stand_ins } from './registry.ts'

/** Starts at once; `ready` when all are. */
export function startStandIns(
  config: Config,
  print: (line: string) => void,
  timing: Partial<Timing> = {},
): Supervisor {
  const programs = stand_ins
    .filter((entry) => entry.wanted(config))
    .map(({ name, port }) => ({
      name,
      args: ['services/stand-ins/serve.ts', name, '--supervised'],
      ...(name === 'bank' ? { env: bankEnvironment(config) } : {}),
      ready_url: `${localUrl(config.host, portOf(config.base_port, port))}/readyz`,
    }))
  // Third parties have no business in our databases.
  const supervisor = supervise(programs, {
    config: { ...config, database_urls: {}, service_urls: {} },
    print,
    timing,
  })
  // Whoever waits for `ready` hears of a failure, and may begin to wait only later.
  supervisor.ready.catch(() => undefined)
  return supervisor
}
