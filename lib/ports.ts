/** Which ports are free: those of a stack before it starts, any for servers that tests and benchmarks start. */
import { createServer } from 'node:net'

/** Below the range that systems take the ports of outgoing connections from: such a one could take ours at any time. */
const RANGE = { from: 15_000, to: 32_000 }
const ATTEMPTS = 500

/** Handed out by this process: free still, until the server that asked for it has started. */
const given = new Set<number>()

export async function freePort(): Promise<number> {
  return freePortBase(1)
}

/** Distinct ones. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) ports.push(await freePort())
  return ports
}

/** A base such that `base` to `base + size - 1` are free, and `base + offset` for each of the offsets. */
export async function freePortBase(size: number, offsets: readonly number[] = []): Promise<number> {
  const distances = [...new Set([...Array(size).keys(), ...offsets])]
  const reach = Math.max(...distances)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // By chance and not in order, so that two test runs side by side seldom look at the same.
    const base = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from - reach))
    const ports = distances.map((distance) => base + distance)
    if (ports.some((port) => given.has(port))) continue
    for (const port of ports) given.add(port)
    const free = await Promise.all(ports.map((port) => isFree(port)))
    if (free.every(Boolean)) return base
    for (const port of ports) given.delete(port)
  }
  throw new Error(`no ${distances.length} free ports between ${RANGE.from} and ${RANGE.to}`)
}

/** False only for a port that something listens on: what else may be wrong, who listens will say. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
