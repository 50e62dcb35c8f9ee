/** One process saves what services spend on talking to each other. */
import { join } from 'node:path'
import { machineReasons } from '#bench/measure/guards'
import { below, processes, usedByAll, watchMachine } from '#bench/measure/processors'
import { digits, ms, percent, rate, interval as reach } from '#bench/report/numbers'
import { shuffled } from '#bench/shuffle'
import { pairedInterval } from '#bench/stats/interval'
import { newHistogram } from '#bench/stats/latency'
import { spread } from '#bench/stats/spread'
import { BENCH_TODAY } from '#bench/today'
import { root } from '#lib/child'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { type Shape, shapes, startStack } from '#lib/test/stack'
import { portOf } from '#lib/topology'
import type { Claim, Lab } from '../claim.ts'

const CLIENTS = 4

interface Measured {
  shape: Shape
  per_second: number
  p50_us: number
  p99_us: number
  /** Processor time of all services together for a page, without PostgreSQL and whoever asks. */
  services_us_each: number
  faults: string[]
}

export const monolith: Claim = {
  id: 'monolith',
  title: 'A monolith saves this much over services',
  explain: async (lab) => {
    const all: Measured[] = []
    for (let round = 1; round <= lab.repetitions; round++)
      for (const shape of shuffled(shapes, new Random(round, 0x3030))) {
        lab.signal.throwIfAborted()
        lab.say(`${round} of ${lab.repetitions}: a page of results, as ${shape}`)
        all.push(await measured(shape, lab))
      }
    const services = together(all.filter(({ shape }) => shape === 'microservices'))
    const one = together(all.filter(({ shape }) => shape === 'monolith'))
    const ratio = pairedInterval(
      all
        .filter(({ shape }) => shape === 'monolith')
        .flatMap((each, i) => {
          const other = all.filter(({ shape }) => shape === 'microservices')[i]
          return other === undefined ? [] : [[[each.services_us_each], [other.services_us_each]] as const]
        }),
    )
    const saved = 1 - one.services_us_each / services.services_us_each
    return {
      says: `A page of results of the web site: booking-ui asks search, which answers from memory. As services they talk HTTP and JSON over loopback; as a monolith the same calls stay in one process. ${CLIENTS} clients, one after another.`,
      findings: [
        ...[services, one].map((each) => ({
          what: each.shape,
          expected: each.shape === 'monolith' ? 'less of the processor for a page' : '–',
          measured: `${rate(each.per_second)} pages/s, p50 ${ms(each.p50_us)}, p99 ${ms(each.p99_us)}, ${ms(each.services_us_each)} of processor each`,
          holds: null,
        })),
        {
          what: 'saved',
          expected: 'something',
          measured: `${percent(Math.max(0, saved))} of the processor for a page${ratio === undefined ? '' : ` (of ${ratio.ratio.toFixed(2)}, ${reach(ratio)})`}; ${digits(Number((one.per_second / services.per_second).toPrecision(2)))} times the pages a second`,
          holds: saved > 0,
        },
      ],
      so: 'What is saved is what two HTTP calls and their JSON cost. What it buys, services that fail, scale and are changed one by one, is not in these figures. Services spread over processors by themselves; a monolith has one event loop.',
      invalid_reasons: [services, one].flatMap(({ shape, faults }) =>
        faults.map((fault) => `${shape}: ${fault}`),
      ),
    }
  },
}

/** The middle of the platforms. */
function together(all: readonly Measured[]): Measured {
  const [first] = all
  if (first === undefined) throw new Error('both shapes are measured')
  const middle = (of: (one: Measured) => number) => spread(all.map(of)).median
  return {
    shape: first.shape,
    per_second: middle((one) => one.per_second),
    p50_us: middle((one) => one.p50_us),
    p99_us: middle((one) => one.p99_us),
    services_us_each: middle((one) => one.services_us_each),
    faults: [...new Set(all.flatMap(({ faults }) => faults))],
  }
}

/** What is the same on every page of the same search: the visitor's own marks are not. */
const contentOf = (page: string): string => {
  const found = page.match(/\/hotels\/htl_\w+/g) ?? []
  return [...new Set(found)].join(' ')
}

async function measured(shape: Shape, lab: Lab): Promise<Measured> {
  const stack = await startStack({
    shape,
    data_dir: join(root, `.data/bench/explain-${shape}`),
    env: {
      VACANCY_PROFILE: 'demo',
      VACANCY_TODAY: BENCH_TODAY,
      VACANCY_LOG_LEVEL: 'warn',
      VACANCY_LOAD_SHEDDING: 'off',
      // Each page is made, not remembered; and nobody is refused.
      VACANCY_ANSWER_CACHE_MB: '0',
      VACANCY_RATE_LIMIT: '0',
    },
  })
  try {
    const site = `http://localhost:${portOf(stack.base_port, 'booking-ui')}`
    const stay = `check_in=${addDays(BENCH_TODAY, 14)}&check_out=${addDays(BENCH_TODAY, 17)}&adults=2`
    const url = `${site}/search?destination_id=geo_2988507&${stay}`
    const golden = contentOf(await (await fetch(url)).text())
    if (golden === '') throw new Error('no hotel was found')
    const load = async (seconds: number) => {
      const histogram = newHistogram()
      let wrong = 0
      const until_ms = performance.now() + 1_000 * seconds
      const one = async () => {
        while (performance.now() < until_ms) {
          lab.signal.throwIfAborted()
          const asked_ms = performance.now()
          const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
          const page = await response.text()
          histogram.recordValue(Math.round((performance.now() - asked_ms) * 1_000))
          if (response.status !== 200 || contentOf(page) !== golden) wrong++
        }
      }
      await Promise.all(Array.from({ length: CLIENTS }, one))
      return { histogram, wrong }
    }
    await load(Math.max(3, lab.warmup))
    const seconds = Math.max(3, lab.duration)
    const machine = watchMachine()
    const before_s = servicesUsed(stack.pid)
    const { histogram, wrong } = await load(seconds)
    const used_s = servicesUsed(stack.pid) - before_s
    const count = histogram.totalCount
    return {
      ...{ shape, per_second: (count - wrong) / seconds },
      faults: [...(wrong > 0 ? [`${wrong} pages were wrong`] : []), ...machineReasons(machine())],
      ...{ p50_us: histogram.getValueAtPercentile(50), p99_us: histogram.getValueAtPercentile(99) },
      services_us_each: (used_s * 1e6) / Math.max(1, count),
    }
  } finally {
    await stack.stop()
  }
}

/** All of the platform but its PostgreSQL. */
const servicesUsed = (pid: number): number =>
  usedByAll(below(pid, processes()).filter(({ name }) => name !== 'postgres'))
