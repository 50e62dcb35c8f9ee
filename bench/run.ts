/** One comparison: fresh servers in turn, golden answers first, then load. Whatever breaks a rule is INVALID. */
import { Random } from '#lib/dataset/random'
import { checkGolden } from './golden.ts'
import type { LoadReport } from './load/closed-loop.ts'
import { invalidReasons } from './measure/guards.ts'
import { loadModel, type ModelEntry } from './model.ts'
import type { RunOptions } from './options.ts'
import { type Ended, runLoad, startServer } from './processes.ts'
import type { ModelResult, Repetition } from './result.ts'
import { mergedPercentiles } from './stats/latency.ts'
import { pairedRatio, spread } from './stats/spread.ts'

/** The date that every run believes in: prices and occupancy depend on it. */
export const BENCH_TODAY = '2027-01-04'

export interface RunContext {
  options: RunOptions
  database_url: string
  /** One line for each step. */
  progress: (line: string) => void
  signal: AbortSignal
}

interface Trial {
  repetition: Repetition
  runtime: string
  histogram: string | undefined
}

export async function run(context: RunContext): Promise<ModelResult[]> {
  const { options, database_url, progress } = context
  const { workload, seed, profile } = options
  const data = { seed, profile, today: BENCH_TODAY }
  const targets = workload.targets(data)
  for (const { file } of options.models) (await loadModel(file)).check(options)
  const golden = await workload.golden(database_url, targets, data)

  const trials = new Map<ModelEntry, Trial[]>(options.models.map((entry) => [entry, []]))
  const random = new Random(seed, 0x0bde)
  let order = 0
  for (let round = 1; round <= options.repetitions; round++) {
    // In a new order each time: what the machine does meanwhile must not fall on the same model.
    for (const entry of shuffled(options.models, random)) {
      context.signal.throwIfAborted()
      progress(`repetition ${round} of ${options.repetitions}: ${entry.name}`)
      trials.get(entry)?.push(await trial(context, entry, { targets, golden, round, order: ++order }))
    }
  }
  return summarize(options, trials)
}

interface Work {
  targets: readonly string[]
  golden: ReadonlyMap<string, string>
  round: number
  /** Its place among all of the run. */
  order: number
}

async function trial(context: RunContext, entry: ModelEntry, work: Work): Promise<Trial> {
  const { options, database_url } = context
  const server = await startServer({
    model_file: entry.file,
    core_source: { file: options.workload.core_file, today: BENCH_TODAY },
    database_url,
    pool: options.pool,
    workers: options.workers,
  })
  let load: LoadReport | undefined
  let wrong: string | undefined
  try {
    wrong = await checkGolden(server.base_url, work.golden)
    if (wrong === undefined) load = await loadOnce(context, server.base_url, work)
  } catch (error) {
    await server.stop().catch(() => undefined)
    throw error
  }
  const ended = await server.stop()
  const reasons =
    load === undefined
      ? [`golden answers: ${wrong}`]
      : invalidReasons({ load, connections: options.connections, ...ended })
  return {
    repetition: asRepetition(work, load, ended, reasons),
    runtime: server.runtime,
    histogram: load?.latency_us,
  }
}

function loadOnce({ options, signal }: RunContext, base_url: string, work: Work): Promise<LoadReport> {
  const order = {
    base_url,
    connections: options.connections,
    duration: options.duration,
    warmup: options.warmup,
    // The same for every model of a repetition.
    seed: options.seed + work.round,
    targets: work.targets,
    golden: Object.fromEntries(work.golden),
  }
  return runLoad(order, signal)
}

const nothing: LoadReport = {
  verified: 0,
  wrong: 0,
  first_wrong: undefined,
  errors: 0,
  timeouts: 0,
  elapsed_s: 1,
  latency_us: '',
  mean_latency_us: 0,
  cpu_share: 0,
}

function asRepetition(
  { order }: Work,
  load: LoadReport = nothing,
  ended: Ended,
  invalid_reasons: string[],
): Repetition {
  return {
    order,
    requests_per_second: load.verified / load.elapsed_s,
    latency_us: mergedPercentiles(load.latency_us === '' ? [] : [load.latency_us]),
    verified: load.verified,
    wrong: load.wrong,
    errors: load.errors,
    timeouts: load.timeouts,
    most_in_progress: ended.most_in_progress,
    generator_cpu_share: load.cpu_share,
    server_cpu_us: ended.cpu_us,
    server_rss_bytes: ended.rss_bytes,
    invalid_reasons,
  }
}

function summarize(
  { workload, models }: RunOptions,
  trials: ReadonlyMap<ModelEntry, Trial[]>,
): ModelResult[] {
  const rates = (entry: ModelEntry) =>
    (trials.get(entry) ?? []).map(({ repetition }) => repetition.requests_per_second)
  const [first] = models
  if (first === undefined) return []
  return models.map((entry) => {
    const all = trials.get(entry) ?? []
    const invalid_reasons = [...new Set(all.flatMap(({ repetition }) => repetition.invalid_reasons))]
    return {
      model: entry.name,
      workload: workload.name,
      runtime: all[0]?.runtime ?? 'unknown',
      requests_per_second: spread(rates(entry)),
      latency_us: mergedPercentiles(
        all.flatMap(({ histogram }) => (histogram === undefined ? [] : [histogram])),
      ),
      ratio: { ...pairedRatio(rates(entry), rates(first)), to: first.name },
      valid: invalid_reasons.length === 0,
      invalid_reasons,
      repetitions: all.map(({ repetition }) => repetition),
    }
  })
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const result = [...values]
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const [a, b] = [result[i], result[j]]
    if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a]
  }
  return result
}
