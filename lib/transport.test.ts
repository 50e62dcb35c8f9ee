/** What a caller meets between two services: silence, half an answer, nonsense, refusals, and its own deadline. */
import { afterAll, describe, expect, test } from 'bun:test'
import { createServer, type Server, type Socket } from 'node:net'
import { type RequestContext, runInContext } from '#lib/context'
import {
  type CallOptions,
  getJson,
  httpTransport,
  inProcessTransport,
  queryString,
  type Transport,
  UpstreamProblem,
  UpstreamUnavailable,
} from '#lib/transport'

const servers: Server[] = []
const sockets: Socket[] = []
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

/** A server that answers each connection with these bytes and then says nothing more, or hangs up. */
async function raw(bytes: string, then: 'silence' | 'hang up'): Promise<Transport> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => (then === 'silence' ? socket.write(bytes) : socket.end(bytes)))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return httpTransport(`http://127.0.0.1:${address.port}`)
}
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  inProcessTransport(() => ({ handle: () => new Response(body, { status, headers }) }))

const call = (transport: Transport, timeout_ms = 2_000): CallOptions => ({
  service: 'search',
  transport,
  timeout_ms,
})
async function failure(transport: Transport, timeout_ms?: number): Promise<unknown> {
  return getJson(call(transport, timeout_ms), '/v1/x').then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error,
  )
}
async function reasonOf(transport: Transport, timeout_ms?: number): Promise<string> {
  const error = await failure(transport, timeout_ms)
  if (!(error instanceof UpstreamUnavailable)) throw error
  expect(error.toProblem().status).toBe(503)
  return error.reason
}

describe('a service that does not answer', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n'
  test.each([
    ['not at all', ''],
    ['with half a head', head],
    ['with half a body', `${head}\r\n{"half":`],
  ])('%s, is given up in time', async (_how, bytes) => {
    const started_ms = performance.now()
    expect(await reasonOf(await raw(bytes, 'silence'), 100)).toBe('timeout')
    expect(performance.now() - started_ms).toBeLessThan(1_000)
  })

  test('because it hangs up, or is not there, is unreachable', async () => {
    expect(await reasonOf(await raw('', 'hang up'))).toBe('unreachable')
    expect(await reasonOf(httpTransport('http://127.0.0.1:1'))).toBe('unreachable')
    expect(await reasonOf(httpTransport('http://no-such-host.invalid'))).toBe('unreachable')
    const broken: Transport = () => Promise.reject(new Error('wires cut'))
    expect(await reasonOf(broken)).toBe('unreachable')
  })

  test('in process, is given up as well, and what it does later hurts nobody', async () => {
    const late = Promise.withResolvers<Response>()
    expect(await reasonOf(() => late.promise, 20)).toBe('timeout')
    late.reject(new Error('too late'))
    await Bun.sleep(1)
  })
})

describe('an answer', () => {
  test('is parsed', async () => {
    expect(await getJson<unknown>(call(answering(200, '{"data":[]}')), '/v1/x')).toEqual({ data: [] })
  })

  const problem = { type: 'about:blank', title: 'Taken', status: 409, code: 'taken', request_id: 'r' }
  test('that is a problem is passed on whole', async () => {
    const error = await failure(answering(409, JSON.stringify(problem), { 'retry-after': '3' }))
    expect(error).toBeInstanceOf(UpstreamProblem)
    expect(error).toMatchObject({ service: 'search', problem, retry_after: '3' })
  })

  test.each([
    ['no JSON', 200, '<html>'],
    ['nothing', 200, ''],
    ['cut short', 200, '{"data":['],
    ["a proxy's page", 502, '<html>Bad Gateway'],
    ['an error without a problem', 500, '{"error":"x"}'],
    ['a problem of another status', 404, JSON.stringify(problem)],
    ['a redirect', 302, ''],
  ])('that is %s is a bad one', async (_what, status, body) => {
    expect(await reasonOf(answering(status, body))).toBe('bad_answer')
  })

  test('that redirects over HTTP is not followed', async () => {
    let asked = 0
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () => {
        asked += 1
        return Response.redirect('/elsewhere')
      },
    })
    expect(await reasonOf(httpTransport(server.url.href))).toBe('bad_answer')
    expect(asked).toBe(1)
    await server.stop(true)
  })
})

describe('a deadline', () => {
  const context = (left_ms: number): RequestContext => ({
    request_id: 'r',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    deadline_ms: performance.now() + left_ms,
  })
  const echo = inProcessTransport(() => ({
    handle: (request) => Response.json(Object.fromEntries(request.headers)),
  }))
  const headers = (timeout_ms: number) => getJson<Record<string, string>>(call(echo, timeout_ms), '/v1/x')

  test('is told to whom we call: our own bound, or what is left of the caller’s', async () => {
    // A little less: whoever is asked can still answer that somebody else did not.
    expect((await headers(700))['vacancy-deadline-ms']).toBe('665')
    expect((await headers(10_000))['vacancy-deadline-ms']).toBe('9900')
    await runInContext(context(500), async () => {
      const first = await headers(10_000)
      await Bun.sleep(30)
      const second = await headers(10_000)
      expect(Number(first['vacancy-deadline-ms'])).toBeWithin(380, 476)
      expect(Number(second['vacancy-deadline-ms'])).toBeLessThanOrEqual(
        Number(first['vacancy-deadline-ms']) - 27,
      )
      expect(second.traceparent).toBe(context(0).traceparent)
      expect((await headers(100))['vacancy-deadline-ms']).toBe('95')
    })
  })

  test('that has passed means no call at all', async () => {
    let calls = 0
    const counting: Transport = async () => {
      calls += 1
      return Response.json({})
    }
    expect(await runInContext(context(-1), () => reasonOf(counting))).toBe('timeout')
    expect(calls).toBe(0)
  })

  test('of the caller ends a call that has more time of its own', async () => {
    const silent = await raw('', 'silence')
    expect(await runInContext(context(50), () => reasonOf(silent, 10_000))).toBe('timeout')
  })
})

test('a base URL may have a path, and only path and query of a request count', async () => {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => Response.json(new URL(request.url)),
  })
  for (const base of [`${server.url.origin}/search`, `${server.url.origin}/search/`]) {
    const url = await getJson<string>(call(httpTransport(base)), '/v1/x?a=1')
    expect(url).toBe(`${server.url.origin}/search/v1/x?a=1`)
  }
  expect(await getJson<string>(call(httpTransport(server.url.origin)), '/v1/x')).toBe(
    `${server.url.origin}/v1/x`,
  )
  await server.stop(true)
})

test('a query string leaves out what is not given and joins lists', () => {
  expect(queryString({})).toBe('')
  expect(queryString({ a: undefined })).toBe('')
  expect(queryString({ q: 'São & Paulo', stars: [4, 5], limit: 0 })).toBe(
    '?q=S%C3%A3o+%26+Paulo&stars=4%2C5&limit=0',
  )
})
