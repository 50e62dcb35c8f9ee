/**
 * Bun only. event-loop: one thread, async/await.
 *
 * Waits by giving the thread back at every `await`: any number of requests are in progress, as many as there are
 * connections wait for the database, the rest for a connection. Limit: whatever a handler computes holds up all others.
 * Stands for asyncio, aiohttp, Quart; here Elysia, as in the product.
 */
import { type AnyElysia, Elysia } from 'elysia'
import { openPool } from '../connections.ts'
import { gauge, json, targetOf } from '../http.ts'
import type { Listening, Model, Setup } from '../model.ts'
import { hasToWait, waited } from '../waiting.ts'

export const model: Model = {
  name: 'event-loop',
  waits_by: 'async/await on one thread',
  check: () => undefined,
  serve: (setup) => serveEventLoop(setup, (answer) => bare().get('/*', ({ request }) => answer(request))),
}

export const bare = () => new Elysia({ precompile: true })

/** `route` puts the handler behind whatever stands in front of it. */
export async function serveEventLoop(
  { core, database_url, pool: size }: Setup,
  route: (answer: (request: Request) => Promise<Response>) => AnyElysia,
): Promise<Listening> {
  const pool = await openPool(database_url, size)
  const progress = gauge()
  const app = route(async (request) => {
    progress.enter()
    try {
      const job = core.begin(targetOf(request))
      return json(hasToWait(job) ? await waited(job, pool) : job.finish([]))
    } finally {
      progress.leave()
    }
  })
  app.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
  return {
    port: app.server?.port ?? 0,
    stats: () => ({ most_in_progress: progress.most }),
    stop: async () => {
      await app.stop(true)
      await pool.end()
    },
  }
}
