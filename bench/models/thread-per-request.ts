/**
 * Bun only. thread-per-request: a thread is started for each request and ends with it.
 *
 * Waits by doing nothing else, as every thread here. Nothing is kept from one request to the next: the thread loads its
 * code, opens its connection, answers and is gone. As many at once as there are database connections; the rest stand in
 * a bounded queue. Limits: what it costs to start a thread of JavaScript, with an engine of its own. Stands for early
 * threaded servers; theirs were cheaper to start, and shared their code.
 */
import type { Model } from '../model.ts'
import { nothingInMemory, serveSlots } from './slots.ts'
import { startThread } from './thread-pool.ts'

export const model: Model = {
  name: 'thread-per-request',
  waits_by: 'starting a thread for each request',
  check: (_, workload) => nothingInMemory('thread-per-request', workload),
  serve: async (setup) =>
    serveSlots({
      slots: Array.from({ length: setup.pool }, (_, i) => i),
      type: setup.core.type,
      answer: async (_, question) => {
        const thread = await startThread(setup, true)
        try {
          return await thread.ask(question)
        } finally {
          await thread.end()
        }
      },
      end: () => Promise.resolve(),
    }),
}
