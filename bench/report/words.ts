/** What the numbers of one workload say, in sentences that follow from them. */
import type { ModelResult, RunResult } from '../result.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const rate = (value: number) =>
  value < 20 ? new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value) : whole.format(value)
const times = (value: number) =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: value < 10 ? 2 : 3 }).format(value)
const ms = (us: number) =>
  us < 10_000
    ? `${new Intl.NumberFormat('en', { maximumSignificantDigits: 2 }).format(us / 1000)} ms`
    : `${whole.format(us / 1000)} ms`

/** Of the partner that the workload waits for. */
const PARTNER_MS = 100

export function inWords(results: readonly ModelResult[], environment: RunResult['environment']): string[] {
  const usable = results.filter(({ requests_per_second }) => requests_per_second.median > 0)
  const ordered = usable.toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)
  const [best] = ordered
  const worst = ordered.at(-1)
  if (best === undefined || worst === undefined) return ['No model has a valid result here.']
  const of = (name: string) => usable.find(({ model }) => model === name)
  const sentences: string[] = []
  if (best !== worst)
    sentences.push(
      `${best.model} answered most, ${rate(best.requests_per_second.median)} a second with a 99th percentile of ${ms(best.latency_us.p99)}; ${worst.model} least, ${rate(worst.requests_per_second.median)}, ${times(best.requests_per_second.median / worst.requests_per_second.median)} times fewer.`,
    )
  else sentences.push(`${best.model} answered ${rate(best.requests_per_second.median)} a second.`)

  const loop = of('event-loop')
  const alike = ['callbacks', 'coroutines', 'fibers'].flatMap((name) => of(name) ?? [])
  if (loop !== undefined && alike.length > 0) {
    const ratios = alike.map((one) => one.requests_per_second.median / loop.requests_per_second.median)
    sentences.push(
      `Of those that wait on one thread, ${alike.map(({ model }) => model).join(', ')} reached ${times(Math.min(...ratios))} to ${times(Math.max(...ratios))} of event-loop: how a program writes down that it waits matters ${Math.max(...ratios) / Math.min(...ratios) < 1.3 ? 'little' : 'here'}; event-loop stands behind a web framework, and the others do not.`,
    )
  }
  const pools = ['thread-pool', 'process-pool'].flatMap((name) => of(name) ?? [])
  const is_partner = results[0]?.workload === 'search-partners'
  for (const pool of pools) {
    const bound = environment.workers / (PARTNER_MS / 1000)
    if (is_partner)
      sentences.push(
        `${pool.model} with ${environment.workers} workers can do no more than ${whole.format(bound)} a second when each request waits ${PARTNER_MS} ms (N / W); it did ${rate(pool.requests_per_second.median)}, ${times((100 * pool.requests_per_second.median) / bound)} % of that.`,
      )
    else if (loop !== undefined)
      sentences.push(
        `${pool.model} reached ${times(pool.requests_per_second.median / loop.requests_per_second.median)} of event-loop with ${environment.workers} workers over as many database connections.`,
      )
  }
  const blocking = of('sync')
  if (blocking !== undefined && is_partner)
    sentences.push(
      `One thread that really waits can do ${whole.format(1000 / PARTNER_MS)} a second, and sync did ${rate(blocking.requests_per_second.median)}; whoever came last of ${blocking.connections} waited ${ms(blocking.latency_us.p99)}.`,
    )
  for (const name of ['thread-per-request', 'process-per-request']) {
    const one = of(name)
    const each = one?.repetitions.find(({ server_us_each }) => server_us_each !== null)?.server_us_each
    if (one !== undefined && each != null)
      sentences.push(
        `Starting anew for each request, ${name} used ${ms(each)} of processor time for an answer.`,
      )
  }
  return sentences
}
