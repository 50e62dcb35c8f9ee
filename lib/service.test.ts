import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Elysia, t } from 'elysia'
import { server_flags, spawnChild } from '#lib/child'
import { currentContext, remaining_ms } from '#lib/context'
import { logger } from '#lib/log'
import { Problem } from '#lib/problem'
import { type RunningServer, serve } from '#lib/server'
import { type Service, service } from '#lib/service'
import { openGuard } from '#lib/token/guard'
import {
  getJson,
  httpTransport,
  inProcessTransport,
  UpstreamProblem,
  UpstreamUnavailable,
} from '#lib/transport'

const log = logger({ service: 'test', level: 'silent' })
const slow = Promise.withResolvers<void>()

function example(): Service {
  const routes = new Elysia()
    .use(openGuard())
    .guard({ requires: 'none' })
    .get('/ok', () => ({ ok: true }))
    .get('/slow', async () => {
      await slow.promise
      return { ok: true }
    })
    .get('/secret', () => {
      throw new Error('password=hunter2')
    })
    .get('/problem', () => {
      throw new Problem(409, 'taken', 'Already taken')
    })
    .get('/database', () => {
      throw Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })
    })
    .get('/context', () => ({ ...currentContext(), remaining_ms: Math.round(remaining_ms()) }))
    .get('/broken-answer', () => ({ wrong: 'shape' }) as unknown as { right: number }, {
      response: t.Object({ right: t.Number() }),
    })
    .post('/things/:id', ({ body }) => body, {
      body: t.Object({ count: t.Integer() }, { additionalProperties: false }),
    })
  return service({
    name: 'example',
    description: 'For tests.',
    routes,
    log,
    checks: { nothing: async () => {} },
  })
}

