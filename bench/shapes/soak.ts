/**
 * Bun only. `npm run bench -- soak`: one rate for a long time. Whether a server uses more memory with every hour, and
 * whether it answers more slowly with age.
 */

import { rateFaults } from '../measure/guards.ts'
import { below, residentBytes } from '../measure/processors.ts'
import { numberOf, ownFlags } from '../own-options.ts'
import { columns } from '../report/columns.ts'
import { count, digits, megabytes, ms } from '../report/numbers.ts'
import { document, manifest } from '../report/page.ts'
import { overTime } from '../report/shapes.ts'
import { html } from '../report/svg.ts'
import type { Timeline } from '../result.ts'
import { line } from '../stats/line.ts'
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

export const SOAK_HELP = `npm run bench -- soak --workload NAME [--models LIST] [--minutes N] [--base PERCENT] [options of run]

  PERCENT (50) of what a closed loop gets for N minutes (10) in an open loop: memory at every second and the line through
  it, latency at the beginning and at the end.

  npm run bench -- soak --workload search-index --models event-loop --minutes 30 --repetitions 3`

export interface SoakRow extends ShapeRow {
  rate: number
  minutes: number
  /** Every second, of the server and its processes. */
  rss_bytes: number[]
  /** Of the second half, where the heap has found its size; with its error. Bytes an hour. */
  growth: { per_hour: number; error: number }
  p99_first_us: number
  p99_last_us: number
  timeline: Timeline
}

const LOOK_MS = 1_000

export function soak(args: readonly string[], command: string): Promise<number> {
  const { own, rest } = ownFlags(args, ['minutes', 'base'])
  const minutes = numberOf('minutes', own.minutes, 10, 0.1, 1_440)
  const base = numberOf('base', own.base, 50, 1, 100) / 100
  return shapeCommand<SoakRow>({
    ...{ schema: 'vacancy-soak/1', command, args: rest },
    measure: async (bench, contender, round) => {
      const rss_bytes: number[] = []
      const { value, invalid_reasons } = await withWarm(
        bench,
        contender,
        shapeOf(bench.options, round),
        async (warm) => {
          const rate = Math.max(1, Math.round(base * warm.peak))
          let looking: ReturnType<typeof setInterval> | undefined
          const on = {
            opened: () => {
              looking = setInterval(() => rss_bytes.push(residentBytes(below(warm.server.pid))), LOOK_MS)
            },
            closed: () => clearInterval(looking),
          }
          const report = await warm.offer({ rate, duration: 60 * minutes, on }).finally(on.closed)
          return { report, rate }
        },
      )
      const p99_us = value?.report.timeline.p99_us ?? []
      const tenth = Math.max(1, Math.floor(p99_us.length / 10))
      return {
        ...{ contender: nameOf(contender), round, rate: value?.rate ?? 0, minutes, rss_bytes },
        timeline: value?.report.timeline ?? { slice_s: 1, verified: [], p50_us: [], p99_us: [], max_us: [] },
        growth: growthOf(rss_bytes, LOOK_MS),
        p99_first_us: middle(p99_us.slice(0, tenth)),
        p99_last_us: middle(p99_us.slice(-tenth)),
        invalid_reasons: [
          ...invalid_reasons,
          ...(value === undefined ? [] : rateFaults(value.report, { held: true })),
        ],
      }
    },
    ...{ text, page },
  })
}

/** The line through the second half of what was seen. */
export function growthOf(rss_bytes: readonly number[], each_ms: number): SoakRow['growth'] {
  const { slope, error } = line(rss_bytes.slice(rss_bytes.length >> 1))
  const hour = 3_600_000 / each_ms
  return { per_hour: slope * hour, error: error * hour }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Two errors: about as sure as 95 of 100. */
const growthInWords = ({ growth: { per_hour, error } }: SoakRow) =>
  Math.abs(per_hour) < 2 * error
    ? `none that could be told (± ${megabytes(2 * error)})`
    : `${per_hour > 0 ? '+' : '–'}${megabytes(Math.abs(per_hour))} ± ${megabytes(2 * error)}`

const HEAD = [
  'model',
  'rate/s',
  'memory then',
  'memory now',
  'growth an hour',
  'p99 at first',
  'at last',
  'state',
]
const cellsOf = (row: SoakRow): string[] =>
  shown(row, [
    count(row.rate),
    megabytes(row.rss_bytes[0] ?? 0),
    megabytes(row.rss_bytes.at(-1) ?? 0),
    growthInWords(row),
    ms(row.p99_first_us),
    ms(row.p99_last_us),
  ])

const text = (result: ShapeResult<SoakRow>): string =>
  [
    `one rate for ${digits(result.rows[0]?.minutes ?? 0)} minutes`,
    ...settingOf(result),
    '',
    ...columns(HEAD, result.rows.map(cellsOf)),
    ...reasonsOf(result.rows),
  ].join('\n')

function page(result: ShapeResult<SoakRow>): string {
  const head = HEAD.map((one) => `<th scope="col">${html(one)}</th>`).join('')
  const body = result.rows
    .map((row) => {
      const [name = '', ...cells] = cellsOf(row)
      return `<tr><th scope="row">${html(name)}</th>${cells.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`
    })
    .join('\n')
  return document({
    title: 'What age does to a server',
    notices: result.ended === null ? [] : [`Not all of it was measured: ${result.ended}.`],
    lead: [
      `One rate on ${result.environment.workload} for ${digits(result.rows[0]?.minutes ?? 0)} minutes, in an open loop.`,
    ],
    anchors: [],
    body: `<section>
${overTime(
  'Memory over time',
  'MB',
  result.rows.filter(isValid).map((row) => ({
    label: row.contender,
    slice_s: 1,
    values: row.rss_bytes.map((bytes) => bytes / 1e6),
    text: `growth an hour: ${growthInWords(row)}`,
  })),
)}
${overTime(
  'The slowest of a hundred over time',
  'ms, logarithmic',
  result.rows.filter(isValid).map((row) => ({
    label: row.contender,
    slice_s: row.timeline.slice_s,
    values: row.timeline.p99_us.map((us) => us / 1_000),
    text: `${ms(row.p99_first_us)} at first, ${ms(row.p99_last_us)} at last`,
  })),
)}
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>
</section>
${manifest(result)}`,
  })
}
