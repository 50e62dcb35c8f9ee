/** Bun only. */
import type { Fetch } from './fetch.ts'
import { HOST, type Served, type ServeOptions } from './reply.ts'

export function serveFetch(fetch: Fetch, { port = 0, reusePort = false }: ServeOptions): Served {
  const server = Bun.serve({
    ...{ hostname: HOST, port, reusePort, fetch },
    // A client that keeps a connection for later finds it there: servers close idle ones after times of their own.
    idleTimeout: 0,
    // Otherwise an error is a page of some hundred kilobytes.
    development: false,
    error: (error) => new Response(String(error), { status: 500 }),
  })
  return { port: server.port ?? 0, stop: () => server.stop(true) }
}
