/** Deno only. */
import type { Fetch } from './fetch.ts'
import { HOST, type Served, type ServeOptions } from './reply.ts'

/** What is used of it: https://docs.deno.com/api/deno/~/Deno.serve */
declare const Deno: {
  serve(
    options: { hostname: string; port: number; reusePort: boolean; onListen(): void; signal: AbortSignal },
    handler: Fetch,
  ): { addr: { port: number }; finished: Promise<void> }
}

export function serveFetch(fetch: Fetch, { port = 0, reusePort = false }: ServeOptions): Served {
  const stop = new AbortController()
  const server = Deno.serve(
    // Without `onListen` it says so on standard output, which is ours.
    { hostname: HOST, port, reusePort, onListen: () => undefined, signal: stop.signal },
    fetch,
  )
  return {
    port: server.addr.port,
    stop: async () => {
      stop.abort()
      await server.finished
    },
  }
}
