/** What a closed loop is told and reports, whichever engine makes it. */
import { createInterface } from 'node:readline'
import type { ExpectedText } from '../ask.ts'
import type { Timeline } from './timeline.ts'

export interface LoadOrder {
  base_url: string
  connections: number
  /** Seconds. */
  duration: number
  warmup: number
  /** Seconds after which an answer counts as one that never comes; whole ones, since autocannon cuts them. */
  timeout: number
  seed: number
  /** Requests in order, and the golden answer of each: see `ask.ts`. */
  asks: readonly string[]
  golden: Readonly<Record<string, ExpectedText>>
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
  /** Answers within the window with the golden status and body. */
  verified: number
  /** Verified answers to requests that each write something, the warm-up's with them: what must be found afterwards. */
  written: number
  /** The window: opens when every connection has had its first answer, lasts the duration whatever the server does. */
  elapsed_s: number
  /** Compressed HDR histogram, microseconds, of the verified answers to requests that were sent within the window. */
  latency_us: string
  mean_latency_us: number
  timeline: Timeline
  /** Processor time that this process used within the window, as a share of one core. */
  cpu_share: number
  /** How much later than asked for a timer of this process came, 99th percentile within the window. */
  late_us_p99: number
}

/** What a generator says meanwhile, a line of JSON each. */
export type LoadLine<Report> = { event: 'opened' } | { event: 'closed' } | { event: 'report'; report: Report }

/** Each connection is some customers; all of them together are all. */
export function authorizedBy({ authorizations }: LoadOrder, n: number): Record<string, string> {
  const authorization = authorizations[n % authorizations.length]
  return authorization === undefined ? {} : { authorization }
}

/** A fault of the warm-up is a fault: whoever answers wrongly at first has not earned the measuring. */
function withFaultsOf(warmup: LoadReport, measured: LoadReport): LoadReport {
  return {
    ...measured,
    first_wrong: warmup.first_wrong ?? measured.first_wrong,
    wrong: warmup.wrong + measured.wrong,
    unanswered: warmup.unanswered + measured.unanswered,
    errors: warmup.errors + measured.errors,
    timeouts: warmup.timeouts + measured.timeouts,
    written: warmup.written + measured.written,
  }
}

/** Called when the window opens and when it closes. */
export interface OnWindow {
  opened(): void
  closed(): void
}

const silent: OnWindow = { opened: () => undefined, closed: () => undefined }

export type Measure = (order: LoadOrder, duration_s: number, on: OnWindow) => Promise<LoadReport>

/** The whole of a closed loop's process. */
export function obey(measure: Measure): void {
  obeyOrder<LoadOrder, LoadReport>(async (order, on) => {
    const warmup = order.warmup > 0 ? await measure(order, order.warmup, silent) : undefined
    const measured = await measure(order, order.duration, on)
    return warmup === undefined ? measured : withFaultsOf(warmup, measured)
  })
}

/** The whole of a generator's process: the order is a line on standard input, the report one on standard output. */
export function obeyOrder<Order, Report>(work: (order: Order, on: OnWindow) => Promise<Report>): void {
  const say = (line: LoadLine<Report>, then?: () => void) =>
    process.stdout.write(`${JSON.stringify(line)}\n`, then)
  // The pipe stays open as long as the harness lives: however that ends, this process ends too.
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('close', () => process.exit(1))
  lines.once('line', async (line) => {
    const report = await work(JSON.parse(line) as Order, {
      opened: () => say({ event: 'opened' }),
      closed: () => say({ event: 'closed' }),
    })
    say({ event: 'report', report }, () => process.exit(0))
  })
}
