/** The form of a result: what `--out` writes and reports are made from. */
import { type Static, Type as t } from '@sinclair/typebox'

const Number_ = (description: string) => t.Number({ description })
const OrNull = (description: string) => t.Union([t.Number(), t.Null()], { description })
const percentiles = { p50: t.Number(), p90: t.Number(), p99: t.Number(), p999: t.Number() }
const Spread = t.Object({ median: t.Number(), low: t.Number(), high: t.Number() })

/** A window in slices of equal length: columns, a value for each slice. */
export const Timeline = t.Object({
  slice_s: t.Number(),
  verified: t.Array(t.Number(), { description: 'Answers that came in the slice.' }),
  p50_us: t.Array(t.Number(), { description: 'Of these; 0 where none came.' }),
  p99_us: t.Array(t.Number()),
  max_us: t.Array(t.Number()),
})

export type Timeline = Static<typeof Timeline>

/** What the server and the machine did, within the window where nothing else is said. Null where nobody says. */
export const Evidence = t.Object({
  most_in_progress: t.Integer({
    description:
      'Requests between their begin and their answer at once, from the start of the server to its end.',
  }),
  database_connections: t.Integer({ description: 'Open at the end of the load.' }),
  generator_cpu_share: Number_('Of one processor, by the busiest generator.'),
  generator_late_us: OrNull(
    'How late timers of the generator were, or its requests in an open loop: 99th percentile.',
  ),
  others_cpu_share: OrNull('Of all processors, by programs that are no part of the run.'),
  steal_share: OrNull('Of all processors, what the hypervisor gave to somebody else.'),
  server_us_each: OrNull(
    "The server's processor time for each answer, all its threads and processes together.",
  ),
  server_trend: OrNull(
    "The server's processor time for each answer in the second half of the window, as a multiple of that in the first: below 1 it was still getting faster.",
  ),
  server_rss_bytes: OrNull('Resident memory of the server and its processes at the end of the window.'),
  switches_each: OrNull(
    'Context switches of the server for each answer, voluntary and not; null where its threads come and go.',
  ),
  loop_late_us: t.Union([t.Object({ p50: t.Number(), p99: t.Number(), max: t.Number() }), t.Null()], {
    description: "How late the event loop of the server's main thread came back.",
  }),
  waiting: OrNull('Requests that stood in a queue of the server, on average: for a connection or a worker.'),
  waiting_us_each: OrNull('How long a request stood there, by Little: waiting / answers a second.'),
  database_us_each: OrNull('Time that PostgreSQL executed statements for each answer (pg_stat_statements).'),
  database_cpu_us_each: OrNull('Processor time of PostgreSQL for each answer.'),
  statements_each: OrNull('Statements for each answer.'),
  shares: t.Array(t.Number(), { description: 'Of several workers, what part of the answers each gave.' }),
})
export type Evidence = Static<typeof Evidence>

export const Repetition = t.Object({
  /** The place in the run: models are interleaved in random order. */
  order: t.Integer(),
  requests_per_second: Number_('Right answers that came within the window, a second.'),
  latency_us: t.Object({ ...percentiles, max: t.Number() }),
  /** Of an open loop; null in a closed one. */
  offered: t.Union(
    [
      t.Object({
        rate: Number_('Requests a second that were to be sent.'),
        requests: t.Integer({ description: 'That were due within the window.' }),
        sent: t.Integer(),
        peak: OrNull('Answers a second of the closed loop just before it, on the same server.'),
        service_us: t.Object(percentiles, { description: 'From when a request was sent in truth.' }),
      }),
      t.Null(),
    ],
    { description: 'Latency of an open loop is from when a request was meant to be sent.' },
  ),
  verified: t.Integer({
    description:
      'Right answers of the window: in an open loop to all that was due in it, whenever they came.',
  }),
  wrong: t.Integer({ description: 'From the warm-up on.' }),
  unanswered: t.Integer(),
  errors: t.Integer({
    description:
      'Connections that failed; in an open loop also answers 503 for another reason than too much to do.',
  }),
  timeouts: t.Integer({ description: 'Of the unanswered, those that were waited for until the timeout.' }),
  timeline: t.Union([Timeline, t.Null()]),
  evidence: t.Union([Evidence, t.Null()]),
  valid: t.Boolean(),
  invalid_reasons: t.Array(t.String()),
})
export type Repetition = Static<typeof Repetition>

