/** The whole way of a comparison, on a real database and over real HTTP, with honest models and with cheats. */
import { expect, test } from 'bun:test'
import Ajv from 'ajv'
import { testDatabase } from '#lib/test/database'
import { contendersOf } from './contender.ts'
import { RIGHT_ANSWERS } from './fixtures/spoiled.ts'
import { type ModelEntry, models, variants } from './model.ts'
import { type RunOptions, readRunOptions } from './options.ts'
import { ModelResult } from './result.ts'
import { run, silent_progress } from './run.ts'
import { BENCH_TODAY } from './today.ts'
import type { Workload, WorkloadOptions } from './workload.ts'
import { availability } from './workloads/availability/workload.ts'
import { calendar } from './workloads/calendar/workload.ts'
import { hotel } from './workloads/hotel/workload.ts'
import { searchIndexCached } from './workloads/search-index-cached/workload.ts'
import { searchPartners } from './workloads/search-partners/workload.ts'
import { searchSql } from './workloads/search-sql/workload.ts'
import { time } from './workloads/time/workload.ts'

const data = { seed: 1, profile: 'tiny', today: BENCH_TODAY } as const
const database = await testDatabase({
  template: { name: 'bench', key: JSON.stringify(data), prepare: (url) => searchSql.prepare(url, data) },
})

const options: RunOptions = {
  ...readRunOptions(['--workload', 'search-sql', '--models', 'event-loop', '--profile', 'tiny']),
  duration: 0.5,
  warmup: 0,
  timeout: 5,
  repetitions: 1,
  workers: 3,
  pool: 3,
  loads: [{ kind: 'closed', connections: 8 }],
}

const compare = (entries: readonly ModelEntry[], changes: Partial<RunOptions> = {}) =>
  run({
    options: { ...options, contenders: contendersOf(entries, ['bun']), ...changes },
    database_url: database.url,
    progress: silent_progress,
    signal: new AbortController().signal,
  })

/** For the cheats: fewer requests are as good, and sooner looked at. */
const few = { ...searchSql, asks: (of: WorkloadOptions) => searchSql.asks(of).slice(0, 60) }

/** One that waits for nobody, and one that is a pool. */
const two = models.filter(({ name }) => name === 'event-loop' || name === 'thread-pool')

const fixture = (name: string): ModelEntry => ({
  name,
  file: `bench/fixtures/${name}.ts`,
  runtimes: ['bun'],
})

test('both models answer every request of a load with the golden bytes, the pool never more at once than it has workers', async () => {
  const results = await compare(two)
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
    expect(one?.latency_us.p50).toBeGreaterThan(0)
    expect(one?.latency_us.p99).toBeGreaterThanOrEqual(one?.latency_us.p50 ?? 0)
    // An invalid repetition has no part in the result: a busy machine is not a fault of the code.
    if (result.valid) expect(one?.latency_us).toMatchObject(result.latency_us)
  }
  const [event_loop, thread_pool] = results
  expect(event_loop?.repetitions[0]?.evidence?.most_in_progress).toBeGreaterThan(3)
  expect(thread_pool?.repetitions[0]?.evidence?.most_in_progress).toBe(3)
  for (const result of results) expect(result.repetitions[0]?.evidence?.database_connections).toBe(3)
  if (event_loop?.valid) expect(event_loop.ratio).toEqual({ to: 'event-loop', median: 1, low: 1, high: 1 })
}, 60_000)

/** Why one repetition of a cheat is INVALID; fails when it is not. */
async function reasonsOf(name: string, changes: Partial<RunOptions> = {}) {
  const [result] = await compare([fixture(name)], { workload: few, ...changes })
  expect(result?.valid).toBe(false)
  expect(result?.requests_per_second).toEqual({ median: 0, low: 0, high: 0 })
  return { reasons: result?.invalid_reasons.join('; '), repetition: result?.repetitions[0] }
}

test('a model that answers other bytes is INVALID before any load', async () => {
  const { reasons, repetition } = await reasonsOf('wrong-bytes')
  expect(reasons).toStartWith('golden answers: /v1/search?')
  expect(repetition?.verified).toBe(0)
}, 60_000)

