/** What is computed on the event loop delays everyone; in a pool of threads it does not. */

import { goldenText } from '#bench/ask'
import type { OpenLoopReport } from '#bench/load/ledger'
import type { OpenLoopOrder } from '#bench/load/open-loop'
import { runGenerators } from '#bench/load/run'
import { machineReasons, rateFaults } from '#bench/measure/guards'
import { watchMachine } from '#bench/measure/processors'
import { startServer } from '#bench/processes'
import { ms } from '#bench/report/numbers'
import { shuffled } from '#bench/shuffle'
import { merged } from '#bench/stats/latency'
import { spread } from '#bench/stats/spread'
import { BENCH_TODAY } from '#bench/today'
import { receipt } from '#bench/workloads/receipt/workload'
import { time } from '#bench/workloads/time/workload'
import { Random } from '#lib/dataset/random'
import type { Claim, Lab } from '../claim.ts'

/** Receipts and questions for the time, a second. */
const RECEIPTS = 8
const TIMES = 200
const MODELS = ['event-loop', 'hybrid', 'thread-pool'] as const
const data = { seed: 1, profile: 'demo', today: BENCH_TODAY } as const

interface Beside {
  model: string
  /** Of questions for the time, microseconds. */
  mean_us: number
  p99_us: number
  /** Of a page, when nothing else is in the way: the middle. */
  page_us: number
  faults: string[]
}

export const computing: Claim = {
  id: 'computing',
  title: 'Computing on the event loop delays everyone',
  explain: async (lab) => {
    const all: Beside[] = []
    for (let round = 1; round <= lab.repetitions; round++)
      for (const model of shuffled(MODELS, new Random(round, 0xbe51de))) {
        lab.say(`${round} of ${lab.repetitions}: the time beside pages of PDF, ${model}`)
        all.push(await beside(lab, model))
      }
    const [loop, ...others] = MODELS.map((model) => together(all.filter((one) => one.model === model)))
    // Pollaczek and Khinchine: questions that cost nothing wait for pages of fixed length that come by chance.
    const page_s = (loop?.page_us ?? 0) / 1e6
    const busy = RECEIPTS * page_s
    const wait_us = busy < 1 ? (1e6 * RECEIPTS * page_s ** 2) / 2 / (1 - busy) : Number.POSITIVE_INFINITY
    return {
      says: `${RECEIPTS} pages of PDF a second, ${ms(loop?.page_us ?? 0)} each, keep a thread busy for ${Math.round(100 * busy)} % of the time. Whoever asks for the time of day meanwhile waits for the page that is being made and for those in front: on average λS²/2(1 − ρ) = ${ms(wait_us)} on an event loop, and nearly nothing where pages are made in other threads.`,
      findings: [
        {
          what: 'event-loop, the time on average',
          expected: ms(wait_us),
          measured: `${ms(loop?.mean_us ?? 0)}, one of a hundred over ${ms(loop?.p99_us ?? 0)}`,
          // The pages are not all of one length, and arrivals of some seconds are few.
          holds: (loop?.mean_us ?? 0) > 0.5 * wait_us && (loop?.mean_us ?? 0) < 2 * wait_us,
        },
        ...others.map((one) => ({
          what: `${one.model}, the time on average`,
          expected: 'far less',
          measured: `${ms(one.mean_us)}, one of a hundred over ${ms(one.p99_us)}`,
          holds: one.mean_us < 0.5 * (loop?.mean_us ?? 0),
        })),
      ],
      so: 'An event loop is for waiting. What keeps a processor busy for longer than others may wait belongs into a thread of its own.',
      invalid_reasons: [loop, ...others].flatMap((one) =>
        (one?.faults ?? []).map((fault) => `${one?.model}: ${fault}`),
      ),
    }
  },
}

/** The middle of the servers. */
function together(all: readonly Beside[]): Beside {
  const middle = (of: (one: Beside) => number) => spread(all.map(of)).median
  return {
    model: all[0]?.model ?? '',
    mean_us: middle((one) => one.mean_us),
    p99_us: middle((one) => one.p99_us),
    page_us: middle((one) => one.page_us),
    faults: [...new Set(all.flatMap(({ faults }) => faults))],
  }
}

async function beside(lab: Lab, model: string): Promise<Beside> {
  const { signal, database_url, cpus } = lab
  const machine = watchMachine()
  const pages = receipt.asks(data)
  const [of_pages, of_time] = await Promise.all([
    receipt.golden(database_url, pages, data),
    time.golden(database_url, time.asks(data), data),
  ])
  const server = await startServer(
    {
      ...{ model_file: `bench/models/${model}.ts`, database_url, pool: 8, workers: 8, body_bytes: 0 },
      jwks: { keys: [] },
      core_source: { file: 'bench/explain/beside.core.ts', today: BENCH_TODAY },
    },
    { signal },
  )
  try {
    const order: Omit<OpenLoopOrder, 'index' | 'of' | 'asks' | 'golden'> = {
      ...{ port: server.port, arrivals: 'poisson', connections: 200, timeout: 30, deadline: 30, seed: 1 },
      ...{ duration: Math.max(5, lab.duration), warmup: Math.max(2, lab.warmup / 2) },
    }
    const generators = { generators: 1, signal, cpus }
    const page_order = { asks: pages, golden: goldenText(of_pages) }
    // Alone and one at a time: what a page takes.
    const alone = await runGenerators({ ...order, ...page_order, connections: 1, duration: 3 }, generators)
    const [made, asked] = await Promise.all([
      runGenerators({ ...order, ...page_order, rate: RECEIPTS }, generators),
      runGenerators(
        { ...order, rate: TIMES, asks: time.asks(data), golden: goldenText(of_time), seed: 2 },
        generators,
      ),
    ])
    const latency = merged([asked.latency_us])
    return {
      model,
      mean_us: latency.mean,
      p99_us: latency.getValueAtPercentile(99),
      page_us: merged([alone.service_us]).getValueAtPercentile(50),
      faults: [
        ...[made, asked].flatMap((report: OpenLoopReport) => rateFaults(report, { held: true })),
        ...machineReasons(machine()),
      ],
    }
  } finally {
    await server.stop()
  }
}
