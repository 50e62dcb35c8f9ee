/**
 * How sure a ratio of two rates is. Rates are multiplied by what disturbs them, so their logarithms are compared; a mean
 * of n of them lies by Student's t, which knows how little three repetitions tell. A bootstrap of as few finds a
 * difference between a thing and itself in one of five.
 */
import { jStat } from 'jstat'

export interface Interval {
  /** Of the geometric means. */
  ratio: number
  low: number
  high: number
}

export const CONFIDENCE = 0.95

/** For each of so many statements, that all of them together are wrong in no more than 1 - `confidence` (Bonferroni). */
export const confidenceOf = (statements: number, confidence = CONFIDENCE): number =>
  1 - (1 - confidence) / Math.max(1, statements)

/** Pairs that were made side by side; undefined for fewer than two. */
export function pairedInterval(
  pairs: readonly (readonly [value: number, base: number])[],
  confidence = CONFIDENCE,
): Interval | undefined {
  const logs = pairs.map(([value, base]) => Math.log(value / base))
  if (logs.length < 2) return undefined
  const { mean, variance } = moments(logs)
  return around(mean, Math.sqrt(variance / logs.length), logs.length - 1, confidence)
}

/** Two runs that have nothing to do with each other (Welch); undefined for fewer than two of either. */
export function unpairedInterval(
  values: readonly number[],
  base: readonly number[],
  confidence = CONFIDENCE,
): Interval | undefined {
  if (values.length < 2 || base.length < 2) return undefined
  const [a, b] = [moments(values.map(Math.log)), moments(base.map(Math.log))]
  const [of_a, of_b] = [a.variance / values.length, b.variance / base.length]
  const error = of_a + of_b
  const freedom =
    error === 0 ? 1 : error ** 2 / (of_a ** 2 / (values.length - 1) + of_b ** 2 / (base.length - 1))
  return around(a.mean - b.mean, Math.sqrt(error), freedom, confidence)
}

function around(mean: number, error: number, freedom: number, confidence: number): Interval {
  const reach = jStat.studentt.inv(1 - (1 - confidence) / 2, freedom) * error
  return { ratio: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach) }
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance }
}
