/** What a person reads, above all what must not be overlooked. */
import { expect, test } from 'bun:test'
import type { ModelResult, Repetition, RunResult } from '../result.ts'
import { SCHEMA } from '../result.ts'
import { table } from './table.ts'

const repetition: Repetition = {
  order: 1,
  requests_per_second: 1234.5,
  latency_us: { p50: 7_512, p90: 20_040, p99: 20_040, p999: 20_040 },
  verified: 6_172,
  wrong: 0,
  unanswered: 0,
  errors: 0,
  timeouts: 0,
  most_in_progress: 8,
  database_connections: 8,
  generator_cpu_share: 0.2,
  others_cpu_share: 0.01,
  server_trend: 0.98,
  server_us_each: 483.21,
  server_cpu_us: 1,
  server_rss_bytes: 1,
  valid: true,
  invalid_reasons: [],
}

const result = (model: string, ...repetitions: Repetition[]): ModelResult => ({
  model,
  workload: 'search-sql',
  generator: 'autocannon' as const,
  runtime: 'bun 1.4.5',
  requests_per_second: { median: 1234.5, low: 1100, high: 1300.4 },
  latency_us: { p50: 7_512, p90: 20_040, p99: 20_040, p999: 20_040 },
  ratio: { to: 'event-loop', median: 0.5, low: 0.4, high: 0.6 },
  valid: repetitions.every(({ valid }) => valid),
  invalid_reasons: repetitions.flatMap((one) => one.invalid_reasons),
  repetitions,
})

const shown = (...results: ModelResult[]) =>
  table({
    schema: SCHEMA,
    environment: {
      commit: 'abc',
      uncommitted: true,
      command: 'npm run bench',
      started_at: '2027-01-04T12:00:00Z',
      os: 'linux',
      cpu: 'CPU',
      cores: 2,
      load_average: 0,
      memory_gib: 1,
      bun: '1.4.5',
      postgresql: '18.4',
      profile: 'tiny',
      today: '2027-01-04',
      seed: 1,
      connections: 32,
      pool: 8,
      workers: 8,
      cpus: null,
      duration_s: 5,
      warmup_s: 15,
      timeout_s: 10,
      quick: false,
    },
    results,
  } satisfies RunResult)

test('a valid result has its figures, their spread, and milliseconds from microseconds', () => {
  const text = shown(result('event-loop', repetition))
  expect(text).toContain('1,235 (1,100 – 1,300)')
  expect(text).toContain('7.51 ms')
  expect(text).toContain('20.04 ms')
  expect(text).toContain('483 µs')
  expect(text).toContain('0.50 (0.40 – 0.60)')
  expect(text).toContain('commit abc with uncommitted changes')
  expect(text).not.toMatch(/INVALID|Other programs|getting faster/)
})

test('a result without a valid repetition shows its reasons and no figure that could be quoted', () => {
  const broken = { ...repetition, valid: false, invalid_reasons: ['3 wrong answers'] }
  const text = shown(result('event-loop', repetition), result('thread-pool', broken))
  const line = text.split('\n').find((one) => one.startsWith('thread-pool'))
  expect(line).toMatch(/INVALID$/)
  expect(line).not.toMatch(/\d/)
  expect(text).toContain('thread-pool: 3 wrong answers')
})

test('a busy machine and a server that was still getting faster are said', () => {
  const text = shown(
    result('event-loop', { ...repetition, others_cpu_share: 0.4 }, repetition),
    result('thread-pool', { ...repetition, server_trend: 0.8 }),
  )
  expect(text).toContain('Other programs used 1 % to 40 % of the processors meanwhile.')
  expect(text).toContain('thread-pool was still getting faster: 20 % less processor time')
  expect(text).not.toContain('event-loop was still')
})
