/** Load shedding in the frame: what is refused, what never is, and what is said of it. */
import { afterAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Elysia, t } from 'elysia'
import { elsewhere } from '#lib/context'
import { logger } from '#lib/log'
import { serve } from '#lib/server'
import { service } from '#lib/service'
import { INITIAL } from '#lib/shedding/limit'
import { LEAST, type LoopQueue } from '#lib/shedding/loop-queue'
import { NOT_SHED } from '#lib/shedding/shedding'
import { openGuard } from '#lib/token/guard'

const log = logger({ service: 'test', level: 'silent' })
const BLOCKS_MS = 25

/** Where the limits of routes are looked at: a machine that stalls refuses nothing. */
const never_full: LoopQueue = { refuses: () => false }

function example(loop_queue?: LoopQueue) {
  const gate = Promise.withResolvers<void>()
  const warnings: object[] = []
  const answer = async () => {
    await gate.promise
    return 'through'
  }
  const routes = new Elysia()
    .use(openGuard())
    .get('/slow', answer, { requires: 'none' })
    .get('/things/:id', answer, { requires: 'none' })
    .get('/things/known', () => 'known', { requires: 'none' })
    .post('/slow', answer, { requires: 'orders:write', body: t.Object({ count: t.Integer() }) })
    .get('/fast', () => 'fast', { requires: 'none' })
    .get('/feed', answer, { requires: 'none', detail: { summary: 'A long poll', ...NOT_SHED } })
    .get('/asks', () => elsewhere(answer), { requires: 'none' })
    .get(
      '/blocks',
      () => {
        const until_ms = performance.now() + BLOCKS_MS
        while (performance.now() < until_ms);
        return 'blocked'
      },
      { requires: 'none' },
    )
  const one = service({
    name: 'example',
    description: '',
    routes,
    ...(loop_queue === undefined ? {} : { loop_queue }),
    log: Object.assign(Object.create(log), { warn: (fields: object) => void warnings.push(fields) }),
  })
  const ask = (path: string, init?: RequestInit) => one.handle(new Request(`http://x${path}`, init))
  const metric = async (name: string) => {
    const text = await (await ask('/metrics')).text()
    return text.split('\n').flatMap((line) => (line.startsWith(`${name}{`) ? [line] : []))
  }
  const begun: Promise<Response>[] = []
  return {
    ...{ one, ask, metric, warnings },
    /** So many of one route are under way. */
    hold: (path: string, count: number) => {
      for (let n = 0; n < count; n++) begun.push(ask(path))
    },
    letGo: async () => {
      gate.resolve()
      return (await Promise.all(begun)).map(({ status }) => status)
    },
  }
}

