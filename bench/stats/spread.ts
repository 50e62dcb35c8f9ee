/** What a few repetitions say: the middle and both ends. With three there is no honest finer statement. */
export interface Spread {
  median: number
  low: number
  high: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0] = sorted
  const upper = sorted[middle] ?? 0
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
  return { median, low, high: sorted.at(-1) ?? 0 }
}

/** Repetition by repetition, so that what slows the machine for a while slows both. */
export const pairedRatio = (values: readonly number[], base: readonly number[]): Spread =>
  spread(values.map((value, i) => value / (base[i] ?? Number.NaN)).filter(Number.isFinite))
