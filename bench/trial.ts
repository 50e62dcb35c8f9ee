/** One trial: a fresh server of a contender, golden answers first, then load, and what was seen meanwhile. */
import type { Pool } from 'pg'
import { type Golden, goldenText, UNIQUE } from './ask.ts'
import type { Cell, Contender } from './contender.ts'
import { checkGolden, checkRefusals } from './golden.ts'
import type { OpenLoopOrder } from './load/open-loop.ts'
import type { LoadReport } from './load/order.ts'
import { runGenerators, runLoad } from './load/run.ts'
import { evidenceOf } from './measure/evidence.ts'
import { watchOutside } from './measure/outside.ts'
import { otherCpus } from './measure/pinning.ts'
import type { Model } from './model.ts'
import { constantBody } from './models/constant.ts'
import { generatorFor, type RunOptions } from './options.ts'
import { type Ended, startServer, type TestedServer } from './processes.ts'
import { asRepetition, type Found, reasonsOf } from './repetition.ts'
import type { Evidence, Load, Repetition } from './result.ts'
import { mergedPercentiles } from './stats/latency.ts'
import { BENCH_TODAY } from './today.ts'
import { issueTokens, NO_TOKENS, type Tokens } from './tokens.ts'

/** Of the closed loop whose throughput is the peak that a rate may be a part of. */
export const PEAK_CONNECTIONS = 128
/** Seconds of it, where the warm-up is as long; and of an open loop before its window. */
export const PEAK_S = 2
export const SETTLE_S = 1

/** What all trials of a workload have in common. */
export interface Bench {
  options: RunOptions
  database_url: string
  asks: readonly string[]
  golden: Golden
  /** For looking at the database from outside the server under test. */
  observer: Pool
  /** Mean length of the golden answers. */
  body_bytes: number
  models: ReadonlyMap<string, Model>
  partner_url: string | undefined
  signal: AbortSignal
}

export interface Trial {
  repetition: Repetition
  runtime: string
  /** Undefined when there was no load. */
  histogram: string | undefined
}

/** `round` is the number of the repetition: its seed is the same for all contenders. */
export async function trial(
  bench: Bench,
  { contender, load }: Cell,
  { round, order }: { round: number; order: number },
): Promise<Trial> {
  const { options, signal } = bench
  const model = bench.models.get(contender.entry.file)
  const golden = expected(bench, model)
  // Where one model verifies tokens, every model is sent them: what differs is the verification alone.
  const tokens = [...bench.models.values()].some((one) => one.verifies_tokens)
    ? await issueTokens()
    : NO_TOKENS
  await options.workload.reset?.(bench.database_url)
  const server = await startServer(serverOrder(bench, contender, tokens), {
    runtime: contender.runtime,
    signal,
  })
  const seed = options.seed + round
  let found: Found
  let ended: Ended
  try {
    const fault =
      (await goldenFault(bench, server, golden, tokens)) ??
      (model?.verifies_tokens
        ? await checkRefusals(server.base_url, bench.asks[0] ?? '', tokens, signal)
        : undefined)
    found = fault === undefined ? await loaded(bench, server, { golden, tokens, load, seed }) : { fault }
  } finally {
    ended = await server.stop()
  }
  const written = await invariant(bench, golden, found)
  return {
    repetition: asRepetition(order, found, ended, reasonsOf(options.pool, load, found, ended, written)),
    runtime: server.runtime,
    histogram: 'report' in found ? found.report.latency_us : undefined,
  }
}

export function serverOrder(bench: Bench, { entry }: Contender, { jwks }: Pick<Tokens, 'jwks'>) {
  const { options, database_url, body_bytes, partner_url } = bench
  const { pool, workers } = options
  return {
    ...{ model_file: entry.file, database_url, pool, workers, body_bytes, jwks },
    core_source: { file: options.workload.core_file, today: BENCH_TODAY, partner_url },
    ...(entry.slowed_by_us === undefined ? {} : { slowed_by_us: entry.slowed_by_us }),
  }
}

/** What this model has to answer. */
export function expected({ golden, body_bytes }: Bench, model: Model | undefined): Golden {
  if (!model?.constant) return golden
  const body = Buffer.from(constantBody(body_bytes))
  return new Map([...golden.keys()].map((ask) => [ask, { status: 200, body }]))
}

/** Why there is no point in loading it. */
async function goldenFault(
  { signal }: Bench,
  { base_url }: TestedServer,
  golden: Golden,
  tokens: Tokens,
): Promise<string | undefined> {
  const wrong = await checkGolden(base_url, golden, tokens, signal)
  return wrong === undefined ? undefined : `golden answers: ${wrong}`
}

