/** Bun only. Between whoever calls and who is called: passes on, unless a fault says otherwise. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Meet } from './director.ts'
import { type Edge, stepOf } from './steps.ts'

export interface Between {
  readonly port: number
  close(): Promise<void>
}

/** Of one connection, not of the request. */
const own_headers = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length'])

/** `target`: `http://127.0.0.1:3004`. */
export async function httpProxy(edge: Edge, target: string, meet: Meet): Promise<Between> {
  const server = createServer((request, response) => {
    pass(edge, target, meet, request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function pass(
  edge: Edge,
  target: string,
  meet: Meet,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const body = await bodyOf(request)
  const step = stepOf(edge, method, url.split('?')[0] ?? '')
  // Who asked may be gone, and the one who is asked then hears of it as it would without us.
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableEnded) gone.abort()
  })
  const verdict = await meet(step, 'before')
  if (verdict === 'cut') return void request.socket.destroy()
  const answer = await fetch(target + url, {
    method,
    headers: headersOf(request),
    redirect: 'manual',
    // What is late is on its way, whoever has given up on it.
    ...(verdict === 'late' ? {} : { signal: gone.signal }),
    // A connection of its own: one that was kept may have ended with the process at its other end.
    keepalive: false,
    decompress: false,
    ...(method === 'GET' || body.byteLength === 0 ? {} : { body }),
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if ((await meet(step, 'after')) === 'cut') return void request.socket.destroy()
  if (response.destroyed) return
  const headers = [...answer.headers].filter(([name]) => !own_headers.has(name))
  response.writeHead(answer.status, [...headers, ['content-length', String(bytes.byteLength)]].flat())
  response.end(bytes)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function headersOf(request: IncomingMessage): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase()
    if (!own_headers.has(name)) pairs.push([name, request.rawHeaders[i + 1] ?? ''])
  }
  return pairs
}
