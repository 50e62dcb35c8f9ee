import { expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { freePortBase, freePorts } from './ports.ts'

const listen = (port: number) =>
  new Promise<() => Promise<void>>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      resolve(() => new Promise((closed) => server.close(() => closed()))),
    )
  })

test('ports are distinct and can be listened on', async () => {
  const ports = await freePorts(20)
  expect(new Set(ports).size).toBe(20)
  const closers = await Promise.all(ports.map(listen))
  await Promise.all(closers.map((close) => close()))
})

test('a base has its whole range and its offsets free, and no two bases share a port', async () => {
  const bases = await Promise.all(Array.from({ length: 5 }, () => freePortBase(7, [0, 901, 932])))
  const ports = bases.flatMap((base) => [...Array(7).keys(), 901, 932].map((distance) => base + distance))
  expect(new Set(ports).size).toBe(45)
  const closers = await Promise.all(ports.map(listen))
  await Promise.all(closers.map((close) => close()))
})
