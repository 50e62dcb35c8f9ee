/** A window cut into slices of equal length: what happened when. */
import type { Histogram } from 'hdr-histogram-js'
import { MAX_LATENCY_US, newHistogram } from '../stats/latency.ts'

/** Columns, a value for each slice. */
export interface Timeline {
  slice_s: number
  /** Answers that came in the slice. */
  verified: number[]
  /** Latency of the answers that came in the slice, microseconds; 0 where none did. */
  p50_us: number[]
  p99_us: number[]
  max_us: number[]
}

const LEAST = 20
const MOST = 240
const PER_S = 4

/** Twenty at least, so that something can be said of their spread; a quarter of a second each where that is more. */
export const sliceCount = (duration_s: number): number =>
  Math.min(MOST, Math.max(LEAST, Math.round(duration_s * PER_S)))

export function timelineOf(duration_s: number) {
  const count = sliceCount(duration_s)
  const slice_ms = (duration_s * 1_000) / count
  const slices: (Histogram | undefined)[] = Array.from({ length: count })
  return {
    /** `at_ms` after the window opened; outside of it nothing is kept. */
    add: (at_ms: number, latency_us: number) => {
      const i = Math.floor(at_ms / slice_ms)
      if (i < 0 || i >= count) return
      let slice = slices[i]
      if (slice === undefined) {
        slice = newHistogram(2)
        slices[i] = slice
      }
      slice.recordValue(Math.min(MAX_LATENCY_US, latency_us))
    },
    report: (): Timeline => {
      const each = (value: (slice: Histogram) => number) =>
        slices.map((slice) => (slice === undefined ? 0 : value(slice)))
      return {
        slice_s: slice_ms / 1_000,
        verified: each((slice) => slice.totalCount),
        p50_us: each((slice) => slice.getValueAtPercentile(50)),
        p99_us: each((slice) => slice.getValueAtPercentile(99)),
        max_us: each((slice) => slice.maxValue),
      }
    },
  }
}

/** Of generators that worked at the same time: answers are added; the slowest of their percentiles stands for all. */
export function timelinesTogether(all: readonly Timeline[]): Timeline {
  const [first] = all
  if (first === undefined) throw new Error('no timeline')
  const by = (of: (one: Timeline) => number[], join: (values: readonly number[]) => number) =>
    first.verified.map((_, i) => join(all.map((one) => of(one)[i] ?? 0)))
  const most = (values: readonly number[]) => Math.max(...values)
  return {
    slice_s: first.slice_s,
    verified: by(
      (one) => one.verified,
      (values) => values.reduce((sum, value) => sum + value, 0),
    ),
    p50_us: by((one) => one.p50_us, most),
    p99_us: by((one) => one.p99_us, most),
    max_us: by((one) => one.max_us, most),
  }
}
