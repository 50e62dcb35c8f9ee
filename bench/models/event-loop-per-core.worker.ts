/** A loop of event-loop-per-core. */
import { parentPort, workerData } from 'node:worker_threads'
import { openPool } from '../connections.ts'
import { loadCore } from '../core.ts'
import { serve } from '../http/serve.ts'
import { waited } from '../waiting.ts'
import { type LoopOrder, slot } from './event-loop-per-core.ts'

const { port, index, counts, pool: size, database_url, core_source } = workerData as LoopOrder
const core = await loadCore(core_source, database_url)
const pool = await openPool(database_url, size)

const enter = () => {
  const now = Atomics.add(counts, slot.now, 1) + 1
  for (let most = Atomics.load(counts, slot.most); most < now; ) {
    const seen = Atomics.compareExchange(counts, slot.most, most, now)
    if (seen === most) break
    most = seen
  }
}
const leave = () => {
  Atomics.sub(counts, slot.now, 1)
  Atomics.add(counts, slot.answers(index), 1)
  Atomics.store(counts, slot.waiting(index), pool.waitingCount)
}
await serve(
  async (target, body) => {
    enter()
    try {
      const job = core.begin(target, body)
      return 'wait' in job ? await waited(job, pool) : job.answer()
    } finally {
      leave()
    }
  },
  { port, reusePort: true, type: core.type },
)
parentPort?.postMessage('ready')
