/**
 * Whether a window shows one state or the way from one to another: a server that still warms up, or slows down, has no
 * rate that could be compared.
 */
import { jStat } from 'jstat'

export interface Drift {
  /** The mean of the second half as a multiple of that of the first; infinite where the first had nothing. */
  ratio: number
  /** How likely two halves of one state differ by so much (Welch's t test over their slices). */
  p: number
}

const LEAST_SLICES = 8

/** Undefined for too few slices, or where neither half has anything. */
export function drift(slices: readonly number[]): Drift | undefined {
  if (slices.length < LEAST_SLICES) return undefined
  const middle = slices.length >> 1
  const [a, b] = [moments(slices.slice(0, middle)), moments(slices.slice(-middle))]
  if (a.mean === 0 && b.mean === 0) return undefined
  const [of_a, of_b] = [a.variance / middle, b.variance / middle]
  const error = of_a + of_b
  const ratio = b.mean / a.mean
  if (error === 0) return { ratio, p: ratio === 1 ? 1 : 0 }
  const freedom = error ** 2 / ((of_a ** 2 + of_b ** 2) / (middle - 1))
  const t = Math.abs(b.mean - a.mean) / Math.sqrt(error)
  return { ratio, p: 2 * (1 - jStat.studentt.cdf(t, freedom)) }
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance }
}
