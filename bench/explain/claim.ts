/** A classic claim about how servers wait, what follows from it in numbers, and what was measured. */
import type { ModelResult } from '../result.ts'

/** A number beside what it must be. */
export interface Finding {
  what: string
  /** As text, with its unit. */
  expected: string
  measured: string
  /** Whether the one bears out the other; null where there is only something to see. */
  holds: boolean | null
}

export interface Explained {
  id: string
  title: string
  /** The claim, and why it should be so. */
  says: string
  findings: Finding[]
  /** What follows from it. */
  so: string
  /** Why the figures do not count. */
  invalid_reasons: string[]
}

/** What claims are measured with. */
export interface Lab {
  /** `run` with these options, on the data of the laboratory. */
  run(...args: string[]): Promise<ModelResult[]>
  signal: AbortSignal
  database_url: string
  /** Processors of the generators; undefined: wherever there is room. */
  cpus: readonly number[] | undefined
  /** Seconds of each window. */
  duration: number
  warmup: number
  repetitions: number
  say(line: string): void
}

export interface Claim {
  id: string
  title: string
  explain(lab: Lab): Promise<Omit<Explained, 'id' | 'title'>>
}

export const invalidOf = (results: readonly ModelResult[]): string[] => [
  ...new Set(
    results.flatMap((one) =>
      one.invalid_reasons.map((reason) => `${one.model} on ${one.runtime}: ${reason}`),
    ),
  ),
]

/** The one of a model on a runtime, under so many clients where it matters. */
export function resultOf(
  results: readonly ModelResult[],
  model: string,
  { runtime = 'bun', connections }: { runtime?: string; connections?: number } = {},
): ModelResult {
  const found = results.find(
    (one) =>
      one.model === model &&
      one.runtime === runtime &&
      (connections === undefined || one.load.connections === connections),
  )
  if (found === undefined) throw new Error(`${model} on ${runtime} was not measured`)
  return found
}

export const rateOf = ({ requests_per_second }: ModelResult): number => requests_per_second.median
