/** The comparison of one workload: fresh servers in turn, in random order. Whatever breaks a rule is INVALID. */
import { databasePool } from '#lib/database'
import { Random } from '#lib/dataset/random'
import type { Golden } from './ask.ts'
import type { Cell } from './contender.ts'
import { unlessAborted } from './interrupt.ts'
import { loadModel, type Model } from './model.ts'
import type { RunOptions } from './options.ts'
import { labelOf, loadName, type ModelResult } from './result.ts'
import { shuffled } from './shuffle.ts'
import { enableStatements } from './sql.ts'
import { summarize, widest } from './summary.ts'
import { BENCH_TODAY } from './today.ts'
import { type Bench, type Trial, trial } from './trial.ts'

/** Of a quick look. */
const QUICK_ASKS = 100
/** Intervals of fewer repetitions are not looked at to see whether there are enough. */
const LEAST_FOR_PRECISION = 5

export interface RunContext {
  options: RunOptions
  database_url: string
  /** One line for each step. */
  progress: Progress
  /** Ends what runs; then `run` rejects with its reason. */
  signal: AbortSignal
  /** After each trial: what there is so far. */
  measured?: (results: ModelResult[]) => Promise<void> | undefined
}

export interface Progress {
  say(line: string): void
  /** Trials to come in all, where that is known now. */
  expect(count: number): void
  /** A trial begins. */
  begin(what: string): void
  /** It is over. */
  end(): void
}

export const silent_progress: Progress = {
  say: () => undefined,
  expect: () => undefined,
  begin: () => undefined,
  end: () => undefined,
}

/** All contenders under all loads. */
export const cellsOf = ({ loads, contenders }: RunOptions): Cell[] =>
  loads.flatMap((load) => contenders.map((contender) => ({ contender, load })))

export const trialsOf = (options: RunOptions): number => options.repetitions * cellsOf(options).length

export async function run(context: RunContext): Promise<ModelResult[]> {
  return withBench(context, async (bench) => {
    const { options, progress, signal } = context
    const cells = cellsOf(options)
    const trials = new Map<Cell, Trial[]>(cells.map((cell) => [cell, []]))
    const random = new Random(options.seed, 0x0bde)
    const summary = () => summarize(options, trials)
    let order = 0
    for (let round = 1; round <= options.repetitions; round++) {
      for (const cell of orderOf(cells, random)) {
        signal.throwIfAborted()
        progress.begin(`${round} of ${options.repetitions}: ${nameOf(cell)} on ${options.workload.name}`)
        trials.get(cell)?.push(await trial(bench, cell, { round, order: ++order }))
        progress.end()
        await context.measured?.(summary())
      }
      if (isPrecise(options, round, summary())) break
    }
    return summary()
  })
}

/**
 * In a new order each time: what the machine does meanwhile must not fall on the same model. All of one load together:
 * who is compared is measured within minutes.
 */
function orderOf(cells: readonly Cell[], random: Random): Cell[] {
  const loads = shuffled([...new Set(cells.map(({ load }) => load))], random)
  return loads.flatMap((load) =>
    shuffled(
      cells.filter((cell) => cell.load === load),
      random,
    ),
  )
}

function isPrecise({ precision }: RunOptions, round: number, results: readonly ModelResult[]): boolean {
  // By how wide they are and never by what they say: whoever stops where a difference shows finds one in the end. Even so
  // narrow ones are narrow by chance, too: `stats/interval.test.ts` says how often they then miss.
  return precision !== undefined && round >= LEAST_FOR_PRECISION && widest(results) <= precision
}

const nameOf = ({ contender, load }: Cell) =>
  `${labelOf({ model: contender.entry.name, runtime: contender.runtime })}, ${loadName(load)}`

/** `work` with what all trials of a workload have in common. */
export async function withBench<T>(
  { options, database_url, signal }: Pick<RunContext, 'options' | 'database_url' | 'signal'>,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { workload, seed, profile } = options
  const data = { seed, profile, today: BENCH_TODAY }
  const partner = await workload.partner?.(data)
  const observer = databasePool({ url: database_url, size: 2, name: 'bench-observer' })
  try {
    const partner_url = partner?.partner_url
    const all = workload.asks(data)
    // Some models take a tenth of a second for each.
    const asks = options.quick && !workload.whole ? all.slice(0, QUICK_ASKS) : all
    const golden = await unlessAborted(signal, workload.golden(database_url, asks, data, partner_url))
    const models = new Map<string, Model>()
    for (const { entry } of options.contenders) models.set(entry.file, await loadModel(entry.file))
    await enableStatements(observer)
    const body_bytes = meanLength(golden)
    return await work({
      options,
      database_url,
      asks,
      golden,
      observer,
      body_bytes,
      models,
      partner_url,
      signal,
    })
  } finally {
    await observer.end()
    await partner?.stop()
  }
}

/** Bytes, on average over the different answers. */
function meanLength(golden: Golden): number {
  const lengths = [...golden.values()].map(({ body }) => body.length)
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length))
}
