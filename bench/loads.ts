/** The loads of a run: so many clients of a closed loop, or so many requests a second of an open one. */
import { type Arrivals, arrival_names } from './load/schedule.ts'
import type { Load } from './result.ts'

const MOST_CONNECTIONS = 1_000
/** What `sweep` stands for. */
export const SWEEP = [1, 2, 4, 8, 16, 32, 64, 128, 256]
const MOST_OPEN_CONNECTIONS = 20_000
export const OPEN_CONNECTIONS = 1_000

/** As they were typed. */
type Values = Readonly<Partial<Record<'connections' | 'rate' | 'arrivals', string | undefined>>>

/** Faults are added to those that there are. */
export function readLoads(values: Values, faults: string[]): Load[] {
  return values.rate === undefined
    ? closedLoads(values.connections ?? '32', faults)
    : openLoads(values.rate, values, faults)
}

function closedLoads(list: string, faults: string[]): Load[] {
  const levels =
    list === 'sweep' ? SWEEP : list.split(',').map((text) => (/^\d{1,4}$/.test(text) ? Number(text) : 0))
  if (levels.some((level) => level < 1 || level > MOST_CONNECTIONS) || new Set(levels).size !== levels.length)
    faults.push(
      `--connections must be a list of integers from 1 to ${MOST_CONNECTIONS}, each at most once, or sweep`,
    )
  return levels.toSorted((a, b) => a - b).map((connections) => ({ kind: 'closed', connections }))
}

/** `200,400` or `50%,110%`. */
function openLoads(list: string, values: Values, faults: string[]): Load[] {
  const arrivals = arrival_names.find((name) => name === (values.arrivals ?? 'poisson'))
  if (arrivals === undefined) faults.push(`--arrivals must be one of ${arrival_names.join(', ')}`)
  const text = values.connections ?? String(OPEN_CONNECTIONS)
  const connections = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (connections < 1 || connections > MOST_OPEN_CONNECTIONS)
    faults.push(`--connections must be an integer from 1 to ${MOST_OPEN_CONNECTIONS} with --rate`)
  const asked = list.split(',')
  const rates = asked.flatMap((one) => {
    const [, value = '', percent] = /^(\d{1,7}(?:\.\d{1,3})?)(%?)$/.exec(one) ?? []
    return Number(value) > 0 ? [{ value: Number(value), is_part: percent === '%' }] : []
  })
  if (rates.length !== asked.length || new Set(asked).size !== asked.length)
    faults.push(
      '--rate must be a list of requests a second, or of parts of the peak as 80%, each at most once',
    )
  return rates
    .toSorted((a, b) => Number(a.is_part) - Number(b.is_part) || a.value - b.value)
    .map(({ value, is_part }) => ({
      ...{ kind: 'open', connections, arrivals: arrivals ?? ('poisson' satisfies Arrivals) },
      ...(is_part ? { rate: null, of_peak: value / 100 } : { rate: value, of_peak: null }),
    }))
}