test('a model that turns wrong under load is INVALID', async () => {
  const { reasons, repetition } = await reasonsOf('turns-wrong')
  expect(reasons).toContain('wrong answers, the first: /v1/search?')
  expect(repetition?.wrong).toBeGreaterThan(0)
}, 60_000)

test('a model that is wrong for a moment of the warm-up is INVALID', async () => {
  const { repetition } = await reasonsOf('stumbles', { warmup: 0.3 })
  expect(repetition?.wrong).toBe(6)
  expect(repetition?.verified).toBeGreaterThan(0)
}, 60_000)

test('a model that falls silent is INVALID: it is not measured by the time while it still answered', async () => {
  const { reasons, repetition } = await reasonsOf('falls-silent', { timeout: 1 })
  expect(reasons).toContain('requests were never answered')
  expect(repetition?.unanswered).toBeGreaterThan(0)
  // All that it answered, over the whole window.
  expect(repetition?.requests_per_second).toBeLessThanOrEqual(RIGHT_ANSWERS / options.duration)
}, 60_000)

test('a model that dies under load is INVALID, and the run goes on', async () => {
  const [dead, alive] = await compare([fixture('dies'), ...models.slice(0, 1)], { workload: few })
  expect(dead?.valid).toBe(false)
  expect(dead?.invalid_reasons.join('; ')).toContain('the server ended by itself (exit code 3)')
  expect(alive?.repetitions[0]?.verified).toBeGreaterThan(0)
}, 60_000)

test('a model that has more in progress than it says is INVALID', async () => {
  const { reasons } = await reasonsOf('takes-too-many')
  expect(reasons).toContain('requests were in progress, where 1 may be')
}, 60_000)

test('a model that takes more database connections than it was given is INVALID', async () => {
  const { reasons, repetition } = await reasonsOf('too-many-connections')
  expect(reasons).toContain('4 database connections were open, where 3 may be')
  expect(repetition?.evidence?.database_connections).toBe(4)
}, 60_000)

test('with and without the verification of tokens the answers are the same, where there is nothing to wait for, too', async () => {
  const with_token = variants.filter(({ name }) => name.includes('token'))
  for (const workload of [hotel, time]) {
    for (const result of await compare([...two, ...with_token], { workload })) {
      const [one] = result.repetitions
      expect({ model: result.model, wrong: one?.wrong, errors: one?.errors }).toEqual({
        model: result.model,
        wrong: 0,
        errors: 0,
      })
      expect(one?.verified).toBeGreaterThan(0)
    }
  }
}, 60_000)

test('from memory the answers are the same, and the constant is as long as they are', async () => {
  const named = (...names: string[]) => [...models, ...variants].filter(({ name }) => names.includes(name))
  const asked: [Workload, readonly ModelEntry[]][] = [
    [searchPartners, named('event-loop', 'thread-pool')],
    [searchIndexCached, named('event-loop', 'thread-pool', 'event-loop-sql', 'constant')],
    [availability, named('event-loop')],
    [calendar, named('event-loop')],
  ]
  for (const [workload, models] of asked) {
    const of_it = {
      ...workload,
      asks: (options: WorkloadOptions) => workload.asks(options).slice(0, 40),
    }
    for (const result of await compare(models, { workload: of_it })) {
      const [one] = result.repetitions
      expect({ model: result.model, wrong: one?.wrong, errors: one?.errors }).toEqual({
        model: result.model,
        wrong: 0,
        errors: 0,
      })
      expect(one?.verified).toBeGreaterThan(0)
    }
  }
}, 60_000)

test.each([
  ['ignores-tokens', 'no token was not refused with status 401: status 200'],
  ['believes-tokens', 'a token with a wrong signature was not refused with status 401: status 200'],
])(
  'a model that only says it verifies tokens is INVALID before any load: %s',
  async (name, reason) => {
    const { reasons, repetition } = await reasonsOf(name, { workload: time })
    expect(reasons).toContain(reason)
    expect(repetition?.verified).toBe(0)
  },
  60_000,
)

test.each([
  ['nowhere', 'nowhere'],
  ['port-in-use', 'in use'],
])(
  'a model that does not start says why: %s',
  async (name, why) => {
    await expect(compare([fixture(name)])).rejects.toThrow(why)
  },
  30_000,
)