describe('a route with as many under way as may be', () => {
  test('refuses the next at once, with a problem that says when to come again', async () => {
    const { ask, hold, letGo } = example(never_full)
    hold('/slow', INITIAL)
    const refused = await ask('/slow')
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(await refused.json()).toMatchObject({ status: 503, code: 'overloaded', type: 'about:blank' })
    expect((await ask('/slow', { method: 'HEAD' })).status).toBe(503)
    expect(new Set(await letGo())).toEqual(new Set([200]))
    expect((await ask('/slow')).status).toBe(200)
  })

  test('is no matter to others, nor to another method', async () => {
    const { ask, hold, letGo } = example(never_full)
    hold('/slow', INITIAL + 1)
    for (const path of ['/fast', '/healthz', '/readyz', '/metrics', '/openapi/json', '/openapi'])
      expect({ path, status: (await ask(path)).status }).toEqual({ path, status: 200 })
    expect((await ask('/slow', { method: 'POST' })).status).toBe(401)
    await letGo()
  })

  test('is one for all paths of its pattern', async () => {
    const { ask, hold, letGo } = example(never_full)
    for (let n = 0; n < INITIAL; n++) hold(`/things/${n}`, 1)
    for (let n = 0; n < 3; n++) expect((await ask('/things/next')).status).toBe(503)
    expect((await ask('/things/known')).status).toBe(200)
    await letGo()
    expect((await ask('/things/next')).status).toBe(200)
  })

  test('does not count what waits for others, and never a route that is held open', async () => {
    const { hold, letGo } = example(never_full)
    hold('/asks', INITIAL + 50)
    hold('/feed', INITIAL + 50)
    expect(new Set(await letGo())).toEqual(new Set([200]))
  })

  test('is seen in the metrics, and said in one line for many', async () => {
    const { ask, hold, letGo, metric, warnings } = example(never_full)
    hold('/slow', INITIAL)
    for (let n = 0; n < 5; n++) await ask('/slow')
    expect(await metric('load_shedding_refused_total')).toEqual([
      'load_shedding_refused_total{reason="event_loop",route="",service="example"} 0',
      'load_shedding_refused_total{reason="route",route="/slow",service="example"} 5',
    ])
    const labels = 'method="GET",route="/slow",service="example"'
    expect(await metric('load_shedding_in_flight')).toContain(`load_shedding_in_flight{${labels}} ${INITIAL}`)
    expect(await metric('load_shedding_limit')).toContain(`load_shedding_limit{${labels}} ${INITIAL}`)
    const shown = (await metric('load_shedding_limit')).join()
    expect(shown).not.toContain('/feed')
    expect(shown).not.toContain('/healthz')
    expect(warnings).toEqual([{ refused: 1 }])
    await letGo()
  })

  test('lets everything in when it is switched off', async () => {
    const { one, hold, letGo } = example(never_full)
    one.shedding.off()
    hold('/slow', INITIAL + 50)
    expect(new Set(await letGo())).toEqual(new Set([200]))
  })
})

describe('an event loop with more to do than it can', () => {
  const running = serve(example().one, { host: '127.0.0.1', port: 0, grace_ms: 100, log })
  afterAll(() => running.stop())

  /** The answers' first lines to requests that are all there before the first is handled. */
  async function together(paths: readonly string[]): Promise<string[]> {
    const sockets = await Promise.all(
      paths.map(async () => {
        const socket = connect(running.port, '127.0.0.1')
        await new Promise((resolve) => socket.once('connect', resolve))
        return socket
      }),
    )
    const answers = sockets.map(async (socket) => {
      let text = ''
      for await (const chunk of socket) {
        text += String(chunk)
        if (text.includes('\r\n\r\n')) break
      }
      socket.destroy()
      return text
    })
    for (const [n, socket] of sockets.entries()) socket.write(`GET ${paths[n]} HTTP/1.1\r\nhost: x\r\n\r\n`)
    return Promise.all(answers)
  }

  test('refuses those that have stood in their sockets too long, and no operations or open ones', async () => {
    const answers = await together([...Array<string>(2 * LEAST).fill('/blocks'), '/healthz', '/metrics'])
    const of = (status: string) => answers.filter((text) => text.startsWith(`HTTP/1.1 ${status} `))
    expect(of('200').length + of('503').length).toBe(answers.length)
    expect(of('503').length).toBeGreaterThan(0)
    // The first of the turn at least, and both operations.
    expect(of('200').length).toBeGreaterThanOrEqual(LEAST + 2)
    expect(answers.slice(-2).map((text) => text.slice(0, 12))).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200'])
    const [refused = ''] = of('503')
    expect(refused.toLowerCase()).toContain('retry-after: 1\r\n')
    expect(refused.toLowerCase()).toContain('content-type: application/problem+json\r\n')
    const metrics = await (await fetch(`${running.url}/metrics`)).text()
    const counted = `load_shedding_refused_total{reason="event_loop",route="",service="example"} ${of('503').length}`
    expect(metrics).toContain(counted)
    expect((await fetch(`${running.url}/fast`)).status).toBe(200)
  })
})
