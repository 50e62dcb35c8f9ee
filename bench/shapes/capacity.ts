/**
 * Bun only. `npm run bench -- capacity`: the highest rate at which a contender keeps a promise: so many of a hundred
 * answered within so long from when they were meant to be asked for, all of them right.
 */

import type { OpenLoopReport } from '../load/ledger.ts'
import { generatorFaults, LEAST_SENT, rateFaults } from '../measure/guards.ts'
import { numberOf, ownFlags } from '../own-options.ts'
import { columns } from '../report/columns.ts'
import { count, factor, ms, interval as reach } from '../report/numbers.ts'
import { document, manifest } from '../report/page.ts'
import { bars, html } from '../report/svg.ts'
import { type Pair, pairedInterval } from '../stats/interval.ts'
import { merged } from '../stats/latency.ts'
import { spread } from '../stats/spread.ts'
import {
  byContender,
  nameOf,
  reasonsOf,
  type ShapeResult,
  type ShapeRow,
  settingOf,
  shapeCommand,
  shapeOf,
} from './command.ts'
import { type Warm, withWarm } from './server.ts'

export const CAPACITY_HELP = `npm run bench -- capacity --workload NAME [--models LIST] [--slo MS] [--percentile P] [options of run]

  the highest rate (open loop, poisson arrivals) at which P of a hundred (99) right answers come within MS milliseconds
  (50) from when they were meant to be asked for, with no error and everything sent: found by steps on a fresh, warm
  server, first in powers of two, then halving what is between the last that was kept and the first that was not, until
  that is 5 %. --duration is of each step, --repetitions fresh servers of each.

  npm run bench -- capacity --workload search-sql --models event-loop,thread-pool --slo 100`

/** One step of the search. */
export interface Step {
  rate: number
  kept: boolean
  /** At the percentile of the promise. */
  latency_us: number
  sent_share: number
  why: string
  /** What of it may be the fault of whoever asked. */
  doubt: string | null
}

export interface CapacityRow extends ShapeRow {
  /** The highest rate that was kept; 0 where none was. */
  rate: number
  /** Right answers a second of a closed loop before. */
  peak: number
  steps: Step[]
}

interface Promise_ {
  slo_us: number
  percentile: number
}

const NEAR = 1.05
const MOST_STEPS = 14

export function capacity(args: readonly string[], command: string): Promise<number> {
  const { own, rest } = ownFlags(args, ['slo', 'percentile'])
  const promise = {
    slo_us: 1_000 * numberOf('slo', own.slo, 50, 0.1, 60_000),
    percentile: numberOf('percentile', own.percentile, 99, 1, 99.99),
  }
  return shapeCommand<CapacityRow>({
    ...{ schema: 'vacancy-capacity/1', command, args: rest },
    measure: async (bench, contender, round) => {
      const { value, invalid_reasons } = await withWarm(
        bench,
        contender,
        shapeOf(bench.options, round),
        (warm) => search(warm, bench.options.duration, promise),
      )
      const { peak = 0, steps = [] } = value ?? {}
      return {
        ...{ contender: nameOf(contender), round, peak, steps },
        rate: Math.max(0, ...steps.filter(({ kept }) => kept).map((step) => step.rate)),
        invalid_reasons: [...invalid_reasons, ...doubtsOf(steps)],
      }
    },
    text: (result) => text(result, promise),
    page: (result) => page(result, promise),
  })
}

/** Of the steps that were lost: a tired generator loses what a server would have kept. */
const doubtsOf = (steps: readonly Step[]): string[] => [
  ...new Set(
    steps.flatMap(({ kept, rate, doubt }) =>
      kept || doubt === null ? [] : [`at ${rate} a second ${doubt}`],
    ),
  ),
]

/** From half of the peak up or down in powers of two, then between. */
async function search(
  warm: Warm,
  duration: number,
  promise: Promise_,
): Promise<{ peak: number; steps: Step[] }> {
  const steps: Step[] = []
  const is_kept = async (rate: number) => {
    const step = judged(rate, await warm.offer({ rate, duration }), promise)
    steps.push(step)
    return step.kept
  }
  await bisect(Math.max(1, Math.round(warm.peak / 2)), is_kept)
  return { peak: warm.peak, steps }
}

/** Calls with rates until one that is kept and one that is not are near each other. */
export async function bisect(first: number, is_kept: (rate: number) => Promise<boolean>): Promise<void> {
  let kept = 0
  let lost = Number.POSITIVE_INFINITY
  let rate = first
  for (let step = 0; step < MOST_STEPS && rate >= 1; step++) {
    if (await is_kept(rate)) kept = rate
    else lost = rate
    if (lost / kept <= NEAR) return
    const next = kept === 0 ? lost / 2 : lost === Number.POSITIVE_INFINITY ? kept * 2 : Math.sqrt(kept * lost)
    rate = Math.round(next)
    if (rate === kept || rate === lost) return
  }
}

