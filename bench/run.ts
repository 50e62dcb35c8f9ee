/** One comparison: fresh servers in turn, golden answers first, then load. Whatever breaks a rule is INVALID. */
import type { Pool } from 'pg'
import { databasePool } from '#lib/database'
import { Random } from '#lib/dataset/random'
import { MODEL_CONNECTIONS } from './connections.ts'
import { checkGolden, checkRefusals } from './golden.ts'
import { unlessAborted } from './interrupt.ts'
import type { LoadReport } from './load/order.ts'
import { invalidReasons } from './measure/guards.ts'
import { otherCpus } from './measure/pinning.ts'
import { watchOthers } from './measure/processors.ts'
import { loadModel, type Model, type ModelEntry } from './model.ts'
import { constantBody } from './models/constant.ts'
import { generatorFor, type RunOptions } from './options.ts'
import { type Ended, runLoad, startServer, type TestedServer } from './processes.ts'
import type { ModelResult, Repetition } from './result.ts'
import { openConnections } from './sql.ts'
import { mergedPercentiles } from './stats/latency.ts'
import { summarize, type Trial } from './summary.ts'
import { issueTokens, NO_TOKENS, type Tokens } from './tokens.ts'

/** The date that every run believes in: prices and occupancy depend on it. */
export const BENCH_TODAY = '2027-01-04'

/** Of a quick look. */
const QUICK_TARGETS = 100

export interface RunContext {
  options: RunOptions
  database_url: string
  /** One line for each step. */
  progress: (line: string) => void
  /** Ends what runs; then `run` rejects with its reason. */
  signal: AbortSignal
}

interface Step extends RunContext {
  targets: readonly string[]
  golden: ReadonlyMap<string, string>
  /** For looking at the database from outside the server under test. */
  observer: Pool
  /** Mean length of the golden answers. */
  body_bytes: number
  models: ReadonlyMap<ModelEntry, Model>
  partner_url: string | undefined
}

export async function run(context: RunContext): Promise<ModelResult[]> {
  const { workload, seed, profile } = context.options
  const partner = await workload.partner?.({ seed, profile, today: BENCH_TODAY })
  try {
    return await runWith(context, partner?.partner_url)
  } finally {
    await partner?.stop()
  }
}

async function runWith(context: RunContext, partner_url: string | undefined): Promise<ModelResult[]> {
  const { options, database_url, progress, signal } = context
  const { workload, seed, profile } = options
  const data = { seed, profile, today: BENCH_TODAY }
  const all_targets = workload.targets(data)
  // Some models take a tenth of a second for each.
  const targets = options.quick ? all_targets.slice(0, QUICK_TARGETS) : all_targets
  const golden = await unlessAborted(signal, workload.golden(database_url, targets, data, partner_url))
  const models = new Map<ModelEntry, Model>()
  for (const entry of options.models) models.set(entry, await loadModel(entry.file))
  const observer = databasePool({ url: database_url, size: 1, name: 'bench-observer' })
  const body_bytes = meanLength(golden)
  const step: Step = { ...context, targets, golden, observer, body_bytes, models, partner_url }

  const levels = new Map(
    options.connections.map((connections) => [
      connections,
      new Map<ModelEntry, Trial[]>(options.models.map((entry) => [entry, []])),
    ]),
  )
  const cells = options.connections.flatMap((connections) =>
    options.models.map((entry) => ({ connections, entry })),
  )
  const random = new Random(seed, 0x0bde)
  let order = 0
  try {
    for (let round = 1; round <= options.repetitions; round++) {
      // In a new order each time: what the machine does meanwhile must not fall on the same model.
      for (const cell of shuffled(cells, random)) {
        const { connections, entry } = cell
        signal.throwIfAborted()
        const clients = options.connections.length > 1 ? `, ${connections} connections` : ''
        progress(`repetition ${round} of ${options.repetitions}: ${entry.name}${clients}`)
        const one = await trial(step, cell, round, ++order)
        levels.get(connections)?.get(entry)?.push(one)
      }
    }
  } finally {
    await observer.end()
  }
  const generator = generatorFor(options)
  return [...levels].flatMap(([connections, trials]) =>
    summarize({ workload: workload.name, generator, connections }, options.models, trials),
  )
}

/** Bytes, on average over the different answers. */
function meanLength(golden: ReadonlyMap<string, string>): number {
  const lengths = [...golden.values()].map((body) => Buffer.byteLength(body))
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length))
}

/** What this model has to answer. */
function expected({ golden, body_bytes }: Step, model: Model | undefined): ReadonlyMap<string, string> {
  if (!model?.constant) return golden
  const body = constantBody(body_bytes)
  return new Map([...golden.keys()].map((target) => [target, body]))
}

