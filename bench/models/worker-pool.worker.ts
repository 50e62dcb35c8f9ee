/** A worker of worker-pool: one connection, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { openPool } from '../connections.ts'
import { type Body, type CoreSource, loadCore } from '../core.ts'
import { waited } from '../waiting.ts'

const { database_url, core_source } = workerData as { database_url: string; core_source: CoreSource }
const core = await loadCore(core_source, database_url)
// A pool of one is a connection that comes back when it was lost.
const pool = await openPool(database_url, 1)

async function answer(target: string): Promise<{ body: Body } | { error: string }> {
  try {
    return { body: await waited(core.begin(target), pool) }
  } catch (error) {
    return { error: String(error) }
  }
}

parentPort?.on('message', (target: string) => {
  void answer(target).then((reply) => parentPort?.postMessage(reply))
})
parentPort?.postMessage({ body: 'ready' })
