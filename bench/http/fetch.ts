/** Handlers as Bun and Deno want them: from a `Request` to a `Response`. */
import type { Answer } from '../core.ts'
import { runtime_name } from '../runtime.ts'
import { failure, type Handle, type HandleByCallback, headersOf, targetOf } from './reply.ts'

export type Fetch = (request: Request) => Response | Promise<Response>

export function responder(type?: string): (answer: Answer) => Response {
  const headers = headersOf(type)
  // Where the server would not say it by itself, and send a body of known length in chunks.
  if (runtime_name === 'node')
    return ({ status, body }) =>
      new Response(body, {
        status,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      })
  const ok = { headers }
  return ({ status, body }) => new Response(body, status === 200 ? ok : { status, headers })
}

/** Nothing to wait for is answered without a promise: one costs as much as a tenth of a search from memory. */
export function fetchOf(handle: Handle, type?: string): Fetch {
  const respond = responder(type)
  const settle = (answer: Answer | Promise<Answer>) =>
    answer instanceof Promise ? answer.catch(failure).then(respond) : respond(answer)
  return (request) => {
    try {
      if (request.method === 'GET') return settle(handle(targetOf(request)))
      return request
        .text()
        .then((body) => handle(targetOf(request), body))
        .catch(failure)
        .then(respond)
    } catch (error) {
      return respond(failure(error))
    }
  }
}

/** One promise is left, at the border: the server asks for it. */
export function fetchByCallback(handle: HandleByCallback, type?: string): Fetch {
  const respond = responder(type)
  const asked = (target: string, body: string | undefined) =>
    new Promise<Response>((resolve) => {
      handle(target, body, (error, answer) => resolve(respond(answer ?? failure(error))))
    })
  return (request) => {
    const target = targetOf(request)
    return request.method === 'GET'
      ? asked(target, undefined)
      : request.text().then((body) => asked(target, body))
  }
}
