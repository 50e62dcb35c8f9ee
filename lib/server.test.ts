/** A server's end: what is under way is finished, and nothing keeps it for ever. */

import { afterAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Elysia } from 'elysia'
import { type Child, spawnChild } from '#lib/child'
import { logger } from '#lib/log'
import { localUrl, type ServerOptions, StartError, serve } from '#lib/server'
import { service } from '#lib/service'
import { openGuard } from '#lib/token/guard'

const silent = logger({ service: 'test', level: 'silent' })
const options = (more: Partial<ServerOptions> = {}): ServerOptions => ({
  host: '127.0.0.1',
  port: 0,
  grace_ms: 1_000,
  log: silent,
  ...more,
})
const LARGE = 30_000_000
/** A service with a request that ends when it is let go, and a large answer. */
function example(close?: () => Promise<void>) {
  const gate = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const routes = new Elysia()
    .use(openGuard())
    .guard({ requires: 'none' })
    .get('/gate', async () => {
      arrived.resolve()
      await gate.promise
      return 'through'
    })
    .get('/large', () => 'x'.repeat(LARGE))
  const built = service({
    name: 'example',
    description: '',
    routes,
    log: silent,
    ...(close ? { close } : {}),
  })
  return { built, gate, arrived: arrived.promise }
}

/** Reads nothing before `read` is called. */
async function slowReader(port: number, path: string) {
  const socket = connect(port, '127.0.0.1')
  const first = Promise.withResolvers<void>()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let bytes = 0
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    bytes += chunk.length
    if (bytes === chunk.length) socket.pause()
    first.resolve()
  })
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  await first.promise
  return {
    read: async () => {
      socket.resume()
      await closed
      return bytes
    },
    destroy: () => socket.destroy(),
  }
}

describe('stopping', () => {
  test('sends an answer that is made to its end, however slowly it is read', async () => {
    const running = serve(example().built, options())
    const reader = await slowReader(running.port, '/large')
    const stopped = running.stop()
    await Bun.sleep(100)
    expect(await reader.read()).toBeGreaterThan(LARGE)
    await stopped
  })

  test('waits for neither a reader that stopped reading nor a request that hangs longer than the grace', async () => {
    const warnings: string[] = []
    const log = { warn: (_fields: object, text?: string) => void warnings.push(text ?? '') }
    const { built, arrived, gate } = example()
    const running = serve(built, options({ grace_ms: 200, log }))
    const reader = await slowReader(running.port, '/large')
    const hanging = fetch(`${running.url}/gate`).catch(() => 'cut off')
    await arrived
    const started_ms = performance.now()
    await running.stop()
    expect(performance.now() - started_ms).toBeWithin(190, 900)
    expect(warnings).toEqual(['stopped before every request was answered'])
    expect(await hanging).toBe('cut off')
    gate.resolve()
    reader.destroy()
  })

  test('is at once where only idle connections are open, and the same when asked twice', async () => {
    const running = serve(example().built, options({ grace_ms: 10_000 }))
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
    const started_ms = performance.now()
    expect(running.stop()).toBe(running.stop())
    await running.stop()
    expect(performance.now() - started_ms).toBeLessThan(500)
  })

  test('frees what the service holds, and gives up where that never ends', async () => {
    let closed = 0
    await serve(example(async () => void closed++).built, options()).stop()
    expect(closed).toBe(1)
    const running = serve(example(() => new Promise(() => undefined)).built, options())
    const started_ms = performance.now()
    await running.stop()
    expect(performance.now() - started_ms).toBeLessThan(2_000)
  })
})

describe('starting', () => {
  test('on an address that is not ours is one clear line', () => {
    for (const host of ['192.0.2.1', 'no-such-host.invalid', '999.1.1.1']) {
      const start = () => serve(example().built, options({ host }))
      expect(start).toThrow(StartError)
      expect(start).toThrow('example: VACANCY_HOST is not an address of this machine')
    }
  })

  test('says where it answers', async () => {
    const running = serve(example().built, options({ host: '0.0.0.0' }))
    expect(running.url).toBe(`http://127.0.0.1:${running.port}`)
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
    await running.stop()
    expect([localUrl('::', 1), localUrl('::1', 1), localUrl('10.0.0.1', 1)]).toEqual([
      'http://[::1]:1',
      'http://[::1]:1',
      'http://10.0.0.1:1',
    ])
  })
})

describe('a signal', () => {
  const children: Child[] = []
  afterAll(() => Promise.all(children.map((child) => child.stop(0))))
  /** A program whose stopping takes `stop`, once it has said that it runs. */
  async function program(stop: string) {
    const lines: string[] = []
    const up = Promise.withResolvers<void>()
    const child = spawnChild({
      args: [
        '--eval',
        `import { stopOnSignal } from '#lib/server'
         stopOnSignal(async () => { console.log('stopping'); ${stop} }, { log: console, kill: () => console.log('killed') })
         setInterval(() => undefined, 1_000)
         console.log('up')`,
      ],
      onLine: (line) => {
        lines.push(line)
        up.resolve()
      },
    })
    children.push(child)
    await up.promise
    return { child, lines }
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a program with exit code 0',
    async (signal) => {
      const { child, lines } = await program('await Bun.sleep(50)')
      child.kill(signal)
      expect(await child.exited).toBe(0)
      expect(lines).toEqual(['up', 'stopping'])
    },
  )

  test('that is delivered twice is one', async () => {
    const { child, lines } = await program('await Bun.sleep(300)')
    child.kill('SIGINT')
    await Bun.sleep(20)
    child.kill('SIGINT')
    child.kill('SIGTERM')
    expect(await child.exited).toBe(0)
    expect(lines).toEqual(['up', 'stopping'])
  })

  test('that is given again ends a program that does not stop, and what would outlive it', async () => {
    const { child, lines } = await program('await new Promise(() => undefined)')
    child.kill('SIGINT')
    await Bun.sleep(700)
    child.kill('SIGINT')
    expect(await child.exited).toBe(130)
    expect(lines).toEqual(['up', 'stopping', 'killed'])
  })

  test('whose stopping fails is exit code 1', async () => {
    const { child } = await program(`throw new Error('no')`)
    child.kill('SIGTERM')
    expect(await child.exited).toBe(1)
  })
})
