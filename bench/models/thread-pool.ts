/**
 * thread-pool: N threads, started before the first request; each takes one request to its end before the next.
 *
 * Waits by doing nothing else: a thread that waits for the database is a thread that nobody else has. At most N requests
 * are in progress; the rest stand in a bounded queue in front. Limits: N, the memory of N threads, the hand-over of
 * each request and answer between threads, and N times the requests until every thread is warm. Stands for pools of
 * synchronous workers behind one acceptor (mod_wsgi, Gunicorn's gthread workers, servlet containers).
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Model, Setup } from '../model.ts'
import type { Question, Reply } from './answering.ts'
import { oneConnectionEach, serveSlots } from './slots.ts'

export const model: Model = {
  name: 'thread-pool',
  waits_by: 'N pre-started threads, one request each',
  check: (resources) => oneConnectionEach('thread-pool', resources),
  serve: async (setup) => {
    const slots = await Promise.all(Array.from({ length: setup.workers }, () => startThread(setup)))
    return serveSlots({
      slots,
      type: setup.core.type,
      answer: (thread, question) => thread.ask(question),
      end: () => Promise.all(slots.map((thread) => thread.end())),
    })
  },
}

/** Resolves when its connection is open, unless it connects late. */
export async function startThread({ database_url, core_source }: Setup, connects_late = false) {
  const worker = new Worker(join(import.meta.dirname, 'thread.worker.ts'), {
    workerData: { database_url, core_source, connects_late },
  })
  const said = () =>
    new Promise<Reply>((resolve, reject) => {
      const heard = (reply: Reply) => {
        worker.off('error', reject)
        resolve(reply)
      }
      worker.once('message', heard)
      worker.once('error', reject)
    })
  await said()
  return {
    /** One at a time. */
    ask: (question: Question): Promise<Reply> => {
      const reply = said()
      worker.postMessage(question)
      return reply
    },
    end: async (): Promise<void> => {
      await worker.terminate()
    },
  }
}
