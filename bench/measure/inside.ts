/** What only the server itself can see while it is loaded: how late its event loop is, who stands in its queues. */
import type { Listening } from '../model.ts'

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
  let late_us: number[] = []
  let waiting = 0
  let shares_before: readonly number[] = []
  let due_ms = performance.now() + LOOK_MS
  const look = () => {
    const now_ms = performance.now()
    late_us.push(Math.max(0, (now_ms - due_ms) * 1_000))
    waiting += server.waiting?.() ?? 0
    due_ms = now_ms + LOOK_MS
    timer = setTimeout(look, LOOK_MS)
  }
  let timer = setTimeout(look, LOOK_MS)
  return {
    open: () => {
      late_us = []
      waiting = 0
      shares_before = [...(server.shares?.() ?? [])]
    },
    close: (): Inside => {
      // Whoever is late now has not said so yet.
      late_us.push(Math.max(0, (performance.now() - due_ms) * 1_000))
      const sorted = late_us.sort((a, b) => a - b)
      const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
      const answers = (server.shares?.() ?? []).map((count, i) => count - (shares_before[i] ?? 0))
      const all = answers.reduce((sum, count) => sum + count, 0)
      return {
        loop_late_us: { p50: at(0.5), p99: at(0.99), max: at(1) },
        waiting: server.waiting === undefined ? null : waiting / late_us.length,
        shares: all === 0 ? [] : answers.map((count) => count / all),
      }
    },
    stop: () => clearTimeout(timer),
  }
}