describe('the service frame', () => {
  const one = example()
  const ask = (path: string, init?: RequestInit) => one.handle(new Request(`http://x${path}`, init))
  const problem = async (path: string, init?: RequestInit) => {
    const response = await ask(path, init)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    }
  }

  test('answers, and names the request', async () => {
    const response = await ask('/ok', { headers: { 'x-request-id': 'abc-1' } })
    expect(await response.json()).toEqual({ ok: true })
    expect(response.headers.get('x-request-id')).toBe('abc-1')
    expect((await ask('/ok', { headers: { 'x-request-id': 'a b' } })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f]{16}$/,
    )
  })

  test('tells nobody what went wrong inside', async () => {
    const { status, body } = await problem('/secret')
    expect(status).toBe(500)
    expect(body.code).toBe('internal')
    expect(JSON.stringify(body)).not.toContain('hunter2')
  })

  test('keeps the code of a problem, and turns a lost database into 503 with Retry-After', async () => {
    expect((await problem('/problem')).body).toMatchObject({ status: 409, code: 'taken' })
    const away = await problem('/database')
    expect(away.status).toBe(503)
    expect(away.body.code).toBe('database_unavailable')
    expect(away.headers.get('retry-after')).toBe('2')
  })

  test('answers unknown addresses and methods', async () => {
    expect((await problem('/nowhere')).body).toMatchObject({ status: 404, code: 'not_found' })
    const wrong = await problem('/ok', { method: 'POST' })
    expect(wrong.body).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(wrong.headers.get('allow')).toBe('GET')
    const head = await ask('/ok', { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
  })

  test('names bad fields and never their values', async () => {
    const send = (body: string) =>
      problem('/things/1', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    const bad = await send('{"count":"sesame","extra":1}')
    expect(bad.body).toMatchObject({ status: 422, code: 'validation_failed' })
    expect((bad.body.errors as { field: string }[]).map((one) => one.field)).toContain('count')
    expect(JSON.stringify(bad.body)).not.toContain('sesame')
    expect((await send('{')).body).toMatchObject({ status: 400, code: 'malformed_body' })
  })

  test('takes a broken answer of its own for a 500', async () => {
    expect((await problem('/broken-answer')).body).toMatchObject({ status: 500, code: 'internal' })
  })

  test('refuses what is too large', async () => {
    expect((await problem(`/ok?q=${'a'.repeat(10_000)}`)).body).toMatchObject({
      status: 414,
      code: 'uri_too_long',
    })
    const init = {
      method: 'POST',
      body: 'x',
      headers: { 'content-length': '9999999', 'content-type': 'application/json' },
    }
    expect((await problem('/things/1', init)).body).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  test('carries trace and deadline', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const response = await ask('/context', { headers: { traceparent, 'vacancy-deadline-ms': '250' } })
    const context = (await response.json()) as { traceparent: string; remaining_ms: number }
    expect(context.traceparent).toStartWith('00-0af7651916cd43dd8448eb211c80319c-')
    expect(context.traceparent).not.toBe(traceparent)
    expect(context.remaining_ms).toBeGreaterThan(0)
    expect(context.remaining_ms).toBeLessThanOrEqual(250)
  })

  test('has health, metrics and documentation', async () => {
    expect((await ask('/healthz')).status).toBe(200)
    expect((await ask('/readyz')).status).toBe(200)
    const ok = /^http_request_duration_seconds_count\{.*method="GET",route="\/ok",status="200".*\} \d+$/m
    expect(ok.test(await (await ask('/metrics')).text())).toBe(true)
    const document = (await (await ask('/openapi/json')).json()) as { paths: object }
    expect(Object.keys(document.paths)).toContain('/things/{id}')
    const page = await (await ask('/openapi')).text()
    expect(page).toContain('/openapi/scalar.js')
    expect(page).not.toMatch(/src="https?:/)
    expect((await (await ask('/openapi/scalar.js')).text()).length).toBeGreaterThan(100_000)
  })
})

describe('a call to another service', () => {
  const one = example()
  let running: RunningServer
  beforeAll(() => {
    running = serve(example(), { host: '127.0.0.1', port: 0, grace_ms: 100, log })
  })
  afterAll(() => running.stop())
  const transports = {
    http: () => httpTransport(running.url),
    'in process': () => inProcessTransport(() => one),
  }
  for (const [name, make] of Object.entries(transports)) {
    const call = (timeout_ms = 10_000) => ({ service: 'example', transport: make(), timeout_ms })
    test(`${name}: answers, problems and time-outs`, async () => {
      expect(await getJson<{ ok: boolean }>(call(), '/ok')).toEqual({ ok: true })
      const refused = await getJson(call(), '/problem').catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(UpstreamProblem)
      expect((refused as UpstreamProblem).problem.code).toBe('taken')
      const late = await getJson(call(100), '/slow').catch((error: unknown) => error)
      expect(late).toBeInstanceOf(UpstreamUnavailable)
      expect((late as UpstreamUnavailable).reason).toBe('timeout')
    })
  }
  test('nobody there', async () => {
    const call = { service: 'nobody', transport: httpTransport('http://127.0.0.1:1'), timeout_ms: 500 }
    const error = await getJson(call, '/ok').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UpstreamUnavailable)
    expect((error as UpstreamUnavailable).reason).toBe('unreachable')
  })
})

describe('stopping', () => {
  test('flips readiness, lets requests in flight finish, refuses new ones', async () => {
    const gate = Promise.withResolvers<void>()
    const routes = new Elysia().use(openGuard()).get(
      '/gate',
      async () => {
        await gate.promise
        return 'through'
      },
      { requires: 'none' },
    )
    const running = serve(service({ name: 'stopping', description: '', routes, log }), {
      host: '127.0.0.1',
      port: 0,
      grace_ms: 5_000,
      log,
    })
    const in_flight = fetch(`${running.url}/gate`)
    while (!(await (await fetch(`${running.url}/metrics`)).text()).includes('/metrics')) await Bun.sleep(1)
    const stopped = running.stop()
    const ready = await fetch(`${running.url}/readyz`)
    expect(ready.status).toBe(503)
    expect((await fetch(`${running.url}/gate`)).status).toBe(503)
    gate.resolve()
    expect(await (await in_flight).text()).toBe('through')
    await stopped
    expect(await fetch(`${running.url}/readyz`).catch(() => 'refused')).toBe('refused')
  })

  test('a route that does not say what it requires is not built', () => {
    const routes = new Elysia().use(openGuard()).get('/said', () => 'x', { requires: 'none' })
    const build = (more: typeof routes) => service({ name: 'x', description: '', routes: more, log })
    expect(build(routes).routes).toContainEqual({ method: 'GET', path: '/said', requires: 'none' })
    expect(() => build(new Elysia().use(routes).get('/unsaid', () => 'x') as never)).toThrow(
      "x: GET /unsaid declares no 'requires'",
    )
  })

  test('a used port is one clear line', () => {
    const running = serve(example(), { host: '127.0.0.1', port: 0, grace_ms: 0, log })
    expect(() => serve(example(), { host: '127.0.0.1', port: running.port, grace_ms: 0, log })).toThrow(
      `example: port ${running.port} is in use`,
    )
    return running.stop()
  })
})

test('a URL of a megabyte reaches the frame over a socket', async () => {
  const script = `import { serve } from '#lib/server'; import { service } from '#lib/service'; import { Elysia } from 'elysia'; import { logger } from '#lib/log'
    const log = logger({ service: 'x', level: 'silent' })
    const running = serve(service({ name: 'x', description: '', routes: new Elysia(), log }), { host: '127.0.0.1', port: 0, grace_ms: 0, log })
    console.log(running.port)`
  const port = Promise.withResolvers<number>()
  const child = spawnChild({
    flags: server_flags,
    args: ['--eval', script],
    onLine: (line) => port.resolve(Number(line)),
  })
  try {
    const socket = connect(await port.promise, '127.0.0.1')
    socket.write(`GET /?q=${'a'.repeat(1_000_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    expect(text).toStartWith('HTTP/1.1 414')
    expect(text).toContain('"code":"uri_too_long"')
  } finally {
    await child.stop()
  }
})
