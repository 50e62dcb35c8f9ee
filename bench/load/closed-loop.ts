/**
 * Closed loop: each connection sends its next request when it has the answer to the one before. In a process of its own
 * (`bun bench/load/closed-loop.ts`, the order as one line on standard input), so that its work is not the server's.
 *
 * The engine is autocannon. Four things are ours, each for a measured fault of it (9.0.0): it counts every answer as
 * throughput, so only verified ones count here; its histogram has whole milliseconds, so the duration of each answer
 * goes into one of microseconds; it decodes each chunk of a body by itself, which breaks letters that a chunk boundary
 * splits, so bodies are compared byte by byte (as Latin-1, one character for each byte); and it drops what is unanswered
 * at its end, so we let every connection have its last answer before that.
 */
import autocannon from 'autocannon'
import { Random } from '#lib/dataset/random'
import { goldenBytes } from '../ask.ts'
import { authorizedBy, type Faults, type LoadOrder, type LoadReport, type OnWindow, obey } from './order.ts'
import { loadWindow } from './window.ts'

/** The parts of autocannon's client that its types leave out. */
interface ClientInternals {
  pipelinedRequests: { peek(): { body: string } | undefined; addBody(data: Buffer): void }
  /** The client ends instead of sending more than this many requests. */
  responseMax: number
  on(event: 'request', listener: () => void): void
}

async function measure(order: LoadOrder, duration_s: number, on: OnWindow): Promise<LoadReport> {
  const expected = goldenBytes(order.golden)
  const golden = new Map(order.asks.map((ask) => [ask, expected(ask).body.toString('latin1')]))
  const faults: Faults = { wrong: 0, first_wrong: undefined, unanswered: 0, errors: 0, timeouts: 0 }
  let correct = false
  // autocannon builds and starts its connections one after the other: until all run, the load is not yet the load.
  let running = 0
  const clients: ClientInternals[] = []
  // The last answers are awaited: a server that falls silent must not be measured by the time while it still spoke.
  const window = loadWindow(duration_s, on, () => {
    for (const client of clients) client.responseMax = 1
  })

  const requests = repeated(order).map((target) => ({
    method: 'GET' as const,
    path: target,
    // Called before the client's `response` event of the same answer.
    onResponse: (status: number, body: string) => {
      correct = status === 200 && body === golden.get(target)
      if (correct) return
      faults.wrong++
      faults.first_wrong ??= `${target}: status ${status}, ${body.length} bytes`
    },
  }))
  const random = new Random(order.seed, order.connections)
  const setupClient = (client: autocannon.Client) => {
    // Every connection walks the same list from its own place in it.
    const start = random.below(requests.length)
    const own = [...requests.slice(start), ...requests.slice(0, start)]
    const first = clients.length * requests.length
    client.setRequests(own.map((request, i) => ({ ...request, headers: authorizedBy(order, first + i) })))
    const internals = client as unknown as ClientInternals
    clients.push(internals)
    const { pipelinedRequests } = internals
    pipelinedRequests.addBody = (data) => {
      const pending = pipelinedRequests.peek()
      if (pending !== undefined) pending.body += data.toString('latin1')
    }
    let answered = false
    internals.on('request', () => {
      faults.unanswered++
    })
    client.on('response', (_status: number, _bytes: number, duration_ms: number) => {
      const now_ms = performance.now()
      faults.unanswered--
      if (!answered) {
        answered = true
        running++
        if (running === order.connections) window.open(now_ms)
      }
      if (correct) window.verified(now_ms - duration_ms, now_ms)
    })
  }

  const result = await autocannon({
    url: order.base_url,
    connections: order.connections,
    // Only a bound: it ends when every connection has, a first and a last answer and the window after its begin.
    duration: duration_s + 2 * order.timeout + 1,
    // How often it looks whether it is to end, in milliseconds.
    sampleInt: 100,
    timeout: order.timeout,
    // Of a server that is gone nothing more is to be learned.
    bailout: order.connections,
    requests,
    setupClient,
  })
  faults.timeouts = result.timeouts
  faults.errors = result.errors - result.timeouts
  return window.report(faults)
}

/** The requests, so often that all connections together send every token. */
function repeated({ asks, authorizations, connections }: LoadOrder): string[] {
  const times = Math.max(1, Math.ceil(authorizations.length / (connections * asks.length)))
  return Array.from({ length: times }, () => asks).flat()
}

if (import.meta.main) obey(measure)