export const Load = t.Union([
  t.Object({
    kind: t.Literal('closed'),
    connections: t.Integer({ description: 'Of clients: each waits for an answer before it asks again.' }),
  }),
  t.Object({
    kind: t.Literal('open'),
    connections: t.Integer({ description: 'That requests find free or not.' }),
    rate: OrNull('Requests a second; null where it was a part of the peak.'),
    of_peak: OrNull('As a part of what a closed loop got just before.'),
    arrivals: t.Union([t.Literal('constant'), t.Literal('poisson')]),
  }),
])
export type Load = Static<typeof Load>

export const Interval = t.Object({
  ratio: t.Number(),
  low: t.Number(),
  high: t.Number(),
  confidence: Number_(
    'For this one, so that all of its table are right together as often as `environment.confidence`.',
  ),
})
export type Interval = Static<typeof Interval>

export const ModelResult = t.Object({
  model: t.String(),
  runtime: t.Union([t.Literal('bun'), t.Literal('node'), t.Literal('deno')]),
  runtime_version: t.String(),
  workload: t.String(),
  generator: t.Union([t.Literal('autocannon'), t.Literal('sockets'), t.Literal('open-loop')]),
  load: Load,
  /** Here and in what follows: of the valid repetitions; zeros where there is none. */
  requests_per_second: Spread,
  latency_us: t.Object(percentiles, {
    description: 'Of the added histograms of all valid repetitions; percentiles are never averaged.',
  }),
  curve: t.Array(t.Tuple([t.Number(), t.Number()]), {
    description: 'Percentile and latency in microseconds, of the added histograms.',
  }),
  ratio: t.Object(
    { ...Spread.properties, to: t.String() },
    { description: 'Throughput against the first contender under the same load, repetition by repetition.' },
  ),
  interval: t.Union([Interval, t.Null()], {
    description:
      'Of that ratio: bootstrap over repetitions and over slices of their windows, widened by Student; null with fewer than two pairs.',
  }),
  valid: t.Boolean(),
  invalid_reasons: t.Array(t.String()),
  repetitions: t.Array(Repetition),
})
export type ModelResult = Static<typeof ModelResult>

export const SCHEMA = 'vacancy-bench/4'
export const Environment = t.Object({
  commit: t.String(),
  uncommitted: t.Boolean(),
  command: t.String(),
  arguments: t.Array(t.String(), { description: 'What was typed after `run`, word by word.' }),
  started_at: t.String(),
  os: t.String(),
  cpu: t.String(),
  cores: t.Integer(),
  load_average: t.Number({ description: 'Of the last minute before the run: what else the machine did.' }),
  memory_gib: t.Integer(),
  generator_first: t.Boolean({
    description: 'The generator had the right of way on the processors, which only root can give.',
  }),
  bun: t.String(),
  postgresql: t.String(),
  libraries: t.Record(t.String(), t.String(), {
    description: 'Versions of what is in the way of a request.',
  }),
  profile: t.String(),
  today: t.String(),
  seed: t.Integer(),
  pool: t.Integer(),
  workers: t.Integer(),
  cpus: t.Union([t.Array(t.Integer()), t.Null()], {
    description:
      'Processors of the servers and of PostgreSQL, with the generator on the others; null where nobody said.',
  }),
  duration_s: t.Number(),
  warmup_s: t.Number(),
  timeout_s: t.Number(),
  repetitions: t.Integer({ description: 'Asked for; with a precision, at most.' }),
  precision: OrNull('Repetitions end when all intervals are this narrow, as a part of the ratio.'),
  confidence: Number_('Of all intervals of a table together.'),
  quick: t.Boolean({ description: 'A look at it, with fewer repetitions than a statement needs.' }),
  published: t.Boolean(),
})
export type Environment = Static<typeof Environment>

export const RunResult = t.Object({
  schema: t.Literal(SCHEMA),
  ended: t.Union([t.String(), t.Null()], {
    description: 'Why it ended before everything was measured; null when all of it was.',
  }),
  environment: Environment,
  results: t.Array(ModelResult),
})
export type RunResult = Static<typeof RunResult>

/** A contender as one says it: where it runs only when that is not Bun. */
export const labelOf = ({ model, runtime }: Pick<ModelResult, 'model' | 'runtime'>): string =>
  runtime === 'bun' ? model : `${model} on ${runtime}`

/** A load as one says it. */
export function loadName(load: Load): string {
  if (load.kind === 'closed') return `${load.connections} clients`
  return load.of_peak === null ? `${load.rate} requests/s` : `${Math.round(100 * load.of_peak)} % of the peak`
}

/** Everything but the contender that must be the same for two to be compared. */
export const groupOf = ({ workload, load }: Pick<ModelResult, 'workload' | 'load'>): string =>
  `${workload}, ${loadName(load)}`
