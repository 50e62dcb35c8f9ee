/** A thread of thread-pool and thread-per-request: one connection, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { type AnsweringOrder, answering } from './answering.ts'

const { answer } = await answering(workerData as AnsweringOrder)
parentPort?.on('message', (target: string) => {
  void answer(target).then((reply) => parentPort?.postMessage(reply))
})
parentPort?.postMessage({ body: 'ready' })
