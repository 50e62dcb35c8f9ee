/**
 * A server under test in a process of its own: `bun bench/server.ts '<ServerOrder as JSON>'`. Prints one line of JSON
 * when it listens and one when it has stopped.
 */
import { endWithParent } from '#lib/child'
import { type CoreSource, loadCore } from './core.ts'
import { usedBy } from './measure/processors.ts'
import { loadModel, type Resources, type Stats } from './model.ts'

export interface ServerOrder extends Resources {
  model_file: string
  core_source: CoreSource
}

export type ServerLine =
  | { event: 'listening'; port: number; runtime: string }
  | ({ event: 'stopped'; cpu_us: number; rss_bytes: number } & Stats)

const say = (line: ServerLine) => console.log(JSON.stringify(line))

if (import.meta.main) {
  const order = JSON.parse(process.argv[2] ?? '') as ServerOrder
  const model = await loadModel(order.model_file)
  const server = await model.serve({ ...order, core: await loadCore(order.core_source, order.database_url) })
  say({ event: 'listening', port: server.port, runtime: `bun ${process.versions.bun ?? '?'}` })
  const stop = () => {
    // With the processes of models that have some.
    const used_s = usedBy(process.pid) ?? process.cpuUsage().user / 1e6
    const last: ServerLine = {
      event: 'stopped',
      ...server.stats(),
      cpu_us: Math.round(used_s * 1e6),
      rss_bytes: process.memoryUsage.rss(),
    }
    void server.stop().finally(() => {
      say(last)
      process.exit(0)
    })
  }
  process.once('SIGTERM', stop)
  endWithParent(() => process.exit(1))
}
