/** What the numbers of one workload say, in paragraphs that follow from them. */

import { labelOf, loadName, type ModelResult, type RunResult } from '../result.ts'
import { LATENCY_MS as PARTNER_MS } from '../workloads/search-partners/latency.ts'
import { digits, ms, percent, rate } from './numbers.ts'
import { processorEach } from './table.ts'

const times = (value: number) => `${digits(Number(value.toPrecision(value < 10 ? 2 : 3)))} times`

/** Of one load: the loads of a workload are told apart by its plots. */
export function inWords(results: readonly ModelResult[], environment: RunResult['environment']): string[] {
  const usable = results.filter(({ valid, requests_per_second }) => valid && requests_per_second.median > 0)
  const ordered = usable.toSorted((a, b) => b.requests_per_second.median - a.requests_per_second.median)
  const [best] = ordered
  if (best === undefined) return ['No model has a valid result here.']
  if (best.load.kind === 'open') return [openLoop(usable)]
  return [
    [...ranking(ordered), ...oneThread(usable)],
    [...pools(usable, environment), ...blocking(usable), ...perRequest(usable)],
    [...runtimes(usable), ...uncertain(usable)],
  ].flatMap((sentences) => (sentences.length === 0 ? [] : [sentences.join(' ')]))
}

/** In an open loop all do what was offered: what differs is how long it took. */
function openLoop(usable: readonly ModelResult[]): string {
  const [first] = usable
  const by_p99 = usable.toSorted((a, b) => a.latency_us.p99 - b.latency_us.p99)
  const [best, worst] = [by_p99[0], by_p99.at(-1)]
  if (first === undefined || best === undefined || worst === undefined) return ''
  const at = `At ${loadName(first.load)}`
  if (best === worst)
    return `${at} half of the answers of ${labelOf(best)} came within ${ms(best.latency_us.p50)} of when they were meant to be asked for, and 99 of 100 within ${ms(best.latency_us.p99)}.`
  return `${at} 99 of 100 answers of ${labelOf(best)} came within ${ms(best.latency_us.p99)} of when they were meant to be asked for; ${labelOf(worst)} took ${ms(worst.latency_us.p99)}.`
}

const of = (results: readonly ModelResult[], name: string) =>
  results.find(({ model, runtime }) => model === name && runtime === 'bun')
const rateOf = ({ requests_per_second: { median } }: ModelResult) => median

function ranking(ordered: readonly ModelResult[]): string[] {
  const [best] = ordered
  const worst = ordered.at(-1)
  if (best === undefined || worst === undefined) return []
  if (best === worst) return [`${labelOf(best)} answered ${rate(rateOf(best))} a second.`]
  return [
    `${labelOf(best)} answered most, ${rate(rateOf(best))} a second with a 99th percentile of ${ms(best.latency_us.p99)}; ${labelOf(worst)} least, ${rate(rateOf(worst))}, ${times(rateOf(best) / rateOf(worst))} fewer.`,
  ]
}

function runtimes(usable: readonly ModelResult[]): string[] {
  const models = [...new Set(usable.map(({ model }) => model))]
  return models.flatMap((model) => {
    const own = of(usable, model)
    const others = usable.filter((one) => one.model === model && one.runtime !== 'bun')
    if (own === undefined || others.length === 0) return []
    const parts = others.map(
      (one) => `${one.runtime_version} ${digits(Number((rateOf(one) / rateOf(own)).toPrecision(2)))}`,
    )
    return [
      `${model} on ${own.runtime_version} is 1; on ${parts.join(' and on ')} of it. The runtimes bring HTTP servers of their own, so the whole stack is compared and not the engine alone.`,
    ]
  })
}

function oneThread(usable: readonly ModelResult[]): string[] {
  const loop = of(usable, 'event-loop')
  const alike = ['callbacks', 'coroutines', 'fibers'].flatMap((name) => of(usable, name) ?? [])
  if (loop === undefined || alike.length === 0) return []
  const ratios = alike.map((one) => rateOf(one) / rateOf(loop))
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
  const matters = most / least < 1.3 ? 'matters little' : 'matters here'
  return [
    `Of those that wait on one thread, ${alike.map(({ model }) => model).join(', ')} reached ${fromTo(least, most)} of event-loop: how a program writes down that it waits ${matters}; event-loop stands behind a web framework, and the others do not.`,
  ]
}

function pools(usable: readonly ModelResult[], { workers }: RunResult['environment']): string[] {
  const loop = of(usable, 'event-loop')
  return ['thread-pool', 'process-pool'].flatMap((name) => {
    const pool = of(usable, name)
    if (pool === undefined) return []
    if (pool.workload === 'search-partners') {
      const bound = workers / (PARTNER_MS / 1000)
      return [
        `${name} with ${workers} workers can do no more than ${rate(bound)} a second when each request waits ${PARTNER_MS} ms (N / W); it did ${rate(rateOf(pool))}, ${percent(rateOf(pool) / bound)} of that.`,
      ]
    }
    return loop === undefined
      ? []
      : [
          `${name} reached ${digits(Number((rateOf(pool) / rateOf(loop)).toPrecision(2)))} of event-loop with ${workers} workers over as many database connections.`,
        ]
  })
}

function blocking(usable: readonly ModelResult[]): string[] {
  const one = of(usable, 'sync')
  if (one === undefined || one.workload !== 'search-partners' || one.load.kind === 'open') return []
  return [
    `One thread that really waits can do ${rate(1000 / PARTNER_MS)} a second, and sync did ${rate(rateOf(one))}; whoever came last of ${one.load.connections} waited ${ms(one.latency_us.p99)}.`,
  ]
}

function perRequest(usable: readonly ModelResult[]): string[] {
  const used = ['thread-per-request', 'process-per-request'].flatMap((name) => {
    const one = of(usable, name)
    const each = one === undefined ? undefined : processorEach(one)
    return each === undefined ? [] : [`${name} used ${ms(each)}`]
  })
  if (used.length === 0) return []
  return [`Starting anew for each request, ${used.join(' and ')} of processor time for an answer.`]
}

function fromTo(least: number, most: number): string {
  const [from, to] = [least, most].map((part) => digits(Number(part.toPrecision(2))))
  return from === to ? `${from}` : `${from} to ${to}`
}

/** What the intervals do not allow to say. */
function uncertain(usable: readonly ModelResult[]): string[] {
  const first = usable[0]
  const unsure = usable.filter(({ interval }) => interval !== null && interval.low <= 1 && interval.high >= 1)
  if (first === undefined || unsure.length === 0) return []
  const names = unsure.map(labelOf)
  const whom =
    names.length === 1
      ? names[0]
      : unsure.length === usable.length - 1
        ? 'any of the others'
        : `each of ${names.join(', ')}`
  return [
    `Between ${first.ratio.to} and ${whom} no difference can be told with so many repetitions: the interval of the ratio contains 1.`,
  ]
}
