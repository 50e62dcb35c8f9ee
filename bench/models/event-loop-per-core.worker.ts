/** A loop of event-loop-per-core. */
import { parentPort, workerData } from 'node:worker_threads'
import { openPool } from '../connections.ts'
import { type CoreSource, loadCore } from '../core.ts'
import { bareServer, json, targetOf } from '../http.ts'
import { hasToWait, waited } from '../waiting.ts'

export interface LoopOrder {
  port: number
  /** Shared: in progress, and the most that were. */
  progress: Int32Array
  pool: number
  database_url: string
  core_source: CoreSource
}

const { port, progress, pool: size, database_url, core_source } = workerData as LoopOrder
const core = await loadCore(core_source, database_url)
const pool = await openPool(database_url, size)

function enter(): void {
  const now = Atomics.add(progress, 0, 1) + 1
  for (let most = Atomics.load(progress, 1); most < now; ) {
    const seen = Atomics.compareExchange(progress, 1, most, now)
    if (seen === most) break
    most = seen
  }
}

bareServer(
  async (request) => {
    enter()
    try {
      const job = core.begin(targetOf(request))
      return json(hasToWait(job) ? await waited(job, pool) : job.finish([]))
    } finally {
      Atomics.sub(progress, 0, 1)
    }
  },
  { port, reusePort: true },
)
parentPort?.postMessage('ready')
