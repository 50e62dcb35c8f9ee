/**
 * Bun only. `npm run bench -- calibrate`: what the generators report of servers whose latency is known on paper, and
 * whether a closed loop agrees with wrk.
 */
import type { Histogram } from 'hdr-histogram-js'
import { root, spawnChild } from '#lib/child'
import { goldenText, okText } from '../ask.ts'
import { flagReader } from '../flags.ts'
import { runGenerators, runLoad } from '../load/run.ts'
import { environment } from '../measure/environment.ts'
import { machineReasons } from '../measure/guards.ts'
import { watchMachine } from '../measure/processors.ts'
import { columns } from '../report/columns.ts'
import { merged, type Percentiles, percentilesOf } from '../stats/latency.ts'
import { type Behaviour, behaviours, bimodal, constant, none, stall } from './behaviour.ts'
import { BODY } from './server.ts'

/** Requests a second of the open loop: few enough that no answer waits for another. */
const RATE = 197
const CONNECTIONS = 128
const CLOSED_CONNECTIONS = 32
const TOLERANCE = 0.02
const WRK_TOLERANCE = 0.05
/** Seconds of each behaviour, at least: a 99th percentile of fewer requests is chance. */
const LEAST_S = 10
const SETTLE_S = 0.5
const GOLDEN = goldenText(new Map([['/', okText(BODY)]]))

export const CALIBRATE_HELP = `npm run bench -- calibrate [--periods N]

  percentiles that the open loop reports of servers whose latency is known (each after 20 ms; four of five after 5 ms and
  the fifth after 200 ms; a stall of 1 s in every 10 s), beside what they must be; and requests a second of the closed
  loops beside those of wrk, where that is installed (apt-get install wrk). N is how often each behaviour repeats itself
  within the window, at least ${LEAST_S} s (2).

Ends with exit code 0 when all are within ${TOLERANCE * 100} % (wrk: ${WRK_TOLERANCE * 100} %), 2 when one is not.`

export interface Reading {
  behaviour: string
  percentile: keyof Percentiles
  /** Milliseconds. */
  expected: number
  measured: number
}

/** Resolves with the exit code. */
export async function calibrate(args: readonly string[], command: string): Promise<number> {
  const periods = readPeriods(args)
  const signal = new AbortController().signal
  const machine = watchMachine()
  console.error('the way there and back')
  const way = await openLoop(none, LEAST_S, signal)
  const way_ms = (percentile: number) => way.getValueAtPercentile(percentile) / 1_000
  const readings: Reading[] = []
  for (const behaviour of [constant, bimodal, stall]) {
    console.error(behaviour.title)
    readings.push(...(await read(behaviour, Math.max(LEAST_S, periods * behaviour.period_s), way_ms, signal)))
  }
  const rates = await closedLoops(signal)
  const disturbed = machineReasons(machine())
  const { cpu, cores, bun, commit, uncommitted } = environment(command, '', new Date())
  const off = ({ expected, measured }: Pick<Reading, 'expected' | 'measured'>) => measured / expected - 1
  const wrk = rates.find(({ name }) => name === 'wrk')?.rate
  const good =
    readings.every((one) => Math.abs(off(one)) <= TOLERANCE) &&
    (wrk === undefined || rates.every(({ rate }) => Math.abs(rate / wrk - 1) <= WRK_TOLERANCE)) &&
    disturbed.length === 0
  const percent = (value: number) => `${value >= 0 ? '+' : '-'}${(100 * Math.abs(value)).toFixed(1)} %`
  console.log(
    [
      command,
      `${cores} x ${cpu}, Bun ${bun}, commit ${commit}${uncommitted ? ' with uncommitted changes' : ''}`,
      `open loop: ${RATE} requests a second, evenly; the way there and back takes ${way_ms(50).toFixed(2)} ms (p90 ${way_ms(90).toFixed(2)}, p99 ${way_ms(99).toFixed(2)}), which is added to what is expected`,
      '',
      ...columns(
        ['server', 'percentile', 'expected ms', 'measured ms', 'off'],
        readings.map((one) => [
          behaviours.find(({ name }) => name === one.behaviour)?.title ?? one.behaviour,
          one.percentile,
          ...[one.expected.toFixed(2), one.measured.toFixed(2), percent(off(one))],
        ]),
      ),
      '',
      `closed loop: ${CLOSED_CONNECTIONS} connections, each answer after 20 ms`,
      '',
      ...columns(
        ['generator', 'requests/s', 'off wrk'],
        rates.map(({ name, rate }) => [
          name,
          rate.toFixed(0),
          wrk === undefined ? '-' : percent(rate / wrk - 1),
        ]),
      ),
      ...(wrk === undefined ? ['', 'wrk is not installed: apt-get install wrk'] : []),
      '',
      ...disturbed.map((reason) => `INVALID: ${reason}`),
      good ? 'All within their bounds.' : 'NOT within their bounds.',
    ].join('\n'),
  )
  return good ? 0 : 2
}

