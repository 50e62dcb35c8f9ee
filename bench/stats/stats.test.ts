/** Figures from figures: by hand for small ones, by definition for random ones. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
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

test('requests follow from the seed, and popular places come first', () => {
  const options = { seed: 7, profile: 'demo', today: '2027-01-04' } as const
  const targets = searchSql.asks(options)
  expect(searchSql.asks(options)).toEqual(targets)
  expect(searchSql.asks({ ...options, seed: 8 })).not.toEqual(targets)
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
