/** Elysia on whichever runtime this is: its own listening on Bun, an adapter on Node, its handler under Deno's server. */
import type { Server } from 'node:http'
import { type AnyElysia, Elysia } from 'elysia'
import { runtime_name } from '../runtime.ts'
import { HOST, type Served } from './reply.ts'
import { serveFetch } from './serve.ts'

/** Of what the adapter hands to the callback of `listen`; its own `port` is the one that was asked for. */
interface NodeInfo {
  raw: { ready(): Promise<unknown>; close(all?: boolean): Promise<unknown>; node?: { server?: Server } }
}

export async function newElysia(): Promise<AnyElysia> {
  // Handlers are compiled before the first request, and not by it.
  const config = { precompile: true }
  if (runtime_name !== 'node') return new Elysia(config)
  const { node } = await import('@elysiajs/node')
  return new Elysia({ ...config, adapter: node() })
}

export async function listen(app: AnyElysia): Promise<Served> {
  if (runtime_name === 'deno') return serveFetch(app.compile().fetch, {})
  if (runtime_name === 'node') return listenOnNode(app)
  // As the bare servers have it: idle connections stay.
  app.listen({ hostname: HOST, port: 0, reusePort: false, idleTimeout: 0 })
  return { port: app.server?.port ?? 0, stop: async () => void (await app.stop(true)) }
}

async function listenOnNode(app: AnyElysia): Promise<Served> {
  const info = await new Promise<NodeInfo>((resolve) => {
    app.listen({ hostname: HOST, port: 0, reusePort: false }, (server) =>
      resolve(server as unknown as NodeInfo),
    )
  })
  await info.raw.ready()
  const server = info.raw.node?.server
  const address = server?.address()
  if (address == null || typeof address === 'string') throw new Error('the server says no port')
  if (server !== undefined) server.keepAliveTimeout = 0
  // `app.stop()` throws there.
  return { port: address.port, stop: async () => void (await info.raw.close(true)) }
}
