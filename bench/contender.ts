/** Who is compared with whom: a model on a runtime. */
import type { ModelEntry } from './model.ts'
import type { Load } from './result.ts'
import type { RuntimeName } from './runtime.ts'

export interface Contender {
  readonly entry: ModelEntry
  readonly runtime: RuntimeName
}

/** Every model on each of the runtimes that it runs on; the order of the models first. */
export const contendersOf = (entries: readonly ModelEntry[], runtimes: readonly RuntimeName[]): Contender[] =>
  entries.flatMap((entry) =>
    runtimes.filter((name) => entry.runtimes.includes(name)).map((runtime) => ({ entry, runtime })),
  )

/** One contender under one load. */
export interface Cell {
  readonly contender: Contender
  readonly load: Load
}
