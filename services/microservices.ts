/** Composition: one process for each service, under a supervisor. */
import { bankEnvironment, type Config } from '#lib/config'
import { serviceSecret } from '#lib/secrets'
import { localUrl } from '#lib/server'
import { portOf } from '#lib/topology'
import { registry } from './registry.ts'
import { type Supervisor, supervise, type Timing } from './supervisor.ts'

/** Starts every service after those that it calls; `ready` when all are. `config` names every database. */
export function startMicroservices(
  config: Config,
  print: (line: string) => void,
  timing: Partial<Timing> = {},
): Supervisor {
  const programs = registry.map((entry) => ({
    name: entry.name,
    args: ['services/serve.ts', entry.name, '--supervised'],
    // Each holds its own secret; only the authorization server, which must know them all, holds the root.
    env:
      entry.name === 'auth'
        ? { VACANCY_SECRET: config.secret }
        : {
            VACANCY_SERVICE_SECRET: serviceSecret(config.secret, entry.name),
            ...(entry.name === 'payments' ? bankEnvironment(config) : {}),
          },
    ready_url: `${localUrl(config.host, portOf(config.base_port, entry.port))}/readyz`,
  }))
  return supervise(programs, { config, print, timing })
}