/** A model under so many connections. */
interface Cell {
  connections: number
  entry: ModelEntry
}

async function trial(context: Step, cell: Cell, round: number, order: number): Promise<Trial> {
  const { entry, connections } = cell
  const model = context.models.get(entry)
  const step = { ...context, golden: expected(context, model) }
  const { options, database_url, signal } = step
  // Where one model verifies tokens, every model is sent them: what differs is the verification alone.
  const verify = [...step.models.values()].some((model) => model.verifies_tokens)
  const tokens = verify ? await issueTokens() : NO_TOKENS
  const { pool, workers } = options
  const resources = { database_url, pool, workers, body_bytes: step.body_bytes, jwks: tokens.jwks }
  const { partner_url } = step
  const core_source = { file: options.workload.core_file, today: BENCH_TODAY, partner_url }
  const server = await startServer({ model_file: entry.file, core_source, ...resources }, signal)
  let found: Found
  let ended: Ended
  try {
    const fault = await checked(step, server, tokens, model?.verifies_tokens ?? false)
    found =
      fault === undefined
        ? await loaded(step, server, tokens, { connections, round })
        : { load: undefined, fault }
  } finally {
    ended = await server.stop()
  }
  const invalid_reasons =
    found.load === undefined
      ? [found.fault, ...(ended.fault === undefined ? [] : [ended.fault])]
      : invalidReasons({
          ...found,
          ...ended,
          connections,
          pool: options.pool,
        })
  return {
    repetition: asRepetition(order, found, ended, invalid_reasons),
    runtime: server.runtime,
    histogram: found.load?.latency_us,
  }
}

type Found =
  | { load: LoadReport; database_connections: number; others_cpu_share: number | undefined }
  | { load: undefined; fault: string }

/** Why there is no point in loading it. */
async function checked(
  { targets, golden, signal }: Step,
  { base_url }: TestedServer,
  tokens: Tokens,
  verifies: boolean,
): Promise<string | undefined> {
  const wrong = await checkGolden(base_url, golden, tokens, signal)
  if (wrong !== undefined) return `golden answers: ${wrong}`
  return verifies ? checkRefusals(base_url + (targets[0] ?? ''), tokens, signal) : undefined
}

interface Load {
  connections: number
  round: number
}

async function loaded(step: Step, server: TestedServer, tokens: Tokens, load_of: Load): Promise<Found> {
  try {
    const othersShare = watchOthers()
    const load = await loadOnce(step, server, tokens, load_of)
    const others_cpu_share = othersShare()
    const database_connections = await openConnections(step.observer, MODEL_CONNECTIONS)
    return { load, database_connections, others_cpu_share }
  } catch (error) {
    step.signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    return { load: undefined, fault: `the load could not be made: ${why}` }
  }
}

function loadOnce(
  { options, signal, targets, ...step }: Step,
  server: TestedServer,
  { authorizations }: Tokens,
  { connections, round }: Load,
): Promise<LoadReport> {
  const { base_url, pid: server_pid } = server
  const { duration, warmup, timeout } = options
  const golden = Object.fromEntries(step.golden)
  // The same for every model of a repetition.
  const seed = options.seed + round
  return runLoad(
    {
      ...{ base_url, server_pid, connections, duration, warmup, timeout, seed },
      ...{ targets, golden, authorizations },
    },
    signal,
    { cpus: options.cpus && otherCpus(options.cpus), generator: generatorFor(options) },
  )
}

function asRepetition(order: number, found: Found, ended: Ended, invalid_reasons: string[]): Repetition {
  const { load } = found
  return {
    order,
    requests_per_second: load === undefined ? 0 : load.verified / load.elapsed_s,
    latency_us: mergedPercentiles(load === undefined ? [] : [load.latency_us]),
    verified: load?.verified ?? 0,
    wrong: load?.wrong ?? 0,
    unanswered: load?.unanswered ?? 0,
    errors: load?.errors ?? 0,
    timeouts: load?.timeouts ?? 0,
    most_in_progress: ended.most_in_progress,
    database_connections: found.load === undefined ? 0 : found.database_connections,
    generator_cpu_share: load?.cpu_share ?? 0,
    others_cpu_share: found.load === undefined ? null : (found.others_cpu_share ?? null),
    server_trend: load?.server_trend ?? null,
    server_us_each: load?.server_us_each ?? null,
    server_cpu_us: ended.cpu_us,
    server_rss_bytes: ended.rss_bytes,
    valid: invalid_reasons.length === 0,
    invalid_reasons,
  }
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
