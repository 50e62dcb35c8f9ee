/** A thread of hybrid: computes a request up to what it has to wait for, and on from what came of that. */
import { parentPort, workerData } from 'node:worker_threads'
import {
  type Answer,
  type Came,
  type CoreSource,
  isComputed,
  isWaiting,
  loadCore,
  type Wait,
  type Waiting,
} from '../core.ts'
import { waitFor } from '../waiting.ts'

export interface HybridData {
  core_source: CoreSource
  database_url: string
  /** Of the core of the loop. */
  shared: unknown
}

/** A new request, or what one has waited for. */
export type ComputeOrder =
  | { id: number; target: string; body: string | undefined }
  | { id: number; came: Came }

/** An answer, or what the loop has to wait for next. */
export type Computed = Answer | { wait: Wait } | { error: string }

const { core_source, database_url, shared } = workerData as HybridData
const core = await loadCore(core_source, database_url, shared)
/** Those that the loop waits for. */
const waiting = new Map<number, Waiting>()

async function computed(order: ComputeOrder): Promise<Computed> {
  try {
    let next = begun(order)
    while (isWaiting(next)) {
      if (!isComputed(next.wait)) {
        waiting.set(order.id, next)
        return { wait: next.wait }
      }
      next = next.finish(await waitFor(next.wait))
    }
    return next
  } catch (error) {
    return { error: String(error) }
  }
}

function begun(order: ComputeOrder): Waiting | Answer {
  if (!('came' in order)) {
    const job = core.begin(order.target, order.body)
    return isWaiting(job) ? job : job.answer()
  }
  const asked = waiting.get(order.id)
  if (asked === undefined) throw new Error('nobody waited for that')
  waiting.delete(order.id)
  return asked.finish(order.came)
}

// In order, one at a time: also what is computed with promises in between.
let last: Promise<unknown> = Promise.resolve()
parentPort?.on('message', (order: ComputeOrder) => {
  last = last.then(async () => parentPort?.postMessage(await computed(order)))
})
parentPort?.postMessage('ready')
