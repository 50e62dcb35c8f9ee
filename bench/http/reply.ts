/** What every model does alike between a request and a response, and nothing about waiting. */
import type { Answer, Body } from '../core.ts'

export const JSON_TYPE = 'application/json; charset=utf-8'

export type Handle = (target: string, body?: string) => Answer | Promise<Answer>

/** For a model that has no promises: `then` is called once. */
export type HandleByCallback = (
  target: string,
  body: string | undefined,
  then: (error: unknown, answer?: Answer) => void,
) => void

export interface ServeOptions {
  /** A free one where nobody says. */
  port?: number
  /** Others listen on it, too, and the kernel deals connections to them. */
  reusePort?: boolean
  /** Content type of the answers; JSON where nobody says. */
  type?: string | undefined
}

export interface Served {
  readonly port: number
  /** At once, with the connections that are open. */
  stop(): Promise<void>
}

export const HOST = '127.0.0.1'

/** Path and query of a request. */
export function targetOf({ url }: { url: string }): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
}

export const headersOf = (type: string = JSON_TYPE) =>
  ({ 'content-type': type, 'cache-control': 'no-store' }) as const

const json_headers = headersOf()
export const json = (body: Body): Response => new Response(body, { headers: json_headers })

/** An error is a text: whoever looks for the cause wants to read it. */
export const failure = (error: unknown): Answer => ({ status: 500, body: String(error) })

/** The queue in front of a model is full. */
export const OVERLOADED: Answer = { status: 503, body: '{"code":"overloaded"}' }

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
