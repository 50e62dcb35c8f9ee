/**
 * What a service is worth when it is asked too much: `overload`, and one given rate: `rate`. The real service, fresh,
 * in a process of its own; every answer is compared with the golden bytes.
 */

import { databasePool } from '#lib/database'
import { Random } from '#lib/dataset/random'
import { type Golden, goldenText } from '../ask.ts'
import { type CompareContext, inDatabase } from '../compare.ts'
import { unlessAborted } from '../interrupt.ts'
import type { OpenLoopReport } from '../load/ledger.ts'
import type { OpenLoopOrder } from '../load/open-loop.ts'
import { runGenerators } from '../load/run.ts'
import { type Environment, environment } from '../measure/environment.ts'
import { rateFaults } from '../measure/guards.ts'
import { otherCpus } from '../measure/pinning.ts'
import { usedBy, watchOthers } from '../measure/processors.ts'
import { serverVersion } from '../sql.ts'
import { BENCH_TODAY } from '../today.ts'
import { searchIndexUniform } from '../workloads/search-index-uniform/workload.ts'
import type { LoadOptions, RateOptions } from './options.ts'
import { type RunningService, startService } from './service.ts'

/** Closed loops, of which the best is the peak. */
const PEAK_CONNECTIONS = [32, 128]
/** Of that peak. */
export const FACTORS = [1.1, 1.5, 2] as const
/** Before the window of an open loop: queues have their length, and the service has noticed. */
const SETTLE_S = 1
const WARMUP_CONNECTIONS = 32

/** One load on one server. */
export interface Measured {
  shedding: boolean
  repetition: number
  /** The best closed loop, or so many times its goodput; null where the rate was given. */
  factor: number | 'peak' | null
  rate: number
  /** Goodput of the closed loop just before it, on the same server; null where there was none. */
  peak: number | null
  /** Verified answers within the deadline, per second. */
  goodput: number
  report: OpenLoopReport
  /** Of one processor, by the service's process. */
  server_cpu_share: number | null
  others_cpu_share: number | null
  invalid_reasons: string[]
}

export interface OverloadResult {
  schema: 'vacancy-overload/2'
  /** Why it ended before everything was measured; null when all of it was. */
  ended: string | null
  environment: Environment & Omit<LoadOptions, 'cpus' | 'data_dir' | 'out'> & { cpus: number[] | null }
  results: Measured[]
}

export interface OverloadContext extends CompareContext {
  /** With what there is by then. */
  measured?: (result: OverloadResult) => Promise<void>
}

interface Context extends CompareContext {
  options: LoadOptions
  database_url: string
  golden: Golden
}

export function overload(options: LoadOptions, context: OverloadContext): Promise<OverloadResult> {
  return withSearches(options, context, async (one, keep) => {
    const results: Measured[] = []
    const random = new Random(options.seed, 0x04e7)
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      // In a new order each time: what the machine does meanwhile must not fall on the same kind.
      const kinds = random.chance(500) ? [true, false] : [false, true]
      for (const shedding of kinds) {
        results.push(...(await overloaded(one, shedding, repetition)))
        await keep(results)
      }
    }
    return results
  })
}

export function rate(options: RateOptions, context: OverloadContext): Promise<OverloadResult> {
  return withSearches(options, context, (one) =>
    withService(one, options.shedding, async (service) => {
      const kind = { shedding: options.shedding, repetition: 1 }
      return [await measure(one, service, { ...kind, factor: null, rate: options.rate, peak: null })]
    }),
  )
}

function overloaded(context: Context, shedding: boolean, repetition: number): Promise<Measured[]> {
  return withService(context, shedding, async (service) => {
    const kind = { shedding, repetition }
    const results: Measured[] = []
    for (const factor of FACTORS) {
      // Anew each time: what others do on the machine changes within seconds, and with it what the most is.
      const best = await peakOf(context, service, kind)
      const rate = Math.round(factor * best.goodput)
      results.push(best, await measure(context, service, { ...kind, factor, rate, peak: best.goodput }))
    }
    return results
  })
}

async function peakOf(
  context: Context,
  service: RunningService,
  kind: Pick<Measured, 'shedding' | 'repetition'>,
): Promise<Measured> {
  let best: Measured | undefined
  for (const connections of PEAK_CONNECTIONS) {
    const closed = { ...kind, factor: 'peak' as const, rate: 0, peak: null }
    const one = await measure(context, service, closed, connections)
    if (best === undefined || one.goodput > best.goodput) best = one
  }
  if (best === undefined) throw new Error('no closed loop')
  return { ...best, rate: best.goodput }
}

