/** Servers whose latency can be worked out on paper, and what it comes to. */

/** When a request that arrives at `at_ms` (of the server's own clock), the n-th of its kind, is to be answered. */
export interface Behaviour {
  name: string
  title: string
  answerAt_ms(at_ms: number, n: number): number
  /**
   * Of the latency of requests that are evenly spread over whole periods: what the server adds, in milliseconds, and which
   * percentile of the way there and back it is added to. Of all that wait equally long the slowest tenth are those whose
   * way took longest.
   */
  percentiles: Partial<Record<'p50' | 'p90' | 'p99' | 'p999', { delay_ms: number; way: number }>>
  /** Over which it repeats itself. */
  period_s: number
}

const SLOW_ONE_IN = 5

export const none: Behaviour = {
  ...{ name: 'none', title: 'no delay: the way there and back', period_s: 1, percentiles: {} },
  answerAt_ms: (at_ms) => at_ms,
}

export const constant: Behaviour = {
  name: 'constant',
  title: 'each after 20 ms',
  answerAt_ms: (at_ms) => at_ms + 20,
  percentiles: {
    p50: { delay_ms: 20, way: 50 },
    p90: { delay_ms: 20, way: 90 },
    p99: { delay_ms: 20, way: 99 },
  },
  period_s: 1,
}

export const bimodal: Behaviour = {
  name: 'bimodal',
  title: 'four of five after 5 ms, the fifth after 200 ms',
  answerAt_ms: (at_ms, n) => at_ms + (n % SLOW_ONE_IN === 0 ? 200 : 5),
  percentiles: {
    // The fast are four fifths of all, the slow the last fifth.
    p50: { delay_ms: 5, way: 62.5 },
    p90: { delay_ms: 200, way: 50 },
    p99: { delay_ms: 200, way: 95 },
  },
  period_s: 1,
}

/** Whoever arrives in the stall waits for its end: evenly between nothing and all of it. */
export const stalling = ({ stall_ms, every_ms }: { stall_ms: number; every_ms: number }): Behaviour => {
  const share = stall_ms / every_ms
  // The part of requests that wait at most w is 1 - share + share * w / stall.
  const at = (part: number) => ({ delay_ms: (stall_ms * (part - (1 - share))) / share, way: 50 })
  return {
    name: 'stall',
    title: `at once, but for a stall of ${stall_ms / 1_000} s in every ${every_ms / 1_000} s`,
    answerAt_ms: (at_ms) => {
      const phase_ms = at_ms % every_ms
      return phase_ms < stall_ms ? at_ms - phase_ms + stall_ms : at_ms
    },
    percentiles: { p99: at(0.99), p999: at(0.999) },
    period_s: every_ms / 1_000,
  }
}

export const stall = stalling({ stall_ms: 1_000, every_ms: 10_000 })
export const behaviours: readonly Behaviour[] = [none, constant, bimodal, stall]
