/** The page: what it says follows from the numbers, and nothing of it comes from elsewhere. */
import { expect, test } from 'bun:test'
import { modelResult, rated as ratedRepetition, repetition, runResult } from '../fixtures/result.ts'
import type { ModelResult } from '../result.ts'
import { page } from './page.ts'
import { scaleOf } from './svg.ts'
import { inWords } from './words.ts'

const rated = (model: string, workload: string, ...rates: number[]): ModelResult => ({
  ...modelResult(model, ...rates.map((rate) => ratedRepetition(rate))),
  workload,
  requests_per_second: { median: rates[0] ?? 0, low: Math.min(...rates), high: Math.max(...rates) },
})
const environment = runResult().environment

test('has the figures, and needs nothing from elsewhere', () => {
  const text = page(
    runResult(
      rated('event-loop', 'search-sql', 2_000, 2_100, 1_950),
      rated('thread-pool', 'search-sql', 1_000, 1_050, 980),
      rated('sync', 'search-sql', 500, 510, 505),
    ),
  )
  expect(text).toContain('2,000 <small>1,950 – 2,100</small>')
  expect(text).not.toMatch(/<script|<link|src=|url\(|@import|style="/)
  expect(text.match(/https?:\/\/[^\s"<]*/g) ?? []).toEqual([])
  for (const tag of ['section', 'table', 'svg', 'figure', 'details'])
    expect(text.split(`<${tag}`).length).toBe(text.split(`</${tag}>`).length)
})

test('what a model is called is text', () => {
  const text = page(runResult(rated('<b>"&', 'search-sql', 1)))
  expect(text).not.toContain('<b>"')
  expect(text).toContain('&#60;b&#62;&#34;&#38;')
})

test('says why a result is INVALID, and makes no figure of it', () => {
  const invalid = {
    ...modelResult('sync', { ...repetition, valid: false, invalid_reasons: ['the generator was tired'] }),
    requests_per_second: { median: 0, low: 0, high: 0 },
  }
  const text = page(runResult(invalid))
  expect(text).toContain('INVALID')
  expect(text).toContain('the generator was tired')
  expect(text).toContain('No model has a valid result here.')
})

test('says in words how near a pool comes to what it can do at most', () => {
  const words = inWords(
    [
      rated('event-loop', 'search-partners', 300),
      rated('thread-pool', 'search-partners', 78),
      rated('sync', 'search-partners', 9.8),
    ],
    environment,
  ).join(' ')
  expect(words).toContain('no more than 80 a second')
  expect(words).toContain('it did 78, 97.5 % of that')
  expect(words).toContain('sync did 9.8')
  expect(words).toContain('30.6 times fewer')
})

test.each([
  [[1, 40], true, false],
  [[10, 2_000], true, true],
  [[7, 90], false, true],
  [[3], false, true],
])('a scale of %j shows all of it', (values, from_zero, is_logarithmic) => {
  const scale = scaleOf(values, from_zero)
  expect(scale.is_logarithmic).toBe(is_logarithmic)
  for (const value of values) expect(scale.at(value)).toBeWithin(0, 1.000_001)
  expect(scale.ticks.length).toBeWithin(2, 12)
  for (const tick of scale.ticks) expect(scale.at(tick)).toBeWithin(-1e-9, 1.001)
})
