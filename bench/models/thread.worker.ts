/** A thread of thread-pool and thread-per-request: one connection, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { type AnsweringOrder, answering, type Question, type Reply } from './answering.ts'

const { answer } = await answering(workerData as AnsweringOrder)
const reply = (one: Reply) => parentPort?.postMessage(one)
parentPort?.on('message', (question: Question) => {
  void answer(question).then(reply)
})
reply({ status: 200, body: 'ready' })
