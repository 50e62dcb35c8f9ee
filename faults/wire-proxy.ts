/** Between a service and what speaks another protocol than HTTP: PostgreSQL and SMTP. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Verdict } from './director.ts'
import type { Between } from './http-proxy.ts'

/** Sees what goes by on one connection. */
export interface Tap {
  client(chunk: Buffer): Promise<Verdict>
  server(chunk: Buffer): Promise<Verdict>
}

/** What was on its way when whoever sent it hung up is still heard; so long after it the connection ends. */
const HEARD_MS = 200

export async function wireProxy(port: number, tap: () => Tap): Promise<Between> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    const { client: onClient, server: onServer } = tap()
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    }
    const sent = relay(client, upstream, onClient, cut)
    relay(upstream, client, onServer, cut)
    upstream.on('close', () => client.destroy())
    client.on('close', () => {
      if (!sent.isHeld()) upstream.destroy()
      else void sent.ended().then(() => setTimeout(() => upstream.destroy(), HEARD_MS).unref())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** In their order, also where one has to wait. */
function relay(from: Socket, to: Socket, look: (chunk: Buffer) => Promise<Verdict>, cut: () => void) {
  let before: Promise<unknown> = Promise.resolve()
  let held = 0
  from.on('data', (chunk: Buffer) => {
    held++
    before = before.then(async () => {
      if ((await look(chunk)) === 'cut') cut()
      else if (!to.destroyed) to.write(chunk)
      held--
    })
  })
  from.on('end', () => {
    before = before.then(() => to.end())
  })
  return { isHeld: () => held > 0, ended: () => before }
}
