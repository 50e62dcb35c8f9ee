/** The span of time that counts, what came in it and when, and how busy the generator itself was. */
import { encodeHistogram, MAX_LATENCY_US, newHistogram } from '../stats/latency.ts'
import type { Faults, LoadReport, OnWindow } from './order.ts'
import { timelineOf } from './timeline.ts'

export interface LoadWindow {
  /** The first time only. */
  open(now_ms: number): void
  /** A verified answer, whenever it came; moments of `performance.now()`. `writes`: its request wrote something of its own. */
  verified(sent_ms: number, now_ms: number, writes?: boolean): void
  report(faults: Faults): LoadReport
}

/** So often a timer is asked how late it is. */
const LOOK_MS = 10

/** `onClose` is called when the duration is over. */
export function loadWindow(duration_s: number, on: OnWindow, onClose: () => void): LoadWindow {
  const histogram = newHistogram()
  const timeline = timelineOf(duration_s)
  const late_us: number[] = []
  let begin_ms = Number.POSITIVE_INFINITY
  let at_begin: NodeJS.CpuUsage | undefined
  let share: number | undefined
  let verified = 0
  let written = 0
  let sum_us = 0
  const holds = (moment_ms: number) => moment_ms >= begin_ms && moment_ms < begin_ms + duration_s * 1000

  const watch = () => {
    let due_ms = performance.now() + LOOK_MS
    const look = () => {
      const now_ms = performance.now()
      late_us.push(Math.max(0, (now_ms - due_ms) * 1_000))
      due_ms = now_ms + LOOK_MS
      if (share === undefined) setTimeout(look, LOOK_MS)
    }
    setTimeout(look, LOOK_MS)
  }
  const close = () => {
    // By the clock and not by the duration: a starved process hears of its timer late.
    share = usedSince(at_begin) / ((performance.now() - begin_ms) / 1000)
    on.closed()
    onClose()
  }
  return {
    open: (now_ms) => {
      if (at_begin !== undefined) return
      begin_ms = now_ms
      at_begin = process.cpuUsage()
      on.opened()
      watch()
      setTimeout(close, duration_s * 1000)
    },
    verified: (sent_ms, now_ms, writes = false) => {
      if (writes) written++
      const us = Math.round((now_ms - sent_ms) * 1000)
      if (holds(now_ms)) {
        verified++
        timeline.add(now_ms - begin_ms, us)
      }
      if (holds(sent_ms)) {
        sum_us += us
        histogram.recordValue(Math.min(us, MAX_LATENCY_US))
      }
    },
    report: (faults) => ({
      ...faults,
      verified,
      written,
      elapsed_s: duration_s,
      latency_us: encodeHistogram(histogram),
      mean_latency_us: histogram.totalCount === 0 ? 0 : sum_us / histogram.totalCount,
      timeline: timeline.report(),
      cpu_share: share ?? usedSince() / (performance.now() / 1000),
      late_us_p99: late_us.sort((a, b) => a - b)[Math.floor(0.99 * late_us.length)] ?? 0,
    }),
  }
}

/** Seconds. */
function usedSince(from?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1e6
}
