/** A fresh, warm server of a contender, and open loops of any shape against it. */
import { type Golden, goldenText } from '../ask.ts'
import type { Contender } from '../contender.ts'
import { checkGolden } from '../golden.ts'
import type { OpenLoopReport } from '../load/ledger.ts'
import type { OpenLoopOrder } from '../load/open-loop.ts'
import type { OnWindow } from '../load/order.ts'
import { runGenerators } from '../load/run.ts'
import type { Arrivals } from '../load/schedule.ts'
import { otherCpus } from '../measure/pinning.ts'
import { type Ended, startServer, type TestedServer } from '../processes.ts'
import { NO_TOKENS } from '../tokens.ts'
import { type Bench, PEAK_CONNECTIONS, serverOrder } from '../trial.ts'

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

/** Before the window of an open loop. */
const SETTLE_S = 1
const PEAK_S = 2

/** `work` with the server; what it said of itself at its end is handed back, too. Rejects when it answers wrongly. */
export async function withWarm<T>(
  bench: Bench,
  contender: Contender,
  shape: Shape,
  work: (warm: Warm) => Promise<T>,
): Promise<{ value: T; ended: Ended }> {
  const { options, signal } = bench
  await options.workload.reset?.(bench.database_url)
  const server = await startServer(serverOrder(bench, contender, NO_TOKENS), {
    runtime: contender.runtime,
    signal,
  })
  let value: T
  let ended: Ended
  try {
    const wrong = await checkGolden(server.base_url, bench.golden, NO_TOKENS, signal)
    if (wrong !== undefined) throw new Error(`${contender.entry.name}: golden answers: ${wrong}`)
    const order = orderOf(bench, bench.golden, server, shape)
    const offer = (changes: Partial<OpenLoopOrder>, on?: OnWindow) =>
      runGenerators(
        { ...order, ...changes },
        {
          ...{ generators: changes.rate === undefined ? 1 : options.generators, signal },
          ...{ cpus: options.cpus && otherCpus(options.cpus), ...(on && { on }) },
        },
      )
    const closed = await offer({
      connections: PEAK_CONNECTIONS,
      warmup: Math.max(0, options.warmup - PEAK_S),
      duration: PEAK_S,
    })
    value = await work({
      server,
      peak: closed.verified / closed.elapsed_s,
      offer: ({ on, ...load }) => offer(load, on),
    })
  } finally {
    ended = await server.stop()
  }
  return { value, ended }
}

function orderOf(
  { options, asks }: Bench,
  golden: Golden,
  { port }: TestedServer,
  { arrivals, connections, seed }: Shape,
): Omit<OpenLoopOrder, 'index' | 'of'> {
  const { timeout, duration } = options
  return {
    ...{ port, arrivals, connections, seed, asks, timeout, duration },
    ...{ warmup: SETTLE_S, deadline: timeout, golden: goldenText(golden) },
  }
}
