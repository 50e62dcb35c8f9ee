/** A result of `overload` or `rate` as a person reads it in a terminal. */
import { merged } from '../stats/latency.ts'
import { spread } from '../stats/spread.ts'
import { FACTORS, type Measured, type OverloadResult } from './overload.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const ms = (us: number) => (us < 99_500 ? (us / 1000).toFixed(1) : whole.format(us / 1000))
const percent = (share: number) => `${Math.round(share * 100)} %`

export function overloadTable({ environment, results, ended }: OverloadResult): string {
  const given = results.every(({ factor }) => factor === null)
  const factors: readonly Measured['factor'][] = given ? [null] : ['peak', ...FACTORS]
  const rows = [true, false].flatMap((shedding) =>
    factors.flatMap((factor) => {
      const all = results.filter((one) => one.shedding === shedding && one.factor === factor)
      return all.length === 0 ? [] : [row(all)]
    }),
  )
  const header = [
    'shedding',
    'offered/s',
    'goodput/s',
    'of its peak',
    'refused/s',
    'refused in ms',
    'answered in ms',
    'not sent',
    '',
  ]
  const table = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd()
  const { engine, profile, connections, arrivals, duration, deadline, repetitions, generators, cpus } =
    environment
  const reasons = [
    ...new Set(results.flatMap((one) => one.invalid_reasons.map((reason) => `  ${nameOf(one)}: ${reason}`))),
  ]
  return [
    ...(ended === null ? [] : [`NOT ALL OF IT: ${ended}`, '']),
    `search (${engine === 'sql' ? 'engine=sql' : 'from the index'}), profile ${profile}, open loop: ${arrivals} arrivals, ${connections} connections, ${duration} s each, ${repetitions} fresh servers of each kind`,
    `goodput: verified answers within ${deadline} s of when they were meant to be asked for; ms: p50 / p99 / max from then`,
    `${environment.cores} x ${environment.cpu}, Bun ${environment.bun}, PostgreSQL ${environment.postgresql}, commit ${environment.commit}${environment.uncommitted ? ' with uncommitted changes' : ''}`,
    ...(cpus === null
      ? []
      : [`service and PostgreSQL on processor ${cpus.join(', ')}, ${generators} generator on the others`]),
    '',
    ...table.map(line),
    '',
    others(results),
    ...(reasons.length > 0 ? ['', 'INVALID because:', ...reasons] : []),
  ].join('\n')
}

function row(all: readonly Measured[]): string[] {
  const [first] = all
  if (first === undefined) return []
  const valid = all.filter(({ invalid_reasons }) => invalid_reasons.length === 0)
  const state = valid.length === all.length ? 'valid' : 'INVALID'
  const what = [first.shedding ? 'on' : 'off', offered(first, all)]
  if (valid.length === 0) return [...what, '–', '–', '–', '–', '–', '–', state]
  const of = (value: (one: Measured) => number) => spread(valid.map(value)).median
  const ratios = spread(valid.flatMap((one) => (one.peak === null ? [] : [one.goodput / one.peak])))
  const histograms = (value: (one: Measured) => string) => times(valid.map(value))
  const refused = of(({ report }) => report.refused / report.elapsed_s)
  return [
    ...what,
    whole.format(of(({ goodput }) => goodput)),
    first.peak === null
      ? '–'
      : `${two.format(ratios.median)} (${two.format(ratios.low)} – ${two.format(ratios.high)})`,
    whole.format(refused),
    refused === 0 ? '–' : histograms(({ report }) => report.refused_us),
    histograms(({ report }) => report.latency_us),
    percent(of(({ report }) => (report.offered === 0 ? 0 : 1 - report.sent / report.offered))),
    state,
  ]
}

function offered(first: Measured, all: readonly Measured[]): string {
  const rate = whole.format(spread(all.map((one) => one.rate)).median)
  if (first.factor === 'peak') return 'closed loop'
  return first.factor === null ? rate : `${first.factor} x: ${rate}`
}

function times(encoded: readonly string[]): string {
  const all = merged(encoded)
  return [all.getValueAtPercentile(50), all.getValueAtPercentile(99), all.maxValue].map(ms).join(' / ')
}

const nameOf = ({ shedding, factor, repetition }: Measured) =>
  `${shedding ? 'on' : 'off'}, ${factor === null ? 'the rate' : factor === 'peak' ? 'closed loop' : `${factor} x`}, repetition ${repetition}`

function others(results: readonly Measured[]): string {
  const shares = results.flatMap(({ others_cpu_share }) => others_cpu_share ?? [])
  if (shares.length === 0) return 'What other programs used of the processors is not known here.'
  return `Other programs used ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))} of the processors meanwhile.`
}
