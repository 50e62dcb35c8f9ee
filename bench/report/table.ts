/** A result as a person reads it in a terminal. */

import { groupOf, labelOf, loadName, type ModelResult, type RunResult } from '../result.ts'
import { spread } from '../stats/spread.ts'
import { columns } from './columns.ts'
import { factor, interval as inWords, micros, ms, percent, rate, ratio } from './numbers.ts'

/** One for each workload and load. */
export const tables = (result: RunResult): string =>
  [
    ...(result.ended === null ? [] : [`NOT ALL OF IT: ${result.ended}`, '']),
    groups(result.results)
      .map((results) => table({ ...result, results }))
      .join('\n\n'),
  ].join('\n')

/** What is compared with each other, in order. */
export function groups(results: readonly ModelResult[]): ModelResult[][] {
  const all = new Map<string, ModelResult[]>()
  for (const one of results) {
    const group = all.get(groupOf(one))
    if (group === undefined) all.set(groupOf(one), [one])
    else group.push(one)
  }
  return [...all.values()]
}

export function table({ environment, results }: RunResult): string {
  const { pool, workers, duration_s, warmup_s, profile, cores, cpu, commit, uncommitted, cpus, quick } =
    environment
  const [first] = results
  const header = [
    'model',
    'requests/s (low – high)',
    'p50',
    'p99',
    'processor each',
    `ratio to ${first === undefined ? '' : labelOf(first)}, interval`,
    '',
  ]
  const reasons = results.flatMap((one) =>
    one.invalid_reasons.map((reason) => `  ${labelOf(one)}: ${reason}`),
  )
  const most = Math.max(0, ...results.map((one) => one.repetitions.length))
  return [
    `${first?.workload}, ${loadInWords(first)}, ${duration_s} s measured after ${warmup_s} s, ${most} fresh ${most === 1 ? 'server' : 'servers'} each`,
    `${pool} database connections in total, ${workers} workers where there are any, profile ${profile}`,
    `${cores} x ${cpu}, ${runtimes(results)}, PostgreSQL ${environment.postgresql}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
    ...(cpus === null
      ? []
      : [`Servers and PostgreSQL on processor ${cpus.join(', ')}, the generator on the others`]),
    ...(quick
      ? ['A quick look, not a measurement: too few repetitions for its spread to mean anything']
      : []),
    '',
    ...columns(header, results.map(row)),
    ...notes(results),
    ...(reasons.length > 0 ? ['', 'INVALID because:', ...reasons] : []),
  ].join('\n')
}

const runtimes = (results: readonly ModelResult[]) =>
  [...new Set(results.map((one) => one.runtime_version))].join(', ')

function loadInWords(one: ModelResult | undefined): string {
  if (one === undefined) return 'nothing'
  return one.load.kind === 'closed'
    ? `closed loop: ${loadName(one.load)}`
    : `open loop: ${loadName(one.load)}, ${one.load.arrivals} arrivals, latency from when a request was meant to be sent`
}

/** Above these a reader must know; below, every machine does as much by itself. */
const NOTED_OTHERS = 0.05
const NOTED_TREND = 0.9

/** What does not make a result wrong, and yet says how far to trust it. */
function notes(results: readonly ModelResult[]): string[] {
  const seen = (
    of: (evidence: NonNullable<ModelResult['repetitions'][number]['evidence']>) => number | null,
  ) =>
    results.map(({ repetitions }) =>
      repetitions.flatMap(({ evidence }) => (evidence === null ? [] : (of(evidence) ?? []))),
    )
  const shares = seen((evidence) => evidence.others_cpu_share).flat()
  const most = Math.max(0, ...shares)
  const busy =
    most > NOTED_OTHERS
      ? [
          `Other programs used ${percent(Math.min(...shares))} to ${percent(most)} of the processors meanwhile.`,
        ]
      : []
  const warming = seen((evidence) => evidence.server_trend).flatMap((trends, i) => {
    const { median } = spread(trends)
    const one = results[i]
    return one !== undefined && median > 0 && median < NOTED_TREND
      ? [
          `${labelOf(one)} was still getting faster: ${percent(1 - median)} less processor time for each answer in the second half. A longer --warmup would tell more.`,
        ]
      : []
  })
  return busy.length + warming.length === 0 ? [] : ['', ...busy, ...warming]
}

/** The server's processor time for an answer: the middle of the valid repetitions. */
export function processorEach({ repetitions }: Pick<ModelResult, 'repetitions'>): number | undefined {
  const known = repetitions.flatMap(({ valid, evidence }) => (valid ? (evidence?.server_us_each ?? []) : []))
  return known.length === 0 ? undefined : spread(known).median
}

function row(one: ModelResult): string[] {
  const { requests_per_second: r, latency_us, valid, repetitions } = one
  const none = !repetitions.some((repetition) => repetition.valid)
  const each = processorEach(one)
  const figures = [
    `${rate(r.median)} (${rate(r.low)} – ${rate(r.high)})`,
    ms(latency_us.p50),
    ms(latency_us.p99),
    each === undefined ? '–' : micros(each),
    ratioInWords(one),
  ]
  return [labelOf(one), ...(none ? figures.map(() => '–') : figures), valid ? 'valid' : 'INVALID']
}

/** With the interval where there is one, else with what was seen. */
function ratioInWords({ interval, ratio: seen }: ModelResult): string {
  if (interval !== null) return `${factor(interval.ratio)} (${inWords(interval)})`
  // Without a valid repetition of both there is no pair.
  return seen.median === 0 ? '–' : ratio(seen.median)
}
