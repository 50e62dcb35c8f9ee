/** What only the server itself can see while it is loaded: how late its event loop is, who stands in its queues. */
import type { Listening } from '../model.ts'
import { MAX_LATENCY_US, newHistogram } from '../stats/latency.ts'

/** Of one window. */
export interface Inside {
  /** How much later than asked for the event loop of the main thread came back, microseconds. */
  loop_late_us: { p50: number; p99: number; max: number }
  /** Requests that stood in a queue, on average; null where the model has none that can be seen. */
  waiting: number | null
  /** Of several workers, what part of the answers each gave; empty where there is one. */
  shares: number[]
}

/** By a timer and not by the runtime's own meter: the same measure on all of them. */
const LOOK_MS = 10

export function watchInside(server: Pick<Listening, 'waiting' | 'shares'>) {
  // Of one size for however long: what looks for leaks must not have one.
  const late_us = newHistogram(2)
  let is_open = false
  let waiting = 0
  let shares_before: readonly number[] = []
  let due_ms = performance.now() + LOOK_MS
  const note = (now_ms: number) =>
    late_us.recordValue(Math.min(MAX_LATENCY_US, Math.max(0, Math.round((now_ms - due_ms) * 1_000))))
  const look = () => {
    const now_ms = performance.now()
    if (is_open) {
      note(now_ms)
      waiting += server.waiting?.() ?? 0
    }
    due_ms = now_ms + LOOK_MS
    timer = setTimeout(look, LOOK_MS)
  }
  let timer = setTimeout(look, LOOK_MS)
  return {
    open: () => {
      late_us.reset()
      is_open = true
      waiting = 0
      shares_before = [...(server.shares?.() ?? [])]
    },
    close: (): Inside => {
      const looks = late_us.totalCount
      // Whoever is late now has not said so yet.
      note(performance.now())
      is_open = false
      const answers = (server.shares?.() ?? []).map((count, i) => count - (shares_before[i] ?? 0))
      const all = answers.reduce((sum, count) => sum + count, 0)
      return {
        loop_late_us: {
          p50: late_us.getValueAtPercentile(50),
          p99: late_us.getValueAtPercentile(99),
          max: late_us.maxValue,
        },
        waiting: server.waiting === undefined || looks === 0 ? null : waiting / looks,
        shares: all === 0 ? [] : answers.map((count) => count / all),
      }
    },
    stop: () => clearTimeout(timer),
  }
}