async function withService<T>(
  context: Context,
  shedding: boolean,
  work: (service: RunningService) => Promise<T>,
): Promise<T> {
  const { options, database_url, signal, progress } = context
  const service = await startService(options, database_url, shedding, signal)
  try {
    progress.say(`a fresh server, load shedding ${shedding ? 'on' : 'off'}`)
    if (options.warmup > 0)
      await generate(context, service, {
        duration: options.warmup,
        warmup: 0,
        connections: WARMUP_CONNECTIONS,
      })
    return await work(service)
  } finally {
    await service.stop()
  }
}

type Kind = Pick<Measured, 'shedding' | 'repetition' | 'factor' | 'rate' | 'peak'>

/** With a number of connections it is a closed loop, otherwise an open one at the rate. */
async function measure(
  context: Context,
  service: RunningService,
  kind: Kind,
  closed?: number,
): Promise<Measured> {
  const { progress } = context
  const name = closed === undefined ? `${kind.rate} requests/s` : `closed loop, ${closed} connections`
  const others = watchOthers()
  const before_s = usedBy(service.pid)
  const began_ms = performance.now()
  const report = await generate(context, service, {
    warmup: SETTLE_S,
    ...(closed === undefined ? { rate: kind.rate } : { connections: closed }),
  })
  const after_s = usedBy(service.pid)
  const goodput = report.in_time / report.elapsed_s
  progress.say(
    `  ${name}: goodput ${Math.round(goodput)}/s, refused ${Math.round(report.refused / report.elapsed_s)}/s`,
  )
  return {
    ...kind,
    goodput,
    report,
    server_cpu_share:
      before_s === undefined || after_s === undefined
        ? null
        : (after_s - before_s) / ((performance.now() - began_ms) / 1000),
    others_cpu_share: others() ?? null,
    invalid_reasons: rateFaults(report, {
      // Without shedding, more than it can do is not held by any number of connections.
      held: kind.shedding || closed !== undefined || kind.factor === null,
    }),
  }
}

function generate(
  { options, golden, signal }: Context,
  { port }: RunningService,
  changes: Partial<OpenLoopOrder>,
): Promise<OpenLoopReport> {
  const { arrivals, connections, duration, deadline, timeout, seed, cpus } = options
  const closed = changes.rate === undefined
  return runGenerators(
    {
      ...{ port, arrivals, connections, duration, warmup: 0, deadline, timeout, seed },
      ...{ asks: [...golden.keys()], golden: goldenText(golden) },
      ...changes,
    },
    // A closed loop of eight connections needs one generator only.
    { generators: closed ? 1 : options.generators, cpus: cpus && otherCpus(cpus), signal },
  )
}

/** `work` with the data, and with every search and its true answer. */
function withSearches(
  options: LoadOptions,
  context: OverloadContext,
  work: (context: Context, keep: (results: Measured[]) => Promise<void>) => Promise<Measured[]>,
): Promise<OverloadResult> {
  const { seed, profile, engine } = options
  const started_at = new Date()
  return inDatabase({ ...options, workload: searchIndexUniform }, context, async (database_url) => {
    const described = await describe(options, context.command, started_at, database_url)
    const data = { seed, profile, today: BENCH_TODAY }
    const answers = searchIndexUniform.golden(database_url, searchIndexUniform.asks(data), data)
    const golden = new Map(
      [...(await unlessAborted(context.signal, answers))].map(([ask, expected]) => [
        engine === 'sql' ? `${ask}&engine=sql` : ask,
        expected,
      ]),
    )
    const resultOf = (results: Measured[], ended: string | null): OverloadResult => ({
      ...{ schema: 'vacancy-overload/2', ended, environment: described, results },
    })
    const results = await work({ ...context, options, database_url, golden }, async (some) =>
      context.measured?.(resultOf(some, 'not all is measured yet')),
    )
    return resultOf(results, null)
  })
}

async function describe(options: LoadOptions, command: string, started_at: Date, url: string) {
  const pool = databasePool({ url, size: 1, name: 'bench-observer' })
  const { cpus, data_dir: _data_dir, out: _out, ...rest } = options
  try {
    return {
      ...environment(command, await serverVersion(pool), started_at),
      ...rest,
      cpus: cpus ? [...cpus] : null,
    }
  } finally {
    await pool.end()
  }
}
