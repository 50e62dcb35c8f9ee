/** Halves of a window: alike, apart by chance, and apart. */
import { expect, test } from 'bun:test'
import { Random } from '#lib/dataset/random'
import { drift } from './stationary.ts'

const slices = (count: number, value: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => value(i))

test('halves that are alike have a ratio of one', () => {
  expect(drift(slices(20, () => 7))).toEqual({ ratio: 1, p: 1 })
})

test('a step is seen through noise', () => {
  const random = new Random(2, 3)
  const found = drift(slices(20, (i) => (i < 10 ? 100 : 130) + 10 * random.unit()))
  expect(found?.ratio).toBeWithin(1.25, 1.35)
  expect(found?.p).toBeLessThan(0.001)
})

test('noise alone is seldom a step: in one of a hundred at most at one of a thousand', () => {
  const random = new Random(5, 6)
  let found = 0
  for (let run = 0; run < 1_000; run++) if ((drift(slices(20, () => random.unit()))?.p ?? 1) < 0.001) found++
  expect(found).toBeLessThan(10)
})

test('a half without anything is the worst drift there is', () => {
  expect(drift(slices(20, (i) => (i < 10 ? 50 : 0)))).toEqual({ ratio: 0, p: 0 })
  expect(drift(slices(20, (i) => (i < 10 ? 0 : 50)))?.ratio).toBe(Number.POSITIVE_INFINITY)
  // Three answers in all, and all of them in one half: that happens.
  expect(drift(slices(20, (i) => (i === 2 || i === 5 || i === 7 ? 1 : 0)))?.p).toBeGreaterThan(0.001)
})

test('of few slices, or of nothing at all, there is nothing to say', () => {
  expect(drift([1, 2, 3])).toBeUndefined()
  expect(drift(slices(20, () => 0))).toBeUndefined()
})
