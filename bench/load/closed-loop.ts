/**
 * Closed loop: each connection sends its next request when it has the answer to the one before. In a process of its own
 * (`bun bench/load/closed-loop.ts`, the order as one line on standard input), so that its work is not the server's.
 *
 * The engine is autocannon. Three things are ours, each for a measured fault of it (9.0.0): it counts every answer as
 * throughput, so only verified ones count here; its histogram has whole milliseconds, so the duration of each answer
 * goes into one of microseconds; it decodes each chunk of a body by itself, which breaks letters that a chunk boundary
 * splits, so bodies are compared byte by byte (as Latin-1, one character for each byte).
 */
import autocannon from 'autocannon'
import { Random } from '#lib/dataset/random'
import { encodeHistogram, MAX_LATENCY_US, newHistogram } from '../stats/latency.ts'

export interface LoadOrder {
  base_url: string
  connections: number
  /** Seconds. */
  duration: number
  warmup: number
  seed: number
  /** Request targets in order, and the golden body of each. */
  targets: readonly string[]
  golden: Readonly<Record<string, string>>
}

export interface LoadReport {
  /** Answers with status 200 and the golden body. */
  verified: number
  /** Answers with a wrong status or body, and the first of them. */
  wrong: number
  first_wrong: string | undefined
  /** Connections lost, and answers that never came. */
  errors: number
  timeouts: number
  /** From the moment at which every connection has had its first answer, to the last answer. */
  elapsed_s: number
  /** Compressed HDR histogram of verified answers, microseconds. */
  latency_us: string
  mean_latency_us: number
  /** Processor time that this process used, as a share of one core. */
  cpu_share: number
}

/** The part of autocannon's client that its types leave out. */
interface ClientInternals {
  pipelinedRequests: { peek(): { body: string } | undefined; addBody(data: Buffer): void }
}

const TIMEOUT_S = 10

async function measure(order: LoadOrder, duration: number): Promise<LoadReport> {
  const golden = new Map(
    Object.entries(order.golden).map(([target, body]) => [target, Buffer.from(body).toString('latin1')]),
  )
  const histogram = newHistogram()
  let verified = 0
  let wrong = 0
  let sum_us = 0
  let first_wrong: string | undefined
  let correct = false
  // autocannon builds and starts its connections one after the other: until all run, the load is not yet the load.
  let running = 0
  let begin_ms = 0
  let end_ms = 0

  const requests = order.targets.map((target) => ({
    method: 'GET' as const,
    path: target,
    // Called before the client's `response` event of the same answer.
    onResponse: (status: number, body: string) => {
      correct = status === 200 && body === golden.get(target)
      if (!correct) {
        wrong++
        first_wrong ??= `${target}: status ${status}, ${body.length} bytes`
      }
    },
  }))
  const random = new Random(order.seed, order.connections)
  const setupClient = (client: autocannon.Client) => {
    // Every connection walks the same list from its own place in it.
    const start = random.below(requests.length)
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)])
    const { pipelinedRequests } = client as unknown as ClientInternals
    pipelinedRequests.addBody = (data) => {
      const pending = pipelinedRequests.peek()
      if (pending !== undefined) pending.body += data.toString('latin1')
    }
    let answered = false
    client.on('response', (_status: number, _bytes: number, duration_ms: number) => {
      end_ms = performance.now()
      if (!answered) {
        answered = true
        running++
        if (running === order.connections) begin_ms = end_ms
        return
      }
      if (!correct || running < order.connections) return
      const duration_us = Math.round(duration_ms * 1000)
      verified++
      sum_us += duration_us
      histogram.recordValue(Math.min(duration_us, MAX_LATENCY_US))
    })
  }

  const cpu = process.cpuUsage()
  const started_ms = performance.now()
  const result = await autocannon({
    url: order.base_url,
    connections: order.connections,
    duration,
    timeout: TIMEOUT_S,
    requests,
    setupClient,
  })
  const process_s = (performance.now() - started_ms) / 1000
  const used = process.cpuUsage(cpu)
  return {
    verified,
    wrong,
    first_wrong,
    errors: result.errors - result.timeouts,
    timeouts: result.timeouts,
    elapsed_s: begin_ms === 0 ? process_s : (end_ms - begin_ms) / 1000,
    latency_us: encodeHistogram(histogram),
    mean_latency_us: verified === 0 ? 0 : sum_us / verified,
    cpu_share: (used.user + used.system) / 1e6 / process_s,
  }
}

if (import.meta.main) {
  const order = JSON.parse(await Bun.stdin.text()) as LoadOrder
  if (order.warmup > 0) await measure(order, order.warmup)
  console.log(JSON.stringify(await measure(order, order.duration)))
  process.exit(0)
}
