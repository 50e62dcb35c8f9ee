/**
 * What became of every request that was to be sent within the window. Latency is from the moment at which a request was
 * *meant* to be sent: one that had to wait for a connection, or for a generator that was late, has waited all the same
 * (coordinated omission is what happens otherwise). Service time is from when it was sent in truth.
 */
import type { Histogram } from 'hdr-histogram-js'
import { encodeHistogram, MAX_LATENCY_US, merged, newHistogram } from '../stats/latency.ts'
import { type Timeline, timelineOf, timelinesTogether } from './timeline.ts'

export interface Sent {
  due_ms: number
  sent_ms: number
}

/** `verified`: the golden status and bytes; `refused`: 503 `overloaded`; `failed`: another 503; `wrong`: anything else. */
export type Outcome = 'verified' | 'refused' | 'failed' | 'wrong'

export interface OpenLoopReport {
  elapsed_s: number
  /** Meant to be sent within the window. */
  offered: number
  sent: number
  verified: number
  /** Verified answers that came within the window, whenever they were due: what the server did, also when it fell behind. */
  came: number
  /** Verified answers to requests that each write something, whenever: what must be found afterwards. */
  written: number
  /** Of the verified, answered within the deadline. */
  in_time: number
  refused: number
  failed: number
  wrong: number
  first_wrong: string | undefined
  /** The connection ended before the answer did. */
  broken: number
  /** No answer until the timeout. */
  unanswered: number
  /** Compressed HDR histograms in microseconds. */
  latency_us: string
  service_us: string
  refused_us: string
  /** How late the generator itself was: from when a request was due and a connection free until it was sent. */
  lag_us: string
  /** Requests on their way, on average over the window: by the records of each, from when it was sent to its end. */
  on_their_way: number
  /** The same by a counter that went up and down meanwhile. */
  counted_on_their_way: number
  /** By when an answer came, its latency from when it was due. */
  timeline: Timeline
  /** Processor time of the generator within the window, as a share of one core. */
  cpu_share: number
}

/** What the generator knows besides. */
export type GeneratorSelf = Pick<OpenLoopReport, 'cpu_share' | 'counted_on_their_way'>

export interface LedgerWindow {
  /** Of `performance.now()`. */
  begin_ms: number
  end_ms: number
  deadline_ms: number
}

export function ledger({ begin_ms, end_ms, deadline_ms }: LedgerWindow) {
  const latency = newHistogram()
  const service = newHistogram()
  const refused_latency = newHistogram()
  const lag = newHistogram()
  const timeline = timelineOf(Math.max(0.001, (end_ms - begin_ms) / 1_000))
  let occupied_ms = 0
  const counts = {
    offered: 0,
    sent: 0,
    verified: 0,
    came: 0,
    written: 0,
    in_time: 0,
    refused: 0,
    failed: 0,
    wrong: 0,
    broken: 0,
    unanswered: 0,
  }
  let first_wrong: string | undefined
  const holds = (due_ms: number) => due_ms >= begin_ms && due_ms < end_ms
  const within = (moment_ms: number) => Math.min(end_ms, Math.max(begin_ms, moment_ms))
  const over = ({ sent_ms }: Sent, now_ms: number) => {
    occupied_ms += within(now_ms) - within(sent_ms)
  }
  const record = (histogram: Histogram, ms: number) =>
    histogram.recordValue(Math.min(MAX_LATENCY_US, Math.max(0, Math.round(ms * 1_000))))

  return {
    /** Whether a request that is due then counts. */
    holds,
    /** Due, and not sent before the end: every connection was busy. */
    notSent: (due_ms: number) => {
      if (holds(due_ms)) counts.offered++
    },
    sent: ({ due_ms, sent_ms }: Sent, free_since_ms: number) => {
      if (!holds(due_ms)) return
      counts.offered++
      counts.sent++
      record(lag, sent_ms - Math.max(due_ms, free_since_ms))
    },
    /** `what` describes a wrong one; `writes`: its request wrote something of its own. */
    answered: (sent: Sent, now_ms: number, outcome: Outcome, what: () => string, writes = false) => {
      const { due_ms, sent_ms } = sent
      over(sent, now_ms)
      if (outcome === 'wrong') {
        // At any time: whoever answers wrongly at first has not earned the measuring.
        counts.wrong++
        first_wrong ??= what()
        return
      }
      if (outcome === 'verified') {
        if (writes) counts.written++
        if (holds(now_ms)) counts.came++
        timeline.add(now_ms - begin_ms, Math.max(0, Math.round((now_ms - due_ms) * 1_000)))
      }
      if (!holds(due_ms)) return
      counts[outcome]++
      if (outcome === 'refused') {
        record(refused_latency, now_ms - due_ms)
        return
      }
      if (outcome === 'failed') return
      if (now_ms - due_ms <= deadline_ms) counts.in_time++
      record(latency, now_ms - due_ms)
      record(service, now_ms - sent_ms)
    },
    broken: (sent: Sent, now_ms: number) => {
      over(sent, now_ms)
      if (holds(sent.due_ms)) counts.broken++
    },
    unanswered: (sent: Sent) => {
      over(sent, end_ms)
      if (holds(sent.due_ms)) counts.unanswered++
    },
    report: (self: GeneratorSelf): OpenLoopReport => ({
      elapsed_s: Math.round(end_ms - begin_ms) / 1_000,
      ...counts,
      first_wrong,
      latency_us: encodeHistogram(latency),
      service_us: encodeHistogram(service),
      refused_us: encodeHistogram(refused_latency),
      lag_us: encodeHistogram(lag),
      on_their_way: end_ms > begin_ms ? occupied_ms / (end_ms - begin_ms) : 0,
      timeline: timeline.report(),
      ...self,
    }),
  }
}

/** Of generators that worked at the same time: counts and histograms are added, the busiest one counts. */
export function together(reports: readonly OpenLoopReport[]): OpenLoopReport {
  const [first] = reports
  if (first === undefined) throw new Error('no report')
  const sum = (of: (report: OpenLoopReport) => number) => reports.reduce((total, one) => total + of(one), 0)
  const added = (of: (report: OpenLoopReport) => string) => encodeHistogram(merged(reports.map(of)))
  return {
    elapsed_s: first.elapsed_s,
    offered: sum((one) => one.offered),
    sent: sum((one) => one.sent),
    verified: sum((one) => one.verified),
    came: sum((one) => one.came),
    written: sum((one) => one.written),
    in_time: sum((one) => one.in_time),
    refused: sum((one) => one.refused),
    failed: sum((one) => one.failed),
    wrong: sum((one) => one.wrong),
    first_wrong: reports.find((one) => one.first_wrong !== undefined)?.first_wrong,
    broken: sum((one) => one.broken),
    unanswered: sum((one) => one.unanswered),
    latency_us: added((one) => one.latency_us),
    service_us: added((one) => one.service_us),
    refused_us: added((one) => one.refused_us),
    lag_us: added((one) => one.lag_us),
    on_their_way: sum((one) => one.on_their_way),
    counted_on_their_way: sum((one) => one.counted_on_their_way),
    timeline: timelinesTogether(reports.map((one) => one.timeline)),
    cpu_share: Math.max(...reports.map((one) => one.cpu_share)),
  }
}
