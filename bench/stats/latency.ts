/** Latency histograms: microseconds, three significant digits, up to a minute. */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js'

export const MAX_LATENCY_US = 60_000_000

export const newHistogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_LATENCY_US,
    numberOfSignificantValueDigits: 3,
  })

export const encodeHistogram = (histogram: Histogram): string => encodeIntoCompressedBase64(histogram)

export interface Percentiles {
  p50: number
  p99: number
}

/** Of all answers of all repetitions together: percentiles of repetitions are never averaged. */
export function mergedPercentiles(encoded: readonly string[]): Percentiles {
  const all = merged(encoded)
  return { p50: all.getValueAtPercentile(50), p99: all.getValueAtPercentile(99) }
}

export function merged(encoded: readonly string[]): Histogram {
  const all = newHistogram()
  for (const one of encoded) all.add(decodeFromCompressedBase64(one))
  return all
}