/** What the open loop says of a server, and what is true of it. */
async function read(
  behaviour: Behaviour,
  duration: number,
  way_ms: (percentile: number) => number,
  signal: AbortSignal,
): Promise<Reading[]> {
  const found = percentilesOf(await openLoop(behaviour, duration, signal))
  const names = Object.keys(behaviour.percentiles) as (keyof Percentiles)[]
  return names.flatMap((percentile) => {
    const truth = behaviour.percentiles[percentile]
    if (truth === undefined) return []
    const expected = truth.delay_ms + way_ms(truth.way)
    return [{ behaviour: behaviour.name, percentile, expected, measured: found[percentile] / 1_000 }]
  })
}

export async function openLoop(
  behaviour: Behaviour,
  duration: number,
  signal: AbortSignal,
): Promise<Histogram> {
  return withServer(behaviour, async (port) => {
    const report = await runGenerators(
      {
        ...{ port, rate: RATE, arrivals: 'constant', connections: CONNECTIONS, duration, seed: 1 },
        ...{ warmup: SETTLE_S, deadline: 5, timeout: 5, asks: ['/'], golden: GOLDEN },
      },
      { generators: 1, cpus: undefined, signal },
    )
    if (report.verified !== report.offered)
      throw new Error(
        `${report.verified} of ${report.offered} requests were answered: ${report.first_wrong ?? ''}`,
      )
    return merged([report.latency_us])
  })
}

async function closedLoops(signal: AbortSignal): Promise<{ name: string; rate: number }[]> {
  const rates: { name: string; rate: number }[] = []
  for (const generator of ['autocannon', 'sockets'] as const) {
    console.error(`closed loop by ${generator}`)
    rates.push({
      name: generator,
      rate: await withServer(constant, async (port) => {
        const { verified, elapsed_s } = await runLoad(
          {
            ...{ base_url: `http://127.0.0.1:${port}`, connections: CLOSED_CONNECTIONS, seed: 1 },
            ...{ duration: 5, warmup: 1, timeout: 5, asks: ['/'], golden: GOLDEN, authorizations: [] },
          },
          { generator, signal },
        )
        return verified / elapsed_s
      }),
    })
  }
  if (Bun.which('wrk') !== null) {
    console.error('closed loop by wrk')
    rates.push({ name: 'wrk', rate: await withServer(constant, wrkRate) })
  }
  return rates
}

async function wrkRate(port: number): Promise<number> {
  const run = Bun.spawn(['wrk', '-t1', `-c${CLOSED_CONNECTIONS}`, '-d5s', `http://127.0.0.1:${port}/`], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const text = await new Response(run.stdout).text()
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1])
  if ((await run.exited) !== 0 || !(rate > 0)) throw new Error(`wrk said: ${text}`)
  return rate
}

async function withServer<T>({ name }: Behaviour, work: (port: number) => Promise<T>): Promise<T> {
  const started = Promise.withResolvers<number>()
  const said: string[] = []
  const child = spawnChild({
    args: [`${root}/bench/calibration/server.ts`, name],
    onLine: (line) => {
      said.push(line)
      if (/^\d+$/.test(line)) started.resolve(Number(line))
    },
  })
  void child.exited.then((code) => started.reject(new Error(`exit code ${code}: ${said.join(' ')}`)))
  try {
    return await work(await started.promise)
  } finally {
    await child.stop(2_000)
  }
}

function readPeriods(args: readonly string[]): number {
  const { number, finish } = flagReader(args, { texts: ['periods'] })
  return finish(number('periods', 2, 1, 99))
}
