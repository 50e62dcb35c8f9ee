/** A thread of hybrid: computes an answer from what has been waited for. */
import { parentPort, workerData } from 'node:worker_threads'
import { loadCore, type Row } from '../core.ts'
import type { AnsweringOrder, Reply } from './answering.ts'

export interface ComputeOrder {
  target: string
  rows: readonly Row[]
  text: string
}

const { core_source, database_url } = workerData as AnsweringOrder
const core = await loadCore(core_source, database_url)

function computed({ target, rows, text }: ComputeOrder): Reply {
  try {
    return { body: core.begin(target).finish(rows, text) }
  } catch (error) {
    return { error: String(error) }
  }
}
parentPort?.on('message', (order: ComputeOrder) => parentPort?.postMessage(computed(order)))
parentPort?.postMessage('ready')