interface Loading {
  golden: Golden
  tokens: Tokens
  load: Load
  seed: number
}

async function loaded(bench: Bench, server: TestedServer, loading: Loading): Promise<Found> {
  try {
    return loading.load.kind === 'closed'
      ? await closedLoop(bench, server, loading, loading.load.connections)
      : await openLoop(bench, server, loading, loading.load)
  } catch (error) {
    bench.signal.throwIfAborted()
    return { fault: `the load could not be made: ${error instanceof Error ? error.message : String(error)}` }
  }
}

async function closedLoop(
  bench: Bench,
  server: TestedServer,
  { golden, tokens, seed }: Loading,
  connections: number,
): Promise<Found> {
  const { options, asks, signal } = bench
  const { duration, warmup, timeout } = options
  const watch = watched(bench, server)
  const report = await runLoad(
    {
      ...{ base_url: server.base_url, connections, duration, warmup, timeout, seed, asks },
      ...{ golden: goldenText(golden), authorizations: tokens.authorizations },
    },
    {
      ...{ signal, on: watch, generator: generatorFor(options) },
      cpus: options.cpus && otherCpus(options.cpus),
    },
  )
  const evidence = await watch.evidence({ ...report, late_us: report.late_us_p99 })
  return { kind: 'closed', report, evidence }
}

async function openLoop(
  bench: Bench,
  server: TestedServer,
  { golden, tokens, seed }: Loading,
  load: Extract<Load, { kind: 'open' }>,
): Promise<Found> {
  const { options, asks, signal } = bench
  const { duration, warmup, timeout, generators } = options
  const order: Omit<OpenLoopOrder, 'index' | 'of'> = {
    ...{ port: server.port, arrivals: load.arrivals, connections: load.connections, seed, asks, timeout },
    ...{ duration, warmup: SETTLE_S, deadline: timeout, golden: goldenText(golden) },
    authorizations: tokens.authorizations,
  }
  const cpus = options.cpus && otherCpus(options.cpus)
  const closed = await runGenerators(
    {
      ...order,
      connections: PEAK_CONNECTIONS,
      warmup: Math.max(SETTLE_S, warmup - PEAK_S),
      duration: PEAK_S,
    },
    { generators: 1, cpus, signal },
  )
  const peak = closed.came / closed.elapsed_s
  const rate = load.of_peak === null ? (load.rate ?? 0) : Math.max(1, Math.round(load.of_peak * peak))
  const watch = watched(bench, server)
  const report = await runGenerators({ ...order, rate }, { generators, cpus, signal, on: watch })
  const evidence = await watch.evidence({
    ...{ ...report, verified: report.came },
    late_us: mergedPercentiles([report.lag_us]).p99,
  })
  return {
    ...{ kind: 'open', evidence, rate, peak },
    report: { ...report, written: report.written + closed.written },
  }
}

/** Both who look at a window: the server itself, and we from outside. */
export function watched({ observer, options }: Pick<Bench, 'observer' | 'options'>, server: TestedServer) {
  const outside = watchOutside(server.pid, observer, options.duration)
  return {
    opened: () => {
      server.mark('open')
      outside.opened()
    },
    closed: () => {
      server.mark('close')
      outside.closed()
    },
    evidence: async (
      load: Pick<LoadReport, 'verified' | 'elapsed_s' | 'timeline' | 'cpu_share'> & { late_us: number },
    ): Promise<Evidence> => {
      const [seen, inside] = await Promise.all([outside.seen(), server.inside()])
      return evidenceOf({
        ...{ outside: seen, inside, stats: { most_in_progress: 0 }, timeline: load.timeline },
        ...{ verified: load.verified, elapsed_s: load.elapsed_s },
        ...{ generator_cpu_share: load.cpu_share, generator_late_us: load.late_us },
      })
    },
  }
}

async function invariant(bench: Bench, golden: Golden, found: Found): Promise<string | undefined> {
  return 'report' in found ? brokenAfter(bench, golden, found.report.written) : undefined
}

/** What is wrong in the database after everything that was answered. */
export async function brokenAfter(
  { options: { workload }, database_url }: Bench,
  golden: Golden,
  written: number,
): Promise<string | undefined> {
  // The golden answers were asked for, too, once each.
  const asked = [...golden.keys()].filter((ask) => ask.includes(UNIQUE)).length
  return workload.broken?.(database_url, written + asked)
}
