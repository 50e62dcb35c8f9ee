/** Intervals on rates whose true ratio is known: how often they miss it, and that they find what is there. */
import { describe, expect, test } from 'bun:test'
import { Random } from '#lib/dataset/random'
import { confidenceOf, pairedInterval, unpairedInterval } from './interval.ts'

const RUNS = 2_000
/** Of a rate, from one fresh server to the next. */
const NOISE = 0.05

function rates(random: Random, count: number, rate: number): number[] {
  // Box and Muller.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
  return Array.from({ length: count }, () => rate * Math.exp(NOISE * normal()))
}

/** The share of runs whose interval does not contain the true ratio. */
function missed(
  count: number,
  interval: (values: number[], base: number[]) => { low: number; high: number },
  ratio = 1,
) {
  const random = new Random(count, 0x5ee)
  let misses = 0
  for (let run = 0; run < RUNS; run++) {
    const { low, high } = interval(rates(random, count, 1_000 * ratio), rates(random, count, 1_000))
    if (low > ratio || high < ratio) misses++
  }
  return misses / RUNS
}
const paired = (values: number[], base: number[]) =>
  pairedInterval(values.map((value, i) => [value, base[i] ?? 0] as const)) ?? { low: 0, high: 0 }
const unpaired = (values: number[], base: number[]) => unpairedInterval(values, base) ?? { low: 0, high: 0 }

describe('an interval of 95 %', () => {
  test.each([3, 5, 10])('misses in one of twenty, with %i repetitions', (count) => {
    for (const interval of [paired, unpaired])
      for (const ratio of [1, 0.9]) expect(missed(count, interval, ratio)).toBeLessThan(0.065)
  })

  test('finds a tenth less with ten repetitions, and contains it', () => {
    const random = new Random(10, 0xf0)
    const { low, high, ratio } = unpairedInterval(rates(random, 10, 900), rates(random, 10, 1_000)) ?? {
      ...{ low: 0, high: 0, ratio: 0 },
    }
    expect(high).toBeLessThan(1)
    expect(low).toBeLessThan(0.9)
    expect(high).toBeGreaterThan(0.9)
    expect(ratio).toBeCloseTo(0.9, 1)
  })

  test('of several statements is wider, so that all of them are right together', () => {
    expect(confidenceOf(1)).toBeCloseTo(0.95)
    expect(confidenceOf(10)).toBeCloseTo(0.995)
    const of = (confidence: number) =>
      pairedInterval(
        [
          [1, 1.1],
          [1.02, 1.1],
          [0.97, 1.12],
        ],
        confidence,
      )
    expect(of(0.995)?.low).toBeLessThan(of(0.95)?.low ?? 0)
  })

  test('needs two repetitions', () => {
    expect(pairedInterval([[1, 2]])).toBeUndefined()
    expect(unpairedInterval([1], [1, 2])).toBeUndefined()
    expect(unpairedInterval([2, 2], [1, 1])).toEqual({ ratio: 2, low: 2, high: 2 })
  })
})
