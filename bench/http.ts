/** What every model does alike between a request and a response, and nothing about waiting. */
import type { Body } from './core.ts'

/** Path and query of a request. */
export function targetOf({ url }: { url: string }): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
}

const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } as const

export const json = (body: Body): Response => new Response(body, { headers })

/** The server of every model but those that bring their own; what is thrown is a 500. */
export const bareServer = (
  fetch: (request: Request) => Response | Promise<Response>,
  { port = 0, reusePort = false } = {},
) =>
  Bun.serve({
    ...{ hostname: '127.0.0.1', port, reusePort, fetch },
    // Otherwise an error is a page of some hundred kilobytes.
    development: false,
    error: (error) => new Response(String(error), { status: 500 }),
  })

/** The queue in front of a model is full. */
export const overloaded = (): Response =>
  new Response('{"code":"overloaded"}', { status: 503, headers: { ...headers, 'retry-after': '1' } })

/** How many requests are in progress. Whoever enters must leave, however the request ends. */
export interface Gauge {
  /** The most that were in progress at once. */
  readonly most: number
  enter(): void
  leave(): void
}

export function gauge(): Gauge {
  let now = 0
  let most = 0
  return {
    get most() {
      return most
    },
    enter: () => {
      now++
      if (now > most) most = now
    },
    leave: () => {
      now--
    },
  }
}
