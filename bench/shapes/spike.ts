/**
 * Bun only. `npm run bench -- spike`: many more customers at once for some seconds. What they wait, what those wait who
 * come afterwards, and how long it takes until it is as it was.
 */

import type { OpenLoopReport } from '../load/ledger.ts'
import { rateFaults } from '../measure/guards.ts'
import { numberOf, ownFlags } from '../own-options.ts'
import { columns } from '../report/columns.ts'
import { count, digits, ms, percent } from '../report/numbers.ts'
import { document, manifest } from '../report/page.ts'
import { overTime } from '../report/shapes.ts'
import { html } from '../report/svg.ts'
import type { Timeline } from '../result.ts'
import { merged } from '../stats/latency.ts'
import {
  isValid,
  nameOf,
  reasonsOf,
  type ShapeResult,
  type ShapeRow,
  settingOf,
  shapeCommand,
  shapeOf,
  shown,
} from './command.ts'
import { withWarm } from './server.ts'

export const SPIKE_HELP = `npm run bench -- spike --workload NAME [--models LIST] [--base PERCENT] [--times N] [--spike S] [options of run]

  PERCENT (50) of what a closed loop gets, then N times as many (3) for S seconds (5), then PERCENT again, in one open
  loop: before the spike as long as it lasts, and after it four times as long. How long until the middle answer is
  back at twice what it took before.

  npm run bench -- spike --workload search-sql --models event-loop,thread-pool,sync`

export interface SpikeRow extends ShapeRow {
  /** Requests a second before and after. */
  rate: number
  peak: number
  /** The middle answer, second by second: the middle of these before it, and the worst in it. */
  before_us: number
  during_us: number
  longest_us: number
  /** From the end of the spike until the middle answer takes twice what it took before at most, for good; null where it is not within the window. */
  recovery_s: number | null
  sent_share: number
  timeline: Timeline
}

interface Spike {
  base: number
  times: number
  spike_s: number
}

const AFTER = 4
const BACK = 2

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
      const { spike_s, times, base } = shape
      const { value, invalid_reasons } = await withWarm(
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
      return {
        ...{ contender: nameOf(contender), round, rate: value?.rate ?? 0, peak: value?.peak ?? 0 },
        ...(value === undefined ? nothing : readSpike(value.report, shape)),
        invalid_reasons: [
          ...invalid_reasons,
          ...(value === undefined ? [] : rateFaults(value.report, { held: false })),
        ],
      }
    },
    text: (result) => text(result, shape),
    page: (result) => page(result, shape),
  })
}

type Read = Pick<
  SpikeRow,
  'before_us' | 'during_us' | 'longest_us' | 'recovery_s' | 'sent_share' | 'timeline'
>

const nothing: Read = {
  ...{ before_us: 0, during_us: 0, longest_us: 0, recovery_s: null, sent_share: 0 },
  timeline: { slice_s: 1, verified: [], p50_us: [], p99_us: [], max_us: [] },
}

/** What the seconds of a window say of before, of the spike and of after it. */
export function readSpike(
  report: Pick<OpenLoopReport, 'timeline' | 'latency_us' | 'sent' | 'offered'>,
  { spike_s }: Pick<Spike, 'spike_s'>,
): Read {
  const seconds = bySecond(report.timeline)
  const within = (from_s: number, to_s: number) =>
    seconds.flatMap(({ at_s, us }) => (at_s >= from_s && at_s < to_s ? [us] : []))
  const before_us = middle(within(0, spike_s))
  const after = seconds.filter(({ at_s }) => at_s >= 2 * spike_s)
  // A second without an answer is one in which all wait.
  const last_slow = after.findLastIndex(({ us }) => us === 0 || us > BACK * before_us)
  return {
    before_us,
    during_us: Math.max(0, ...within(spike_s, 2 * spike_s)),
    longest_us: merged([report.latency_us]).maxValue,
    recovery_s: last_slow === after.length - 1 && after.length > 0 ? null : last_slow + 1,
    sent_share: report.offered === 0 ? 0 : report.sent / report.offered,
    timeline: report.timeline,
  }
}

/** The middle answer of each second: the middle of its slices'. */
function bySecond({ slice_s, p50_us }: Timeline): { at_s: number; us: number }[] {
  const each = Math.max(1, Math.round(1 / slice_s))
  return Array.from({ length: Math.floor(p50_us.length / each) }, (_, second) => ({
    at_s: second * each * slice_s,
    us: middle(p50_us.slice(second * each, (second + 1) * each).filter((us) => us > 0)),
  }))
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const recovery = ({ recovery_s }: SpikeRow) => (recovery_s === null ? 'not yet' : `${digits(recovery_s)} s`)

const cellsOf = (row: SpikeRow): string[] =>
  shown(row, [
    count(row.rate),
    ms(row.before_us),
    ms(row.during_us),
    ms(row.longest_us),
    recovery(row),
    percent(row.sent_share),
  ])

const HEAD = ['model', 'base/s', 'p50 before', 'p50 in it', 'longest', 'back after', 'sent', 'state']

const inWords = ({ base, times, spike_s }: Spike) =>
  `${percent(base)} of the peak, ${digits(times)} times as many for ${digits(spike_s)} s`

const text = (result: ShapeResult<SpikeRow>, shape: Spike): string =>
  [
    inWords(shape),
    ...settingOf(result),
    '',
    ...columns(HEAD, result.rows.map(cellsOf)),
    ...reasonsOf(result.rows),
  ].join('\n')

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
  'The middle answer over time',
  'ms, logarithmic; the spike shaded',
  result.rows.filter(isValid).map((row) => ({
    label: row.contender,
    slice_s: row.timeline.slice_s,
    values: row.timeline.p50_us.map((us) => us / 1_000),
    shaded_s: [spike_s, 2 * spike_s],
    text: `back after ${recovery(row)}, longest ${ms(row.longest_us)}`,
  })),
)}
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>
</section>
${manifest(result)}`,
  })
}
