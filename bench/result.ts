/** The form of a result: what `--out` writes and reports are made from. */
import { type Static, Type as t } from '@sinclair/typebox'

const percentiles = { p50: t.Number(), p90: t.Number(), p99: t.Number(), p999: t.Number() }
const Spread = t.Object({ median: t.Number(), low: t.Number(), high: t.Number() })

export const Repetition = t.Object({
  /** The place in the run: models are interleaved in random order. */
  order: t.Integer(),
  requests_per_second: t.Number(),
  latency_us: t.Object(percentiles),
  verified: t.Integer(),
  wrong: t.Integer(),
  unanswered: t.Integer(),
  errors: t.Integer(),
  timeouts: t.Integer(),
  most_in_progress: t.Integer(),
  database_connections: t.Integer({ description: 'Open at the end of the load.' }),
  generator_cpu_share: t.Number(),
  others_cpu_share: t.Union([t.Number(), t.Null()], {
    description:
      'Of all processors, what programs that are no part of the run used during the load; null where the system does not say.',
  }),
  server_trend: t.Union([t.Number(), t.Null()], {
    description:
      "The server's processor time for each answer in the second half of the window, as a multiple of that in the first: below 1 it was still getting faster. Null where there was too little of it to say.",
  }),
  server_us_each: t.Union([t.Number(), t.Null()], {
    description:
      "The server's processor time for each answer within the window, all its threads together. Where one thread is the limit, throughput is its inverse, also when the generator or the machine kept it from showing.",
  }),
  server_cpu_us: t.Integer({ description: 'Of the server process, from its start to its end.' }),
  server_rss_bytes: t.Integer(),
  valid: t.Boolean(),
  invalid_reasons: t.Array(t.String()),
})
export type Repetition = Static<typeof Repetition>

export const ModelResult = t.Object({
  model: t.String(),
  workload: t.String(),
  generator: t.Union([t.Literal('autocannon'), t.Literal('sockets')]),
  connections: t.Integer({ description: 'Of the clients: each waits for an answer before it asks again.' }),
  runtime: t.String(),
  /** Here and in what follows: of the valid repetitions; zeros where there is none. */
  requests_per_second: Spread,
  latency_us: t.Object(percentiles, {
    description: 'Of the added histograms of all valid repetitions; percentiles are never averaged.',
  }),
  ratio: t.Object(
    { ...Spread.properties, to: t.String() },
    {
      description:
        'Throughput compared with the first model at as many connections, repetition by repetition.',
    },
  ),
  valid: t.Boolean(),
  invalid_reasons: t.Array(t.String()),
  repetitions: t.Array(Repetition),
})
export type ModelResult = Static<typeof ModelResult>

export const SCHEMA = 'vacancy-bench/3'
export const RunResult = t.Object({
  schema: t.Literal(SCHEMA),
  environment: t.Object({
    commit: t.String(),
    uncommitted: t.Boolean(),
    command: t.String(),
    started_at: t.String(),
    os: t.String(),
    cpu: t.String(),
    cores: t.Integer(),
    load_average: t.Number({ description: 'Of the last minute before the run: what else the machine did.' }),
    memory_gib: t.Integer(),
    bun: t.String(),
    postgresql: t.String(),
    profile: t.String(),
    today: t.String(),
    seed: t.Integer(),
    connections: t.Array(t.Integer()),
    pool: t.Integer(),
    workers: t.Integer(),
    cpus: t.Union([t.Array(t.Integer()), t.Null()], {
      description:
        'Processors of the servers and of PostgreSQL, with the generator on the others; null where nobody said.',
    }),
    duration_s: t.Number(),
    warmup_s: t.Number(),
    timeout_s: t.Number(),
    quick: t.Boolean({ description: 'A look at it, with fewer repetitions than a statement needs.' }),
  }),
  results: t.Array(ModelResult),
})
export type RunResult = Static<typeof RunResult>
