/** The server of every model but those that bring their own: the one that the runtime has. */
import { runtime_name } from '../runtime.ts'
import type { Fetch } from './fetch.ts'
import { fetchByCallback, fetchOf } from './fetch.ts'
import type { Handle, HandleByCallback, Served, ServeOptions } from './reply.ts'

/** What is thrown is a 500. */
export async function serve(handle: Handle, options: ServeOptions = {}): Promise<Served> {
  if (runtime_name !== 'node') return serveFetch(fetchOf(handle, options.type), options)
  const { listenerOf, serveListener } = await import('./node.ts')
  return serveListener(listenerOf(handle, options.type), options)
}

export async function serveByCallback(handle: HandleByCallback, options: ServeOptions = {}): Promise<Served> {
  if (runtime_name !== 'node') return serveFetch(fetchByCallback(handle, options.type), options)
  const { byCallback, serveListener } = await import('./node.ts')
  return serveListener(byCallback(handle, options.type), options)
}

/** Only where the runtime's own server is one of requests and responses. */
export async function serveFetch(fetch: Fetch, options: ServeOptions): Promise<Served> {
  const own = runtime_name === 'bun' ? await import('./bun.ts') : await import('./deno.ts')
  return own.serveFetch(fetch, options)
}
