/** From trials to one result for each contender and load: figures of the valid ones only, valid itself only if all are. */
import type { Cell, Contender } from './contender.ts'
import { generatorFor, type RunOptions } from './options.ts'
import { groupOf, type Interval, type Load, labelOf, type ModelResult, type Repetition } from './result.ts'
import { confidenceOf, type Pair, pairedInterval, type Slices } from './stats/interval.ts'
import { curveOf, merged, percentilesOf } from './stats/latency.ts'
import { pairedRatio, spread } from './stats/spread.ts'
import type { Trial } from './trial.ts'

export function summarize(
  options: Pick<RunOptions, 'workload' | 'contenders' | 'generator'>,
  trials: ReadonlyMap<Cell, readonly Trial[]>,
): ModelResult[] {
  const loads = [...new Set([...trials.keys()].map(({ load }) => load))]
  return loads.flatMap((load) => {
    const of_load = options.contenders.map((contender) => ({
      contender,
      trials: [...trials].find(([cell]) => cell.contender === contender && cell.load === load)?.[1] ?? [],
    }))
    const [first] = of_load
    return first === undefined
      ? []
      : of_load.map((one) => summaryOf(options, load, one, first, of_load.length - 1))
  })
}

interface Measured {
  contender: Contender
  trials: readonly Trial[]
}

function summaryOf(
  options: Pick<RunOptions, 'workload' | 'generator'>,
  load: Load,
  { contender, trials }: Measured,
  first: Measured,
  statements: number,
): ModelResult {
  const valid = trials.filter(({ repetition }) => repetition.valid)
  const histogram = merged(valid.flatMap(({ histogram }) => (histogram === undefined ? [] : [histogram])))
  const rates = trials.map(validRate)
  const repetitions = trials.map(({ repetition }) => repetition)
  const to = labelOf({ model: first.contender.entry.name, runtime: first.contender.runtime })
  return {
    model: contender.entry.name,
    runtime: contender.runtime,
    runtime_version: trials[0]?.runtime ?? 'unknown',
    workload: options.workload.name,
    generator: load.kind === 'open' ? 'open-loop' : generatorFor(options),
    load,
    requests_per_second: spread(rates.filter((rate) => rate !== undefined)),
    latency_us: percentilesOf(histogram),
    curve: curveOf(histogram),
    ratio: { ...pairedRatio(rates, first.trials.map(validRate)), to },
    interval:
      contender === first.contender
        ? null
        : (intervalOf(
            repetitions,
            first.trials.map(({ repetition }) => repetition),
            statements,
          ) ?? null),
    valid: trials.length > 0 && valid.length === trials.length,
    invalid_reasons:
      trials.length === 0
        ? ['it was not measured']
        : [...new Set(repetitions.flatMap((one) => one.invalid_reasons))],
    repetitions,
  }
}

/** The place of an invalid repetition stays empty, so that the others keep their partners. */
const validRate = ({ repetition }: Trial): number | undefined =>
  repetition.valid ? repetition.requests_per_second : undefined

/** So sure that so many such statements are right together in 95 of 100 runs. */
function intervalOf(
  values: readonly Repetition[],
  base: readonly Repetition[],
  statements: number,
): Interval | undefined {
  const pairs = values.flatMap((one, i): Pair[] => {
    const other = base[i]
    return one.valid && other?.valid ? [[slicesOf(one), slicesOf(other)]] : []
  })
  return pairedInterval(pairs, confidenceOf(statements))
}

/** Answers a second in each slice of its window. */
export const slicesOf = ({ timeline, requests_per_second }: Repetition): Slices =>
  timeline === null ? [requests_per_second] : timeline.verified.map((count) => count / timeline.slice_s)

/** How far the widest interval reaches to either side, as a part of the ratio; infinite where one is missing. */
export function widest(results: readonly ModelResult[]): number {
  const firsts = new Map<string, ModelResult>()
  let most = 0
  for (const one of results) {
    const group = groupOf(one)
    if (!firsts.has(group)) {
      firsts.set(group, one)
      continue
    }
    const { interval } = one
    most = Math.max(
      most,
      interval === null ? Number.POSITIVE_INFINITY : Math.sqrt(interval.high / interval.low) - 1,
    )
  }
  return most
}
