/** Node only. `node:http` as it comes: another server than Bun's and Deno's, which every comparison has to say. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from '../core.ts'
import {
  failure,
  type Handle,
  type HandleByCallback,
  HOST,
  headersOf,
  type Served,
  type ServeOptions,
} from './reply.ts'

export function listenerOf(handle: Handle, type?: string): RequestListener {
  return byCallback((target, body, then) => {
    const answer = handle(target, body)
    if (answer instanceof Promise) {
      answer.then(
        (one) => then(null, one),
        (error: unknown) => then(error),
      )
    } else then(null, answer)
  }, type)
}

export function byCallback(handle: HandleByCallback, type?: string): RequestListener {
  const headers = headersOf(type)
  return (request, response) => {
    const then = (error: unknown, answer: Answer = failure(error)) => {
      const length = Buffer.byteLength(answer.body)
      response.writeHead(answer.status, { ...headers, 'content-length': length }).end(answer.body)
    }
    const run = (body: string | undefined) => {
      try {
        handle(request.url ?? '/', body, then)
      } catch (error) {
        then(error)
      }
    }
    if (request.method === 'GET') run(undefined)
    else readText(request, run)
  }
}

function readText(request: IncomingMessage, then: (text: string) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => then(Buffer.concat(chunks).toString('utf8')))
}

export async function serveListener(
  listener: RequestListener,
  { port = 0, reusePort = false }: ServeOptions,
): Promise<Served> {
  const server = createServer({ keepAliveTimeout: 0 }, listener)
  server.listen({ host: HOST, port, reusePort })
  await once(server, 'listening')
  return { port: portOf(server), stop: () => stopped(server) }
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

export async function stopped(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
