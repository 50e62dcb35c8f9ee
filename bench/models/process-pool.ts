/**
 * Bun only. process-pool: N processes, started before the first request; each takes one request to its end before the
 * next.
 *
 * Waits by doing nothing else, in a process of its own: what one does, crash included, is no matter to the others. At
 * most N requests are in progress; the rest stand in a bounded queue in front. Limits: N, the memory of N processes, and
 * each request and answer on its way through a pipe. Stands for pre-forked workers (Apache prefork, Gunicorn's sync
 * workers, php-fpm).
 */
import type { Model, Setup } from '../model.ts'
import type { Question, Reply } from './answering.ts'
import { oneConnectionEach, serveSlots } from './slots.ts'

export const model: Model = {
  name: 'process-pool',
  waits_by: 'N pre-started processes, one request each',
  check: (resources) => oneConnectionEach('process-pool', resources),
  serve: async (setup) => {
    const slots = await Promise.all(Array.from({ length: setup.workers }, () => startProcess(setup)))
    return serveSlots({
      slots,
      type: setup.core.type,
      answer: (process, question) => process.ask(question),
      end: () => Promise.all(slots.map((process) => process.end())),
    })
  },
}

/** Resolves when its connection is open. */
async function startProcess({ database_url, core_source }: Setup) {
  let heard: PromiseWithResolvers<Reply> = Promise.withResolvers()
  const child = Bun.spawn(
    [
      process.execPath,
      `${import.meta.dirname}/process-pool.child.ts`,
      JSON.stringify({ database_url, core_source }),
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      serialization: 'advanced',
      ipc: (reply: Reply) => heard.resolve(reply),
      onExit: (_, code) => heard.reject(new Error(`a process of the pool ended with ${code}`)),
    },
  )
  await heard.promise
  return {
    /** One at a time. */
    ask: (question: Question): Promise<Reply> => {
      heard = Promise.withResolvers()
      child.send(question)
      return heard.promise
    },
    end: async (): Promise<void> => {
      heard.promise.catch(() => undefined)
      child.kill()
      await child.exited
    },
  }
}
