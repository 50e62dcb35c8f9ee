/**
 * A server under test in a process of its own, on any runtime: `server.ts '<ServerOrder as JSON>'`. Prints a line of
 * JSON when it listens, one for each window that its standard input marks, and one when it has stopped.
 */
import { createInterface } from 'node:readline'
import { type Core, type CoreSource, loadCore } from './core.ts'
import { type Inside, watchInside } from './measure/inside.ts'
import { type Listening, loadModel, type Resources, type Stats } from './model.ts'
import { runtime } from './runtime.ts'

export interface ServerOrder extends Resources {
  model_file: string
  core_source: CoreSource
  /** Each request keeps the processor busy for so much longer: for a slowdown of known size. Microseconds. */
  slowed_by_us?: number
  /** Under a profiler: no pipe to whoever started it, ended by SIGINT, and it ends by itself. */
  alone?: boolean
}

/** On standard input: a window opens, or closes. */
export type Mark = 'open' | 'close'

export type ServerLine =
  | { event: 'listening'; port: number; pid: number; runtime: string }
  | ({ event: 'window' } & Inside)
  | ({ event: 'stopped' } & Stats)

const say = (line: ServerLine) => console.log(JSON.stringify(line))

const order = JSON.parse(process.argv[2] ?? '') as ServerOrder
let stopping = false
let marked: (mark: Mark) => void = () => undefined

// A pipe from whoever started us: when that is gone, so are we, also while we start. Profilers have no pipe for their child.
const marks = order.alone
  ? undefined
  : createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
marks?.on('line', (line) => marked(line as Mark))
marks?.on('close', () => {
  if (!stopping) process.exit(1)
})

const server = await started().catch((error: unknown): never => {
  // One line for the harness: what else a runtime says of an error is a page of code.
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
})
const inside = watchInside(server)
say({ event: 'listening', port: server.port, pid: process.pid, runtime })

const stop = () => {
  if (stopping) return
  stopping = true
  inside.stop()
  const last: ServerLine = { event: 'stopped', ...server.stats() }
  void server.stop().finally(() => {
    say(last)
    process.exitCode = 0
    // A profiler writes what it saw when the process ends by itself, and takes its time; nobody else is waited for.
    if (!order.alone) process.exit()
    marks?.close()
    process.stdin.destroy()
  })
}

marked = (mark) => {
  if (mark === 'open') inside.open()
  else say({ event: 'window', ...inside.close() })
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)

async function started(): Promise<Listening> {
  const model = await loadModel(order.model_file)
  const core = await loadCore(order.core_source, order.database_url)
  return model.serve({ ...order, core: slowed(core, order.slowed_by_us) })
}

function slowed(core: Core, by_us: number | undefined): Core {
  if (by_us === undefined) return core
  return {
    ...core,
    begin: (target: string, body?: string) => {
      const until_ms = performance.now() + by_us / 1_000
      while (performance.now() < until_ms);
      return core.begin(target, body)
    },
  }
}
