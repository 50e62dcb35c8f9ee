/** Intervals on rates whose true ratio is known: how often they miss it, and that they find what is there. */
import { describe, expect, test } from 'bun:test'
import { Random } from '#lib/dataset/random'
import { confidenceOf, pairedInterval, type Slices, unpairedInterval } from './interval.ts'

const RUNS = 300
/** Of a rate, from one fresh server to the next, and from one slice of its window to the next. */
const NOISE = 0.05
const NOISE_WITHIN = 0.1
const SLICES = 12

/** Box and Muller. */
const normal = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())

/** Repetitions of a rate: each a server of its own, with slices that vary around what it does. */
function repetitions(random: Random, count: number, rate: number): Slices[] {
  return Array.from({ length: count }, () => {
    const own = rate * Math.exp(NOISE * normal(random))
    return Array.from({ length: SLICES }, () => own * Math.exp(NOISE_WITHIN * normal(random)))
  })
}

type Bounds = { low: number; high: number }
const paired = (values: Slices[], base: Slices[]): Bounds =>
  pairedInterval(values.map((value, i) => [value, base[i] ?? []] as const)) ?? { low: 0, high: 0 }
const unpaired = (values: Slices[], base: Slices[]): Bounds =>
  unpairedInterval(values, base) ?? { low: 0, high: 0 }

/** The share of runs whose interval does not contain the true ratio. */
function missed(count: number, interval: (values: Slices[], base: Slices[]) => Bounds, ratio: number) {
  const random = new Random(count, 0x5ee)
  let misses = 0
  for (let run = 0; run < RUNS; run++) {
    const { low, high } = interval(
      repetitions(random, count, 1_000 * ratio),
      repetitions(random, count, 1_000),
    )
    if (low > ratio || high < ratio) misses++
  }
  return misses / RUNS
}

describe('an interval of 95 %', () => {
  test.each([3, 5, 10])('misses in one of twenty at most, with %i repetitions', (count) => {
    // An A/A comparison: of a thing with itself it finds a difference that often, too.
    expect(missed(count, paired, 1)).toBeLessThan(0.06)
    expect(missed(count, unpaired, 0.9)).toBeLessThan(0.06)
  })

  test('is not so wide that it finds nothing: a tenth less is found nearly always with ten repetitions', () => {
    const random = new Random(10, 0xf0)
    let found = 0
    let contains = 0
    for (let run = 0; run < 100; run++) {
      const { low, high } = paired(repetitions(random, 10, 900), repetitions(random, 10, 1_000))
      if (high < 1) found++
      if (low < 0.9 && high > 0.9) contains++
    }
    expect(found).toBeGreaterThan(90)
    expect(contains).toBeGreaterThan(90)
  })

  test('that ended repetitions by its width misses hardly more often', () => {
    const random = new Random(9, 0x57)
    let misses = 0
    for (let run = 0; run < RUNS; run++) {
      const [values, base] = [repetitions(random, 12, 1_000), repetitions(random, 12, 1_000)]
      for (let count = 5; count <= 12; count++) {
        const { low, high } = paired(values.slice(0, count), base.slice(0, count))
        if (count < 12 && Math.sqrt(high / low) - 1 > 0.08) continue
        if (low > 1 || high < 1) misses++
        break
      }
    }
    expect(misses / RUNS).toBeLessThan(0.08)
  })

  test('of several statements is wider, so that all of them are right together', () => {
    expect(confidenceOf(1)).toBeCloseTo(0.95)
    expect(confidenceOf(10)).toBeCloseTo(0.995)
    const pairs = [
      [[1], [1.1]],
      [[1.02], [1.1]],
      [[0.97], [1.12]],
    ] as const
    expect(pairedInterval(pairs, 0.995)?.low).toBeLessThan(pairedInterval(pairs, 0.95)?.low ?? 0)
  })

  test('needs two repetitions', () => {
    expect(pairedInterval([[[1], [2]]])).toBeUndefined()
    expect(unpairedInterval([[1]], [[1], [2]])).toBeUndefined()
    expect(unpairedInterval([[2], [2]], [[1], [1]])?.ratio).toBeCloseTo(2)
  })
})
