/** The stand-ins that a configuration wants, supervised as services are. */
import type { Config } from '#lib/config'
import { localUrl } from '#lib/server'
import { portOf } from '#lib/topology'
import { type Supervisor, supervise } from '#service/supervisor'
import { stand_ins } from './registry.ts'

/** Starts at once; `ready` when all are. */
export function startStandIns(config: Config, print: (line: string) => void): Supervisor {
  const programs = stand_ins
    .filter((entry) => entry.wanted(config))
    .map(({ name, port }) => ({
      name,
      args: ['services/stand-ins/serve.ts', name, '--supervised'],
      ready_url: `${localUrl(config.host, portOf(config.base_port, port))}/readyz`,
    }))
  // Third parties have no business in our databases.
  return supervise(programs, { config: { ...config, database_urls: {}, service_urls: {} }, print })
}
