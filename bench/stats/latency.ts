/** Latency histograms: microseconds, three significant digits unless asked for fewer, up to a minute. */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'

export const MAX_LATENCY_US = 60_000_000

export const newHistogram = (numberOfSignificantValueDigits: 2 | 3 = 3): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: MAX_LATENCY_US, numberOfSignificantValueDigits })

export const encodeHistogram = (histogram: Histogram): string => encodeIntoCompressedBase64(histogram)

export interface Percentiles {
  p50: number
  p90: number
  p99: number
  p999: number
}

/** Of all answers of all repetitions together: percentiles of repetitions are never averaged. */
export const mergedPercentiles = (encoded: readonly string[]): Percentiles => percentilesOf(merged(encoded))

export function percentilesOf(all: Histogram): Percentiles {
  const at = (percentile: number) => all.getValueAtPercentile(percentile)
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9) }
}

export function merged(encoded: readonly string[]): Histogram {
  const all = newHistogram()
  for (const one of encoded) all.add(decodeFromCompressedBase64(one))
  return all
}

/** More of them where answers are slow: that is where one looks. */
const CURVE = [
  0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 93, 95, 97, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.99, 100,
]

/** Percentiles and what they are; empty of nothing. */
export const curveOf = (all: Histogram): [percentile: number, us: number][] =>
  all.totalCount === 0 ? [] : CURVE.map((percentile) => [percentile, all.getValueAtPercentile(percentile)])
