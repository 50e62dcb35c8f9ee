/** A fresh, warm server of a contender, open loops of any shape against it, and what makes that INVALID. */
import { goldenText, UNIQUE } from '../ask.ts'
import type { Contender } from '../contender.ts'
import { checkGolden } from '../golden.ts'
import type { OpenLoopReport } from '../load/ledger.ts'
import type { OpenLoopOrder } from '../load/open-loop.ts'
import type { OnWindow } from '../load/order.ts'
import { runGenerators } from '../load/run.ts'
import type { Arrivals } from '../load/schedule.ts'
import { machineReasons } from '../measure/guards.ts'
import { otherCpus } from '../measure/pinning.ts'
import { watchMachine } from '../measure/processors.ts'
import { type Ended, startServer, type TestedServer } from '../processes.ts'
import { issueTokens, NO_TOKENS, type Tokens } from '../tokens.ts'
import { type Bench, PEAK_CONNECTIONS, PEAK_S, SETTLE_S, serverOrder } from '../trial.ts'

export interface Warm {
  readonly server: TestedServer
  /** Right answers a second of a closed loop, at the end of the warm-up. */
  readonly peak: number
  /** An open loop at a rate, with stages if there are some. */
  offer(load: Offer): Promise<OpenLoopReport>
}

export interface Offer {
  rate: number
  duration: number
  stages?: OpenLoopOrder['stages']
  on?: OnWindow
}

export interface Shape {
  arrivals: Arrivals
  /** That requests find free or not. */
  connections: number
  /** Of the repetition. */
  seed: number
}

/** What `work` made of it, and why it does not count; without a value when there was no point in a load. */
export interface Outcome<T> {
  value: T | undefined
  invalid_reasons: string[]
}

export async function withWarm<T>(
  bench: Bench,
  contender: Contender,
  shape: Shape,
  work: (warm: Warm) => Promise<T>,
): Promise<Outcome<T>> {
  const { options, signal, models } = bench
  await options.workload.reset?.(bench.database_url)
  const verify = [...models.values()].some((one) => one.verifies_tokens)
  const tokens = verify ? await issueTokens() : NO_TOKENS
  const machine = watchMachine()
  const server = await startServer(serverOrder(bench, contender, tokens), {
    runtime: contender.runtime,
    signal,
  })
  const books = { written: 0 }
  let value: T | undefined
  let wrong: string | undefined
  let ended: Ended
  try {
    wrong = await checkGolden(server.base_url, bench.golden, tokens, signal)
    if (wrong === undefined) value = await work(await warmedUp(bench, server, { shape, tokens, books }))
  } finally {
    ended = await server.stop()
  }
  const { fault, most_in_progress, allowed_in_progress } = ended
  const asked = [...bench.golden.keys()].filter((ask) => ask.includes(UNIQUE)).length
  const broken =
    wrong === undefined
      ? await options.workload.broken?.(bench.database_url, books.written + asked)
      : undefined
  return {
    value,
    invalid_reasons: [
      ...(wrong === undefined ? [] : [`golden answers: ${wrong}`]),
      ...(fault === undefined ? [] : [fault]),
      ...(broken === undefined ? [] : [`afterwards: ${broken}`]),
      ...(allowed_in_progress !== undefined && most_in_progress > allowed_in_progress
        ? [`${most_in_progress} requests were in progress, where ${allowed_in_progress} may be`]
        : []),
      ...machineReasons(machine()),
    ],
  }
}

interface Warming {
  shape: Shape
  tokens: Tokens
  /** Rightly answered requests that write, of all loads. */
  books: { written: number }
}

async function warmedUp(
  bench: Bench,
  server: TestedServer,
  { shape, tokens, books }: Warming,
): Promise<Warm> {
  const { options, asks, golden, signal } = bench
  const { timeout, duration, warmup, cpus, generators } = options
  const order: Omit<OpenLoopOrder, 'index' | 'of'> = {
    ...{ port: server.port, ...shape, asks, timeout, duration, warmup: SETTLE_S, deadline: timeout },
    ...{ golden: goldenText(golden), authorizations: tokens.authorizations },
  }
  const offer = async (changes: Partial<OpenLoopOrder>, on?: OnWindow) => {
    const report = await runGenerators(
      { ...order, ...changes },
      {
        ...{ generators: changes.rate === undefined ? 1 : generators, signal },
        ...{ cpus: cpus && otherCpus(cpus), ...(on && { on }) },
      },
    )
    books.written += report.written
    return report
  }
  const closed = await offer({
    connections: PEAK_CONNECTIONS,
    warmup: Math.max(SETTLE_S, warmup - PEAK_S),
    duration: PEAK_S,
  })
  return { server, peak: closed.came / closed.elapsed_s, offer: ({ on, ...load }) => offer(load, on) }
}
