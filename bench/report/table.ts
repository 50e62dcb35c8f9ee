/** A result as a person reads it in a terminal. */
import type { ModelResult, RunResult } from '../result.ts'
import { spread } from '../stats/spread.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const ratio = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

const ms = (us: number) => `${ratio.format(us / 1000)} ms`

/** One for each workload and number of clients. */
export const tables = ({ results, ...rest }: RunResult): string =>
  [
    ...new Map(
      results.map(({ workload, connections }) => [`${workload} ${connections}`, { workload, connections }]),
    ).values(),
  ]
    .map(({ workload, connections }) =>
      table({
        ...rest,
        results: results.filter((one) => one.workload === workload && one.connections === connections),
      }),
    )
    .join('\n\n')

export function table({ environment, results }: RunResult): string {
  const header = [
    'model',
    'requests/s (low – high)',
    'p50',
    'p99',
    'processor each',
    `ratio to ${results[0]?.ratio.to ?? ''}`,
    '',
  ]
  const rows = [header, ...results.map(row)]
  const widths = header.map((_, column) => Math.max(...rows.map((one) => one[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd()
  const reasons = results.flatMap(({ model, invalid_reasons }) =>
    invalid_reasons.map((reason) => `  ${model}: ${reason}`),
  )
  const { pool, workers, duration_s, warmup_s, profile, cores, cpu, commit, uncommitted, cpus, quick } =
    environment
  return [
    `${results[0]?.workload ?? ''}, closed loop${results[0]?.generator === 'sockets' ? ' over sockets' : ''}: ${results[0]?.connections ?? 0} connections, ${duration_s} s measured after ${warmup_s} s, ${results[0]?.repetitions.length ?? 0} fresh servers each`,
    `${pool} database connections in total, ${workers} workers where there are any, profile ${profile}`,
    `${cores} x ${cpu}, Bun ${environment.bun}, PostgreSQL ${environment.postgresql}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
    ...(cpus === null
      ? []
      : [`Servers and PostgreSQL on processor ${cpus.join(', ')}, the generator on the others`]),
    ...(quick
      ? ['A quick look, not a measurement: too few repetitions for its spread to mean anything']
      : []),
    '',
    ...rows.map(line),
    ...notes(results),
    ...(reasons.length > 0 ? ['', 'INVALID because:', ...reasons] : []),
  ].join('\n')
}

/** Above these a reader must know; below, every machine does as much by itself. */
const NOTED_OTHERS = 0.05
const NOTED_TREND = 0.9

/** What does not make a result wrong, and yet says how far to trust it. */
function notes(results: readonly ModelResult[]): string[] {
  const shares = results.flatMap(({ repetitions }) =>
    repetitions.flatMap((one) => one.others_cpu_share ?? []),
  )
  const most = Math.max(0, ...shares)
  const busy =
    most > NOTED_OTHERS
      ? [
          `Other programs used ${percent(Math.min(...shares))} to ${percent(most)} of the processors meanwhile.`,
        ]
      : []
  const warming = results.flatMap(({ model, repetitions }) => {
    const { median } = spread(repetitions.flatMap((one) => one.server_trend ?? []))
    return median > 0 && median < NOTED_TREND
      ? [
          `${model} was still getting faster: ${percent(1 - median)} less processor time for each answer in the second half. A longer --warmup would tell more.`,
        ]
      : []
  })
  return busy.length + warming.length === 0 ? [] : ['', ...busy, ...warming]
}

/** The server's processor time for an answer. */
function each(repetitions: ModelResult['repetitions']): string {
  const known = repetitions.flatMap((one) => (one.valid ? (one.server_us_each ?? []) : []))
  return known.length === 0 ? '–' : `${short.format(spread(known).median)} µs`
}

const percent = (share: number) => `${Math.round(share * 100)} %`

function row({
  model,
  requests_per_second: rate,
  latency_us,
  ratio: paired,
  valid,
  repetitions,
}: ModelResult) {
  const figures = [
    `${whole.format(rate.median)} (${whole.format(rate.low)} – ${whole.format(rate.high)})`,
    ms(latency_us.p50),
    ms(latency_us.p99),
    each(repetitions),
    // Without a valid repetition of both there is no pair.
    paired.median === 0
      ? '–'
      : `${ratio.format(paired.median)} (${ratio.format(paired.low)} – ${ratio.format(paired.high)})`,
  ]
  const none = !repetitions.some((one) => one.valid)
  return [model, ...(none ? figures.map(() => '–') : figures), valid ? 'valid' : 'INVALID']
}
