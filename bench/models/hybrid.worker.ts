/** A thread of hybrid: computes what follows from what has been waited for. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Answer, type Came, isComputed, isWaiting, type Job, loadCore, type Wait } from '../core.ts'
import { waitFor } from '../waiting.ts'
import type { AnsweringOrder } from './answering.ts'

export interface ComputeOrder {
  target: string
  body: string | undefined
  /** What the request has waited for so far, in order: it is computed from there again. */
  came: readonly Came[]
}

/** An answer, or what the loop has to wait for next. */
export type Computed = Answer | { wait: Wait } | { error: string }

const { core_source, database_url } = workerData as AnsweringOrder
const core = await loadCore(core_source, database_url)

async function computed({ target, body, came }: ComputeOrder): Promise<Computed> {
  const left = [...came]
  try {
    let next: Job | Answer = core.begin(target, body)
    while (isWaiting(next)) {
      const one: Came | undefined = isComputed(next.wait) ? await waitFor(next.wait) : left.shift()
      if (one === undefined) return { wait: next.wait }
      next = next.finish(one)
    }
    return 'answer' in next ? next.answer() : next
  } catch (error) {
    return { error: String(error) }
  }
}

// In order, one at a time: also what is computed with promises in between.
let last: Promise<unknown> = Promise.resolve()
parentPort?.on('message', (order: ComputeOrder) => {
  last = last.then(async () => parentPort?.postMessage(await computed(order)))
})
parentPort?.postMessage('ready')
