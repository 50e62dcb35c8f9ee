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

/**
 * Repetition by repetition, so that what slows the machine for a while slows both. Where either value is missing there
 * is no pair.
 */
export function pairedRatio(
  values: readonly (number | undefined)[],
  base: readonly (number | undefined)[],
): Spread {
  return spread(
    values.flatMap((value, i) => {
      const partner = base[i]
      return value === undefined || partner === undefined || partner === 0 ? [] : [value / partner]
    }),
  )
}
