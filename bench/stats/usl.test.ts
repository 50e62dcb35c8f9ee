/** The law fitted to what follows it, exactly and with noise, and to what does not. */
import { describe, expect, test } from 'bun:test'
import { Random } from '#lib/dataset/random'
import { fitUsl, mostAt, reachOf, throughputAt, type Usl } from './usl.ts'

const LEVELS = [1, 2, 4, 8, 16, 32, 64, 128, 256]
const at = (law: Omit<Usl, 'error'>, noise = () => 1) =>
  LEVELS.map((connections) => ({
    connections,
    requests_per_second: throughputAt({ ...law, error: 0 }, connections) * noise(),
  }))

describe('finds the law that the points were made by', () => {
  test.each([
    ['contention and coherence', { lambda: 1_000, sigma: 0.05, kappa: 0.0002 }],
    ['contention alone', { lambda: 500, sigma: 0.2, kappa: 0 }],
    ['coherence alone', { lambda: 20, sigma: 0, kappa: 0.001 }],
    ['neither: each client waits for itself', { lambda: 10, sigma: 0, kappa: 0 }],
    ['one at a time', { lambda: 10, sigma: 1, kappa: 0 }],
  ])('%s', (_, law) => {
    const found = fitUsl(at(law))
    expect(found?.lambda).toBeCloseTo(law.lambda, 3)
    expect(found?.sigma).toBeCloseTo(law.sigma, 5)
    expect(found?.kappa).toBeCloseTo(law.kappa, 7)
    expect(found?.error).toBeLessThan(1e-6)
  })

  test('through noise of 5 %', () => {
    const random = new Random(3, 0x051)
    const law = { lambda: 1_000, sigma: 0.05, kappa: 0.0002 }
    const found = fitUsl(at(law, () => 0.95 + 0.1 * random.unit()))
    expect((found?.sigma ?? 0) / law.sigma).toBeWithin(0.7, 1.3)
    expect((found?.kappa ?? 0) / law.kappa).toBeWithin(0.7, 1.3)
    expect(found?.error).toBeLessThan(0.05)
  })
})

test('never says that clients help each other: no coefficient is below zero', () => {
  const found = fitUsl(LEVELS.map((n) => ({ connections: n, requests_per_second: n ** 1.3 })))
  expect(found?.sigma).toBeGreaterThanOrEqual(0)
  expect(found?.kappa).toBeGreaterThanOrEqual(0)
  // And says how badly it fits.
  expect(found?.error).toBeGreaterThan(0.1)
})

test('the most is where a step more gets nothing', () => {
  const law = { lambda: 1_000, sigma: 0.05, kappa: 0.0002, error: 0 }
  const n = mostAt(law)
  expect(n).toBeCloseTo(Math.sqrt(0.95 / 0.0002))
  expect(throughputAt(law, n)).toBeGreaterThan(throughputAt(law, n * 1.1))
  expect(throughputAt(law, n)).toBeGreaterThan(throughputAt(law, n / 1.1))
  expect(mostAt({ ...law, kappa: 0 })).toBe(Number.POSITIVE_INFINITY)
})

test('of few levels there is no law', () => {
  expect(fitUsl(at({ lambda: 1, sigma: 0, kappa: 0 }).slice(0, 3))).toBeUndefined()
  expect(fitUsl([])).toBeUndefined()
})

test('intervals of three repetitions contain the law nineteen times of twenty', () => {
  const random = new Random(11, 0x051)
  const law = { lambda: 1_000, sigma: 0.05, kappa: 0.0002 }
  let missed = 0
  const RUNS = 100
  for (let run = 0; run < RUNS; run++) {
    const rounds = [1, 2, 3].map(() => at(law, () => 0.95 + 0.1 * random.unit()))
    const levels = LEVELS.map((_, i) => rounds.flatMap((round) => round[i] ?? []))
    const found = fitUsl(
      levels.map((all) => ({
        connections: all[0]?.connections ?? 0,
        requests_per_second: all.reduce((sum, one) => sum + one.requests_per_second, 0) / all.length,
      })),
    )
    const reach = found && reachOf(found, levels)
    if (reach === undefined || reach.sigma.low > law.sigma || reach.sigma.high < law.sigma) missed++
  }
  expect(missed / RUNS).toBeLessThan(0.07)
})

test('of one repetition nobody knows how sure it is', () => {
  const found = fitUsl(at({ lambda: 10, sigma: 0.1, kappa: 0 }))
  if (found === undefined) throw new Error('no law')
  expect(
    reachOf(
      found,
      at({ lambda: 10, sigma: 0.1, kappa: 0 }).map((one) => [one]),
    ),
  ).toBeUndefined()
})
