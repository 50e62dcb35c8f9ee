/** What comparisons of a thing with itself say, and what is refused. */
import { expect, test } from 'bun:test'
import { runResult } from '../fixtures/result.ts'
import { type AaResult, aa, figuresOf } from './same.ts'

const result = (slowdown: number, ...bounds: [low: number, high: number][]): AaResult => ({
  schema: 'vacancy-aa/1',
  ended: null,
  environment: {
    ...runResult().environment,
    ...{ workload: 'time', model: 'event-loop', comparisons: bounds.length, slowdown },
  },
  comparisons: bounds.map(([low, high]) => ({
    interval: { ratio: Math.sqrt(low * high), low, high, confidence: 0.95 },
    invalid_reasons: [],
  })),
})

test('a difference is an interval without 1; the smallest effect is how far half of them reach', () => {
  expect(figuresOf(result(0, [0.98, 1.02], [0.95, 1.05], [1.01, 1.03]))).toMatchObject({
    comparisons: 3,
    differences: 1,
  })
  expect(figuresOf(result(0, [0.98, 1.02], [0.95, 1.05], [0.9, 1.1])).smallest_effect).toBeCloseTo(0.0513, 3)
})

test('a slowdown is found, and contained', () => {
  expect(figuresOf(result(0.1, [0.85, 0.95], [0.91, 0.99], [0.8, 1.1]))).toMatchObject({
    differences: 2,
    containing: 2,
  })
})

test.each([
  [['--workload', 'time', '--models', 'event-loop,callbacks'], '--models must be one'],
  [
    ['--workload', 'time', '--models', 'event-loop', '--connections', '1,2'],
    '--connections must be one number',
  ],
  [
    ['--workload', 'time', '--models', 'event-loop', '--slowdown', '95'],
    '--slowdown must be a number from 0 to 90',
  ],
])('%p is refused', async (args, fault) => {
  await expect(aa(args, '')).rejects.toThrow(fault)
})
