/**
 * Bun only. `npm run bench -- spike`: many more customers at once for some seconds. What they wait, what those wait who
 * come afterwards, and how long it takes until it is as it was.
 */
import { columns } from '../bookings/text.ts'
import type { OpenLoopReport } from '../load/ledger.ts'
import { rateFaults } from '../measure/guards.ts'
import { watchOthers } from '../measure/processors.ts'
import { numberOf, ownFlags } from '../own-options.ts'
import { count, digits, ms, percent } from '../report/numbers.ts'
import { document, manifest } from '../report/page.ts'
import { overTime } from '../report/shapes.ts'
import { html } from '../report/svg.ts'
import type { Timeline } from '../result.ts'
import { merged } from '../stats/latency.ts'
import { nameOf, type ShapeResult, settingOf, shapeCommand, shapeOf } from './command.ts'
import { withWarm } from './server.ts'

export const SPIKE_HELP = `npm run bench -- spike --workload NAME [--models LIST] [--base PERCENT] [--times N] [--spike S] [options of run]

  PERCENT (50) of what a closed loop gets, then N times as many (3) for S seconds (5), then PERCENT again, in one open
  loop: before the spike as long as it lasts, and after it four times as long. How long until the slowest of a hundred is
  back at twice what it was before.

  npm run bench -- spike --workload search-sql --models event-loop,thread-pool,sync`

export interface SpikeRow {
  contender: string
  round: number
  /** Requests a second before and after. */
  rate: number
  peak: number
  before_p99_us: number
  during_p99_us: number
  longest_us: number
  /** From the end of the spike until p99 is twice what it was at most, for good; null where it is not within the window. */
  recovery_s: number | null
  sent_share: number
  timeline: Timeline
  others_cpu_share: number | null
  invalid_reasons: string[]
}

interface Spike {
  base: number
  times: number
  spike_s: number
}

const AFTER = 4
const BACK = 2
const MAX_OTHERS = 0.1

export function spike(args: readonly string[], command: string): Promise<number> {
  const { own, rest } = ownFlags(args, ['base', 'times', 'spike'])
  const shape: Spike = {
    base: numberOf('base', own.base, 50, 1, 100) / 100,
    times: numberOf('times', own.times, 3, 1, 100),
    spike_s: numberOf('spike', own.spike, 5, 1, 600),
  }
  return shapeCommand<SpikeRow>({
    ...{ schema: 'vacancy-spike/1', command, args: rest },
    measure: async (bench, contender, round) => {
      const others = watchOthers()
      const { spike_s, times, base } = shape
      const { value, ended } = await withWarm(
        bench,
        contender,
        shapeOf(bench.options, round),
        async (warm) => {
          const rate = Math.max(1, Math.round(base * warm.peak))
          const stages = [
            { from_s: spike_s, times },
            { from_s: 2 * spike_s, times: 1 },
          ]
          const report = await warm.offer({ rate, duration: (2 + AFTER) * spike_s, stages })
          return { report, rate, peak: warm.peak }
        },
      )
      const share = others() ?? null
      return {
        ...{ contender: nameOf(contender), round, rate: value.rate, peak: value.peak },
        ...readSpike(value.report, shape),
        others_cpu_share: share,
        invalid_reasons: [
          ...(ended.fault === undefined ? [] : [ended.fault]),
          ...rateFaults(value.report, { held: false }),
          ...((share ?? 0) > MAX_OTHERS ? [`other programs used ${percent(share ?? 0)}`] : []),
        ],
      }
    },
    text: (result) => text(result, shape),
    page: (result) => page(result, shape),
    is_valid: ({ invalid_reasons }) => invalid_reasons.length === 0,
  })
}

/** What the slices of a window say of before, of the spike and of after it. */
export function readSpike(
  report: Pick<OpenLoopReport, 'timeline' | 'latency_us' | 'sent' | 'offered'>,
  { spike_s }: Pick<Spike, 'spike_s'>,
): Pick<
  SpikeRow,
  'before_p99_us' | 'during_p99_us' | 'longest_us' | 'recovery_s' | 'sent_share' | 'timeline'
> {
  const { timeline } = report
  const { slice_s, p99_us } = timeline
  const within = (from_s: number, to_s: number) =>
    p99_us.filter((_, i) => (i + 0.5) * slice_s >= from_s && (i + 0.5) * slice_s < to_s)
  // Slices have few requests: the middle of their p99s is steadier than the worst of them.
  const sorted = within(0, spike_s).sort((a, b) => a - b)
  const before = sorted[sorted.length >> 1] ?? 0
  const last_slow = p99_us.findLastIndex((us, i) => (i + 0.5) * slice_s >= spike_s && us > BACK * before)
  const back_s = (last_slow + 1) * slice_s - 2 * spike_s
  return {
    before_p99_us: before,
    during_p99_us: Math.max(0, ...within(spike_s, 2 * spike_s)),
    longest_us: merged([report.latency_us]).maxValue,
    recovery_s: last_slow === p99_us.length - 1 ? null : Math.max(0, back_s),
    sent_share: report.offered === 0 ? 0 : report.sent / report.offered,
    timeline,
  }
}

const recovery = ({ recovery_s }: SpikeRow) => (recovery_s === null ? 'not yet' : `${digits(recovery_s)} s`)

function cellsOf(row: SpikeRow): string[] {
  return [
    row.contender,
    count(row.rate),
    ms(row.before_p99_us),
    ms(row.during_p99_us),
    ms(row.longest_us),
    recovery(row),
    percent(row.sent_share),
  ]
}

const HEAD = ['model', 'base/s', 'p99 before', 'p99 in it', 'longest', 'back after', 'sent']

const inWords = ({ base, times, spike_s }: Spike) =>
  `${percent(base)} of the peak, ${digits(times)} times as many for ${digits(spike_s)} s`

function text(result: ShapeResult<SpikeRow>, shape: Spike): string {
  const reasons = result.rows.flatMap(({ contender, invalid_reasons }) =>
    invalid_reasons.map((one) => `  ${contender}: ${one}`),
  )
  return [
    inWords(shape),
    ...settingOf(result),
    '',
    ...columns(
      [...HEAD, ''],
      result.rows.map((row) => [...cellsOf(row), row.invalid_reasons.length === 0 ? 'valid' : 'INVALID']),
    ),
    ...(reasons.length === 0 ? [] : ['', 'INVALID because:', ...reasons]),
  ].join('\n')
}

function page(result: ShapeResult<SpikeRow>, shape: Spike): string {
  const head = HEAD.map((one) => `<th scope="col">${html(one)}</th>`).join('')
  const body = result.rows
    .map((row) => {
      const [name = '', ...cells] = cellsOf(row)
      return `<tr><th scope="row">${html(name)}</th>${cells.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`
    })
    .join('\n')
  const { spike_s } = shape
  return document({
    title: 'A spike, and what it leaves behind',
    notices: result.ended === null ? [] : [`Not all of it was measured: ${result.ended}.`],
    lead: [
      `${inWords(shape)}, on ${result.environment.workload}, in an open loop: nobody stays away because it is slow.`,
    ],
    anchors: [],
    body: `<section>
${overTime(
  'The slowest of a hundred over time',
  'ms, logarithmic; the spike shaded',
  result.rows.map((row) => ({
    label: row.contender,
    slice_s: row.timeline.slice_s,
    values: row.timeline.p99_us.map((us) => us / 1_000),
    shaded_s: [spike_s, 2 * spike_s],
    text: `back after ${recovery(row)}, longest ${ms(row.longest_us)}`,
  })),
)}
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>
</section>
${manifest(result)}`,
  })
}
