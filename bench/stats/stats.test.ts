/** Figures from figures: by hand for small ones, by definition for random ones. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { invalidReasons } from '../measure/guards.ts'
import { searchSql } from '../workloads/search-sql/workload.ts'
import { encodeHistogram, mergedPercentiles, newHistogram } from './latency.ts'
import { pairedRatio, spread } from './spread.ts'

test('a spread is the middle and both ends', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 })
  expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 })
  expect(spread([])).toEqual({ median: 0, low: 0, high: 0 })
})

test('ratios are taken pair by pair', () => {
  // Both were slow in the second repetition: the machine was, not the model.
  expect(pairedRatio([200, 20, 200], [100, 10, 100])).toEqual({ median: 2, low: 2, high: 2 })
  // An invalid repetition has no value; the others keep their partners.
  expect(pairedRatio([undefined, 20, 200], [100, 10, undefined])).toEqual({ median: 2, low: 2, high: 2 })
})

test('percentiles come from all answers together, to three digits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 200 }), {
        minLength: 1,
        maxLength: 4,
      }),
      (repetitions) => {
        const encoded = repetitions.map((values) => {
          const histogram = newHistogram()
          for (const value of values) histogram.recordValue(value)
          return encodeHistogram(histogram)
        })
        const all = repetitions.flat().toSorted((a, b) => a - b)
        const truth = all[Math.max(0, Math.ceil(all.length * 0.5) - 1)] ?? 0
        expect(Math.abs(mergedPercentiles(encoded).p50 / truth - 1)).toBeLessThan(0.002)
      },
    ),
    { numRuns: 50 },
  )
})

test("the guards find what breaks a rule, and Little's law above all", () => {
  const load = {
    verified: 1_000,
    wrong: 0,
    first_wrong: undefined,
    unanswered: 0,
    errors: 0,
    timeouts: 0,
    elapsed_s: 1,
    latency_us: '',
    mean_latency_us: 8_000,
    cpu_share: 0.3,
    server_trend: null,
    server_us_each: null,
  }
  const measured = {
    load,
    connections: 8,
    most_in_progress: 8,
    database_connections: 4,
    pool: 4,
    cpu_us: 1,
    rss_bytes: 1,
  }
  expect(invalidReasons(measured)).toEqual([])
  const reasons = (changes: Partial<typeof load>) =>
    invalidReasons({ ...measured, load: { ...load, ...changes } })
  expect(reasons({ mean_latency_us: 9_000 })[0]).toStartWith("Little's law is off by 12.5%")
  expect(reasons({ cpu_share: 0.95 })[0]).toContain('generator used 95%')
  expect(reasons({ errors: 1 })[0]).toContain('1 connections failed')
  expect(reasons({ unanswered: 2, timeouts: 1 })[0]).toContain('2 requests were never answered (1 waited')
  expect(reasons({ wrong: 3 })[0]).toContain('3 wrong answers')
  expect(reasons({ verified: 0 })[0]).toContain('no verified answer')
  expect(invalidReasons({ ...measured, allowed_in_progress: 4 })[0]).toContain('8 requests were in progress')
  expect(invalidReasons({ ...measured, database_connections: 5 })[0]).toContain('5 database connections')
  expect(invalidReasons({ ...measured, database_connections: 3 })).toEqual([])
  expect(invalidReasons({ ...measured, fault: 'the server ended' })).toEqual(['the server ended'])
})

test('requests follow from the seed, and popular places come first', () => {
  const options = { seed: 7, profile: 'demo', today: '2027-01-04' } as const
  const targets = searchSql.targets(options)
  expect(searchSql.targets(options)).toEqual(targets)
  expect(searchSql.targets({ ...options, seed: 8 })).not.toEqual(targets)
  const counts = new Map<string, number>()
  for (const target of targets) {
    const place = /destination_id=(geo_\d+)/.exec(target)?.[1] ?? ''
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  // Paris leads the demo dataset; by Zipf's law about 400 / H(250) = 66 of 400 ask for it.
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  expect(most?.[0]).toBe('geo_2988507')
  expect(most?.[1]).toBeGreaterThan(40)
  expect(most?.[1]).toBeLessThan(95)
})
