/** From repetitions to one result for each model: figures of the valid ones only, and valid itself only if all are. */
import type { ModelEntry } from './model.ts'
import type { ModelResult, Repetition } from './result.ts'
import { confidenceOf, type Interval, pairedInterval } from './stats/interval.ts'
import { mergedPercentiles } from './stats/latency.ts'
import { pairedRatio, spread } from './stats/spread.ts'

/** One fresh server of one model. */
export interface Trial {
  repetition: Repetition
  runtime: string
  /** Undefined when there was no load. */
  histogram: string | undefined
}

export function summarize(
  { workload, generator, connections }: Pick<ModelResult, 'workload' | 'generator' | 'connections'>,
  models: readonly ModelEntry[],
  trials: ReadonlyMap<ModelEntry, readonly Trial[]>,
): ModelResult[] {
  const [first] = models
  if (first === undefined) return []
  const of = (entry: ModelEntry) => trials.get(entry) ?? []
  const rates = (entry: ModelEntry) => of(entry).map(validRate)
  return models.map((entry) => {
    const all = of(entry)
    const valid = all.filter(({ repetition }) => repetition.valid)
    const histograms = valid.flatMap(({ histogram }) => (histogram === undefined ? [] : [histogram]))
    return {
      model: entry.name,
      workload,
      generator,
      connections,
      runtime: all[0]?.runtime ?? 'unknown',
      requests_per_second: spread(rates(entry).filter((rate) => rate !== undefined)),
      latency_us: mergedPercentiles(histograms),
      ratio: { ...pairedRatio(rates(entry), rates(first)), to: first.name },
      valid: all.length > 0 && valid.length === all.length,
      invalid_reasons: [...new Set(all.flatMap(({ repetition }) => repetition.invalid_reasons))],
      repetitions: all.map(({ repetition }) => repetition),
    }
  })
}

/** The place of an invalid repetition stays empty, so that the others keep their partners. */
const validRate = ({ repetition }: Trial): number | undefined =>
  repetition.valid ? repetition.requests_per_second : undefined

/**
 * How a model stands to the first of its workload, repetition by repetition: so sure that all models of the workload are
 * right together in 95 of 100 runs. Undefined for the first, and with fewer than two pairs.
 */
export function intervalOf(one: ModelResult, of_workload: readonly ModelResult[]): Interval | undefined {
  const [first] = of_workload
  if (first === undefined || one === first) return undefined
  const pairs = one.repetitions.flatMap((repetition, i): [number, number][] => {
    const partner = first.repetitions[i]
    return repetition.valid && partner?.valid
      ? [[repetition.requests_per_second, partner.requests_per_second]]
      : []
  })
  return pairedInterval(pairs, confidenceOf(of_workload.length - 1))
}
