/** The whole way of a comparison, on a real database and over real HTTP, with honest models and with cheats. */
import { expect, test } from 'bun:test'
import Ajv from 'ajv'
import { testDatabase } from '#lib/test/database'
import { type ModelEntry, models } from './model.ts'
import { type RunOptions, readRunOptions } from './options.ts'
import { ModelResult } from './result.ts'
import { BENCH_TODAY, run } from './run.ts'
import { searchSql } from './workloads/search-sql/workload.ts'

const data = { seed: 1, profile: 'tiny', today: BENCH_TODAY } as const
const database = await testDatabase({
  template: { name: 'bench', key: JSON.stringify(data), prepare: (url) => searchSql.prepare(url, data) },
})

const options: RunOptions = {
  ...readRunOptions(['--workload', 'search-sql', '--models', 'event-loop', '--profile', 'tiny']),
  duration: 0.5,
  warmup: 0,
  repetitions: 1,
  workers: 3,
  pool: 3,
  connections: 8,
}

const compare = (entries: readonly ModelEntry[], changes: Partial<RunOptions> = {}) =>
  run({
    options: { ...options, models: entries, ...changes },
    database_url: database.url,
    progress: () => undefined,
    signal: new AbortController().signal,
  })

const fixture = (name: string): ModelEntry => ({ name, file: `bench/fixtures/${name}.ts` })

test('both models answer every request of a load with the golden bytes, the pool never more at once than it has workers', async () => {
  const results = await compare(models)
  const ajv = new Ajv({ strict: false })
  for (const result of results) {
    expect(ajv.validate(ModelResult, result)).toBe(true)
    // A busy machine may make a half-second run invalid, but never wrong.
    const [one] = result.repetitions
    expect({ model: result.model, wrong: one?.wrong, errors: one?.errors, timeouts: one?.timeouts }).toEqual({
      model: result.model,
      wrong: 0,
      errors: 0,
      timeouts: 0,
    })
    expect(one?.verified).toBeGreaterThan(0)
    expect(result.latency_us.p50).toBeGreaterThan(0)
    expect(result.latency_us.p99).toBeGreaterThanOrEqual(result.latency_us.p50)
  }
  const [event_loop, worker_pool] = results
  expect(event_loop?.repetitions[0]?.most_in_progress).toBeGreaterThan(3)
  expect(worker_pool?.repetitions[0]?.most_in_progress).toBe(3)
  expect(event_loop?.ratio).toEqual({ to: 'event-loop', median: 1, low: 1, high: 1 })
}, 60_000)

test('a model that answers other bytes is INVALID before any load', async () => {
  const [result] = await compare([fixture('wrong-bytes')])
  expect(result?.valid).toBe(false)
  expect(result?.invalid_reasons.join()).toStartWith('golden answers: /v1/search?')
  expect(result?.repetitions[0]?.verified).toBe(0)
}, 60_000)

test('a model that turns wrong under load is INVALID', async () => {
  const [result] = await compare([fixture('turns-wrong')])
  const [one] = result?.repetitions ?? []
  expect(result?.valid).toBe(false)
  expect(result?.invalid_reasons.join()).toContain('wrong answers, the first: /v1/search?')
  expect(one?.wrong).toBeGreaterThan(0)
}, 60_000)

test('a model that has more in progress than it says is INVALID', async () => {
  const [result] = await compare([fixture('takes-too-many')])
  expect(result?.valid).toBe(false)
  expect(result?.invalid_reasons.join()).toContain('requests were in progress, where 1 may be')
}, 60_000)

test('a model that does not start says why', async () => {
  await expect(compare([fixture('nowhere')])).rejects.toThrow('nowhere')
}, 30_000)

test('unequal connections are refused before anything starts', async () => {
  await expect(compare(models, { workers: 2 })).rejects.toThrow('must be equal')
})
