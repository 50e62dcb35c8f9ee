/**
 * Bun only. `npm run bench -- aa`: a contender against itself, again and again. How often a difference is found where
 * there is none, and how small a difference could be found on this machine; and, with a slowdown of known size, whether it
 * is found and what its interval says.
 */
import { Random } from '#lib/dataset/random'
import { type CompareContext, describe, inDatabase } from '../compare.ts'
import type { Cell, Contender } from '../contender.ts'
import { OptionError } from '../flags.ts'
import { type AllOptions, checkModels, readRunOptions } from '../options.ts'
import { numberOf, ownFlags } from '../own-options.ts'
import { columns } from '../report/columns.ts'
import { factor, percent } from '../report/numbers.ts'
import { document, manifest } from '../report/page.ts'
import { html } from '../report/svg.ts'
import type { Environment, Interval, Load } from '../result.ts'
import { trialsOf, withBench } from '../run.ts'
import { measuring, type Session } from '../session.ts'
import { type Pair, pairedInterval } from '../stats/interval.ts'
import { spread } from '../stats/spread.ts'
import { slicesOf } from '../summary.ts'
import { type Bench, trial } from '../trial.ts'

export const AA_HELP = `npm run bench -- aa --workload NAME --models NAME [--comparisons N] [--slowdown PERCENT] [options of run]

  the model against itself, N times (20): each a comparison of --repetitions pairs of fresh servers, in random order. How
  many show a difference (one of twenty may), and the smallest that this machine can show: half of the intervals reach
  less far. With --slowdown each request of the second keeps the processor busy so much longer that throughput is PERCENT
  less where the processor is the limit: then the intervals must find it, and contain it. With one connection, that is;
  with many a slower server also asks the kernel more often, for fewer requests at once.

  npm run bench -- aa --workload search-index --models event-loop --repetitions 5 --warmup 2 --duration 2
  npm run bench -- aa --workload search-index --models event-loop --comparisons 3 --slowdown 10 --repetitions 8 --cpus 0 --connections 1`

export interface Comparison {
  interval: Interval | null
  invalid_reasons: string[]
}

export interface AaResult {
  schema: 'vacancy-aa/1'
  ended: string | null
  environment: Environment & { workload: string; model: string; comparisons: number; slowdown: number }
  comparisons: Comparison[]
}

const SLOWED_REPETITIONS = 3
/** By normal quantiles: (1.96 + 0.84) / 1.96. */
const POWER = 1.43

export async function aa(args: readonly string[], command: string): Promise<number> {
  const { own, rest } = ownFlags(args, ['comparisons', 'slowdown'])
  const count = numberOf('comparisons', own.comparisons, 20, 1, 1_000)
  const slowdown = numberOf('slowdown', own.slowdown, 0, 0, 90) / 100
  const options = readRunOptions(rest)
  await checkModels(options, options.comparisons)
  const [contender, ...others] = options.contenders
  if (slowdown > 0 && !(contender?.entry.in_main_thread && options.workload.in_memory))
    throw new OptionError(
      '--slowdown needs a model that computes in the thread that accepts requests, and a workload from memory: only there the processor is the limit',
    )
  const [load, ...loads] = options.loads
  if (contender === undefined || others.length > 0)
    throw new OptionError('--models must be one, on one runtime')
  if (load?.kind !== 'closed' || loads.length > 0) throw new OptionError('--connections must be one number')
  return measuring<AaResult>({
    ...{ outputs: options, command, text, page },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: ({ comparisons }) => comparisons.every(({ invalid_reasons }) => invalid_reasons.length === 0),
    work: (session) => compareAll({ options, contender, load, count, slowdown }, session),
  })
}

interface Order {
  options: AllOptions
  contender: Contender
  load: Load
  count: number
  slowdown: number
}

async function compareAll(order: Order, session: Session<AaResult>): Promise<AaResult> {
  const { options, contender, load, count, slowdown } = order
  const started_at = new Date()
  return inDatabase(options, session satisfies CompareContext, async (database_url) => {
    const described = await describe(options, session.command, started_at, database_url)
    const environment = {
      ...described,
      ...{ workload: options.workload.name, model: contender.entry.name, comparisons: count, slowdown },
    }
    const comparisons: Comparison[] = []
    const resultOf = (ended: string | null): AaResult => ({
      ...{ schema: 'vacancy-aa/1', ended, environment, comparisons },
    })
    await withBench({ options, database_url, signal: session.signal }, async (bench) => {
      const slowed = slowdown > 0 ? SLOWED_REPETITIONS : 0
      session.progress.expect(slowed + count * trialsOf(options) * 2)
      const pair = await pairOf(bench, order, session)
      for (let n = 1; n <= count; n++) {
        comparisons.push(await oneComparison(bench, pair, load, n, session))
        await session.measured(resultOf('not all is measured yet'))
      }
    })
    return resultOf(null)
  })
}

/** The same again, or so much slower as what one request costs now makes of the wanted slowdown. */
async function pairOf(
  bench: Bench,
  { contender: plain, load, slowdown, options }: Order,
  session: Session<AaResult>,
): Promise<[Contender, Contender]> {
  const entry = { ...plain.entry, name: `${plain.entry.name} again` }
  if (slowdown === 0) return [plain, { ...plain, entry }]
  // What makes the second slower stands before the first, too, and takes no time there: to be called costs as well.
  const contender = { ...plain, entry: { ...plain.entry, slowed_by_us: 0 } }
  const rates: number[] = []
  for (let round = 1; round <= SLOWED_REPETITIONS; round++) {
    session.progress.begin('what a request costs')
    const { repetition } = await trial(bench, { contender, load }, { round, order: round })
    session.progress.end()
    if (repetition.valid) rates.push(repetition.requests_per_second)
  }
  const rate = spread(rates).median
  if (rate === 0)
    throw new Error(`what a request of ${options.workload.name} costs is unknown: no window of it was valid`)
  // At rate r a request takes 1/r; at (1 - s) r it takes s / (1 - s) of that longer.
  const slowed_by_us = ((slowdown / (1 - slowdown)) * 1e6) / rate
  return [contender, { ...contender, entry: { ...entry, slowed_by_us } }]
}

