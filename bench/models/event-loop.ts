/**
 * event-loop: one thread, async/await.
 *
 * Waits by giving the thread back at every `await`: any number of requests are in progress, as many as there are
 * connections wait for the database, the rest for a connection. Limit: whatever a handler computes holds up all others.
 * Stands for asyncio, aiohttp, Quart; here Elysia, as in the product.
 */
import type { AnyElysia } from 'elysia'
import { openPool } from '../connections.ts'
import { listen, newElysia } from '../http/elysia.ts'
import { responder } from '../http/fetch.ts'
import { gauge, targetOf } from '../http/reply.ts'
import type { Listening, Model, Setup } from '../model.ts'
import { waited } from '../waiting.ts'

export const model: Model = {
  name: 'event-loop',
  waits_by: 'async/await on one thread',
  check: () => undefined,
  serve: (setup) => serveEventLoop(setup, bare),
}

/** How a request is answered; `body` only of a POST. */
export type AnswerRequest = (request: Request, body?: string) => Response | Promise<Response>

export function bare(app: AnyElysia, answer: AnswerRequest): AnyElysia {
  return app
    .get('/*', ({ request }) => answer(request))
    .post('/*', async ({ request }) => answer(request, await request.text()), { parse: 'none' })
}

/** `route` puts the handler behind whatever stands in front of it. */
export async function serveEventLoop(
  { core, database_url, pool: size }: Setup,
  route: (app: AnyElysia, answer: AnswerRequest) => AnyElysia,
): Promise<Listening> {
  const pool = await openPool(database_url, size)
  const progress = gauge()
  const respond = responder(core.type)
  const app = route(await newElysia(), async (request, body) => {
    progress.enter()
    try {
      const job = core.begin(targetOf(request), body)
      return respond('wait' in job ? await waited(job, pool) : job.answer())
    } finally {
      progress.leave()
    }
  })
  const { port, stop } = await listen(app)
  return {
    port,
    stats: () => ({ most_in_progress: progress.most }),
    waiting: () => pool.waitingCount,
    stop: async () => {
      await stop()
      await pool.end()
    },
  }
}
