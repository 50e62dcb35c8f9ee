/**
 * How sure a ratio of two rates is. Rates are multiplied by what disturbs them, so their logarithms are compared. What
 * varies does so on two levels: from one fresh server to the next, and within a window. A bootstrap that draws servers
 * and, in each, slices of its window (a hierarchical one) says how far their mean may be off; Student's t widens it by
 * what few servers cannot know. The percentiles of the bootstrap alone find a difference between a thing and itself in
 * one of five runs of three repetitions, since nothing outside of what was seen can be drawn (T. Hesterberg, What
 * Teachers Should Know about the Bootstrap, 2015, on its narrowness).
 */
import { jStat } from 'jstat'
import { Random } from '#lib/dataset/random'

export interface Interval {
  /** Of the geometric means. */
  ratio: number
  low: number
  high: number
  confidence: number
}

/** One repetition: a rate for each slice of its window. */
export type Slices = readonly number[]
/** Two that were made side by side. */
export type Pair = readonly [value: Slices, base: Slices]

export const CONFIDENCE = 0.95
/** The error of a standard error of so many draws is a twentieth of it. */
const DRAWS = 200

/** For each of so many statements, that all of them together are wrong in no more than 1 - `confidence` (Bonferroni). */
export const confidenceOf = (statements: number, confidence = CONFIDENCE): number =>
  1 - (1 - confidence) / Math.max(1, statements)

/** Pairs that were made side by side; undefined for fewer than two. */
export function pairedInterval(pairs: readonly Pair[], confidence = CONFIDENCE): Interval | undefined {
  const usable = pairs.filter(([value, base]) => mean(value) > 0 && mean(base) > 0)
  if (usable.length < 2) return undefined
  const random = new Random(1, 0xb007)
  const center = meanOf(usable.map(([value, base]) => Math.log(mean(value) / mean(base))))
  const drawn = Array.from({ length: DRAWS }, () =>
    meanOf(
      usable.map(() => {
        const [value, base] = usable[random.below(usable.length)] as Pair
        return Math.log(redrawn(value, random) / redrawn(base, random))
      }),
    ),
  ).filter(Number.isFinite)
  return around(center, standardError(drawn, usable.length), usable.length - 1, confidence)
}

/** Two runs that have nothing to do with each other (Welch's degrees of freedom); undefined for fewer than two of either. */
export function unpairedInterval(
  values: readonly Slices[],
  base: readonly Slices[],
  confidence = CONFIDENCE,
): Interval | undefined {
  const [a, b] = [values, base].map((all) => all.filter((one) => mean(one) > 0)) as [Slices[], Slices[]]
  if (a.length < 2 || b.length < 2) return undefined
  const random = new Random(1, 0xb008)
  const [of_a, of_b] = [errorOf(a, random) ** 2, errorOf(b, random) ** 2]
  const error = Math.sqrt(of_a + of_b)
  const freedom = error === 0 ? 1 : error ** 4 / (of_a ** 2 / (a.length - 1) + of_b ** 2 / (b.length - 1))
  const center = (all: readonly Slices[]) => meanOf(all.map((one) => Math.log(mean(one))))
  return around(center(a) - center(b), error, freedom, confidence)
}

function errorOf(all: readonly Slices[], random: Random): number {
  const drawn = Array.from({ length: DRAWS }, () =>
    meanOf(all.map(() => Math.log(redrawn(all[random.below(all.length)] as Slices, random)))),
  ).filter(Number.isFinite)
  return standardError(drawn, all.length)
}

/** A bootstrap of n divides by n where n - 1 would be right. */
function standardError(drawn: readonly number[], n: number): number {
  const center = meanOf(drawn)
  const variance = drawn.reduce((sum, value) => sum + (value - center) ** 2, 0) / (drawn.length - 1)
  return Math.sqrt((variance * n) / (n - 1))
}

/** The mean of as many slices, drawn with replacement. */
function redrawn(slices: Slices, random: Random): number {
  let sum = 0
  for (let i = 0; i < slices.length; i++) sum += slices[random.below(slices.length)] ?? 0
  return sum / slices.length
}

function around(center: number, error: number, freedom: number, confidence: number): Interval {
  const reach = jStat.studentt.inv(1 - (1 - confidence) / 2, freedom) * error
  return {
    ratio: Math.exp(center),
    low: Math.exp(center - reach),
    high: Math.exp(center + reach),
    confidence,
  }
}

const mean = (slices: Slices) => meanOf(slices)
function meanOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
