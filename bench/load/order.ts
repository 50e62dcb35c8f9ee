/** What a closed loop is told and reports, whichever engine makes it. */
import { createInterface } from 'node:readline'

export interface LoadOrder {
  base_url: string
  /** For what it uses of the processors. */
  server_pid: number
  connections: number
  /** Seconds. */
  duration: number
  warmup: number
  /** Seconds after which an answer counts as one that never comes; whole ones, since autocannon cuts them. */
  timeout: number
  seed: number
  /** Request targets in order, and the golden body of each. */
  targets: readonly string[]
  golden: Readonly<Record<string, string>>
  /** Values of `Authorization`, of which every request carries one; empty for none. */
  authorizations: readonly string[]
}

/** What went wrong, from the first request of the warm-up to the last answer. */
export interface Faults {
  /** Answers with a wrong status or body, and the first of them. */
  wrong: number
  first_wrong: string | undefined
  /** Requests sent and never answered. */
  unanswered: number
  /** Connections that failed, and requests given up after the timeout: why some were not answered. */
  errors: number
  timeouts: number
}

export interface LoadReport extends Faults {
  /** Answers within the window with status 200 and the golden body. */
  verified: number
  /** The window: opens when every connection has had its first answer, lasts the duration whatever the server does. */
  elapsed_s: number
  /** Compressed HDR histogram, microseconds, of the verified answers to requests that were sent within the window. */
  latency_us: string
  mean_latency_us: number
  /** Processor time that this process used within the window, as a share of one core. */
  cpu_share: number
  /** The server's processor time for each answer; null when too little to say. */
  server_us_each: number | null
  /** The server's processor time for each answer, second half of the window by first half; null when too little to say. */
  server_trend: number | null
}

/** Each connection is some customers; all of them together are all. */
export function authorizedBy({ authorizations }: LoadOrder, n: number): Record<string, string> {
  const authorization = authorizations[n % authorizations.length]
  return authorization === undefined ? {} : { authorization }
}

export const toMicroseconds = (s: number | undefined) => (s === undefined ? null : Math.round(s * 1e8) / 100)

/** A fault of the warm-up is a fault: whoever answers wrongly at first has not earned the measuring. */
function withFaultsOf(warmup: Faults, measured: LoadReport): LoadReport {
  return {
    ...measured,
    first_wrong: warmup.first_wrong ?? measured.first_wrong,
    wrong: warmup.wrong + measured.wrong,
    unanswered: warmup.unanswered + measured.unanswered,
    errors: warmup.errors + measured.errors,
    timeouts: warmup.timeouts + measured.timeouts,
  }
}

/** The whole of a generator's process: the order is a line on standard input, the report one on standard output. */
export function obey(measure: (order: LoadOrder, duration_s: number) => Promise<LoadReport>): void {
  // The pipe stays open as long as the harness lives: however that ends, this process ends too.
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('close', () => process.exit(1))
  lines.once('line', async (line) => {
    const order = JSON.parse(line) as LoadOrder
    const warmup = order.warmup > 0 ? await measure(order, order.warmup) : undefined
    const measured = await measure(order, order.duration)
    const report = warmup === undefined ? measured : withFaultsOf(warmup, measured)
    process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0))
  })
}