async function oneComparison(
  bench: Bench,
  [first, second]: readonly [Contender, Contender],
  load: Load,
  n: number,
  { progress, signal }: Session<AaResult>,
): Promise<Comparison> {
  const { repetitions, seed } = bench.options
  const pairs: Pair[] = []
  const invalid_reasons: string[] = []
  for (let round = 1; round <= repetitions; round++) {
    // Which of the two is first changes by chance.
    const swapped = new Random(seed, n, round).chance(500)
    const measured = new Map<Contender, Awaited<ReturnType<typeof trial>>['repetition']>()
    for (const contender of swapped ? [second, first] : [first, second]) {
      signal.throwIfAborted()
      progress.begin(`comparison ${n}, ${round} of ${repetitions}: ${contender.entry.name}`)
      const cell: Cell = { contender, load }
      const { repetition } = await trial(bench, cell, { round: n * 1_000 + round, order: round })
      progress.end()
      measured.set(contender, repetition)
      invalid_reasons.push(...repetition.invalid_reasons)
    }
    const [base, value] = [measured.get(first), measured.get(second)]
    if (base?.valid && value?.valid) pairs.push([slicesOf(value), slicesOf(base)])
  }
  return { interval: pairedInterval(pairs) ?? null, invalid_reasons: [...new Set(invalid_reasons)] }
}

export interface AaFigures {
  comparisons: number
  /** Whose interval does not contain 1. */
  differences: number
  /** Whose interval contains the slowdown that was made. */
  containing: number
  /** Half of the intervals reach less far to either side. */
  smallest_effect: number
}

export function figuresOf({ comparisons, environment }: AaResult): AaFigures {
  const intervals = comparisons.flatMap(({ interval }) => interval ?? [])
  const truth = 1 - environment.slowdown
  const reach = intervals.map(({ low, high }) => Math.sqrt(high / low) - 1)
  return {
    comparisons: intervals.length,
    differences: intervals.filter(({ low, high }) => low > 1 || high < 1).length,
    containing: intervals.filter(({ low, high }) => low <= truth && high >= truth).length,
    smallest_effect: spread(reach).median,
  }
}

function sentences(result: AaResult): string[] {
  const { slowdown, repetitions } = result.environment
  const { comparisons, differences, containing, smallest_effect } = figuresOf(result)
  if (comparisons === 0) return ['No comparison is valid.']
  return slowdown === 0
    ? [
        `${differences} of ${comparisons} comparisons of a model with itself show a difference; at 95 % one of twenty may.`,
        `With ${repetitions} pairs of servers, half of the intervals reach ${percent(smallest_effect)} to either side or less: an effect of that size is found in half of such comparisons, one of ${percent(POWER * smallest_effect)} in four of five, and smaller ones seldom.`,
      ]
    : [
        `${differences} of ${comparisons} comparisons find the slowdown of ${percent(slowdown)}, and ${containing} intervals contain it.`,
      ]
}

const rowsOf = ({ comparisons }: AaResult) =>
  comparisons.map(({ interval, invalid_reasons }, i) => [
    String(i + 1),
    interval === null ? '–' : factor(interval.ratio),
    interval === null ? '–' : `${factor(interval.low)} – ${factor(interval.high)}`,
    interval === null
      ? 'too few valid pairs'
      : interval.low > 1 || interval.high < 1
        ? 'a difference'
        : 'none',
    invalid_reasons.length === 0 ? 'valid' : 'INVALID',
  ])
const HEAD = ['comparison', 'ratio', 'interval', 'difference', '']

function text(result: AaResult): string {
  const { environment, ended, comparisons } = result
  const reasons = [...new Set(comparisons.flatMap(({ invalid_reasons }) => invalid_reasons))]
  return [
    ...(ended === null ? [] : [`NOT ALL OF IT: ${ended}`, '']),
    `${environment.model} against itself on ${environment.workload}, ${environment.repetitions} pairs of fresh servers each`,
    `${environment.cores} x ${environment.cpu}, Bun ${environment.bun}, commit ${environment.commit}${environment.uncommitted ? ' with uncommitted changes' : ''}`,
    '',
    ...columns(HEAD, rowsOf(result)),
    '',
    ...sentences(result),
    ...(reasons.length === 0 ? [] : ['', 'INVALID because:', ...reasons.map((one) => `  ${one}`)]),
  ].join('\n')
}

function page(result: AaResult): string {
  const { environment } = result
  const head = HEAD.map((one) => `<th scope="col">${html(one)}</th>`).join('')
  const body = rowsOf(result)
    .map(
      ([n = '', ...cells]) =>
        `<tr><th scope="row">${n}</th>${cells.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`,
    )
    .join('\n')
  return document({
    title: environment.slowdown === 0 ? 'A model against itself' : 'A slowdown of known size',
    notices: result.ended === null ? [] : [`Not all of it was measured: ${result.ended}.`],
    lead: [
      `${environment.model} on ${environment.workload}, ${environment.repetitions} pairs of fresh servers in each comparison.`,
      ...sentences(result),
    ],
    anchors: [],
    body: `<section><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></section>\n${manifest(result)}`,
  })
}