export function judged(rate: number, report: OpenLoopReport, { slo_us, percentile }: Promise_): Step {
  const latency_us = merged([report.latency_us]).getValueAtPercentile(percentile)
  const sent_share = report.offered === 0 ? 0 : report.sent / report.offered
  const own = generatorFaults(report)
  const faults = [
    ...rateFaults(report, { held: true }).filter((one) => !own.includes(one)),
    ...(report.refused > 0 ? [`${report.refused} requests were refused`] : []),
    ...(sent_share >= LEAST_SENT && latency_us > slo_us ? [`${ms(latency_us)} at p${percentile}`] : []),
  ]
  return {
    rate,
    kept: faults.length === 0,
    latency_us,
    sent_share,
    why: faults[0] ?? '',
    doubt: own[0] ?? null,
  }
}

function summaries({ rows }: ShapeResult<CapacityRow>) {
  const all = byContender(rows, [...new Set(rows.map(({ contender }) => contender))])
  const [first] = all
  return all.map(({ contender, rows }) => {
    const valid = rows.filter(({ invalid_reasons }) => invalid_reasons.length === 0)
    return {
      contender,
      rate: spread(valid.map((row) => row.rate)),
      peak: spread(valid.map((row) => row.peak)),
      why: valid.flatMap(({ steps }) => steps.filter(({ kept }) => !kept)).at(-1)?.why ?? '',
      interval: rows === first?.rows ? undefined : pairedInterval(pairsOf(rows, first?.rows ?? [])),
      valid: valid.length === rows.length,
    }
  })
}

function pairsOf(rows: readonly CapacityRow[], base: readonly CapacityRow[]): Pair[] {
  return rows.flatMap((row): Pair[] => {
    const other = base.find(({ round }) => round === row.round)
    return other === undefined || row.invalid_reasons.length + other.invalid_reasons.length > 0
      ? []
      : [[[row.rate], [other.rate]]]
  })
}

const toFirst = ({ interval }: ReturnType<typeof summaries>[number]): string =>
  interval === undefined ? '–' : `${factor(interval.ratio)} (${reach(interval)})`

const promiseInWords = ({ slo_us, percentile }: Promise_) =>
  `${percentile} of a hundred within ${ms(slo_us)} of when they were meant to be asked for, all right, all sent`

function text(result: ShapeResult<CapacityRow>, promise: Promise_): string {
  const rows = summaries(result).map((one) => [
    one.contender,
    ...(one.rate.median === 0 && !one.valid
      ? ['–', '–', '–', '–']
      : [
          `${count(one.rate.median)} (${count(one.rate.low)} – ${count(one.rate.high)})`,
          count(one.peak.median),
          toFirst(one),
          one.why,
        ]),
    one.valid ? 'valid' : 'INVALID',
  ])
  return [
    `the highest rate with ${promiseInWords(promise)}`,
    ...settingOf(result),
    '',
    ...columns(['model', 'requests/s (low – high)', 'closed loop', 'to the first', 'then', ''], rows),
    ...reasonsOf(result.rows),
  ].join('\n')
}

function page(result: ShapeResult<CapacityRow>, promise: Promise_): string {
  const all = summaries(result)
  const rows = all
    .map(
      (one) =>
        `<tr><th scope="row">${html(one.contender)}</th><td>${count(one.rate.median)} <small>${count(one.rate.low)} – ${count(one.rate.high)}</small></td><td>${count(one.peak.median)}</td><td>${html(toFirst(one))}</td><td class="wrap">${html(one.why)}</td><td class="${one.valid ? 'valid' : 'invalid'}">${one.valid ? 'valid' : 'INVALID'}</td></tr>`,
    )
    .join('\n')
  return document({
    title: 'How much a server can promise',
    notices: result.ended === null ? [] : [`Not all of it was measured: ${result.ended}.`],
    lead: [
      `The highest rate on ${result.environment.workload} with ${promiseInWords(promise)}.`,
      'A closed loop says how much a server can do when nobody minds waiting; this says how much it can do for people who come when they like and do not want to wait.',
    ],
    anchors: [],
    body: `<section>
${bars(
  'The highest rate that was kept',
  'requests/s',
  all
    .filter(({ rate }) => rate.median > 0)
    .map(({ contender, rate, valid }) => ({
      ...{ label: contender, low: rate.low, middle: rate.median, high: rate.high, is_weak: !valid },
      text: count(rate.median),
    })),
)}
<div class="wide"><table><thead><tr><th scope="col">model</th><th scope="col">requests/s</th><th scope="col">closed loop</th><th scope="col">to the first</th><th scope="col">what then broke</th><th scope="col">state</th></tr></thead><tbody>${rows}</tbody></table></div>
</section>
${manifest(result)}`,
  })
}
