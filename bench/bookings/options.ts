/** Options of commands that do something a number of times. */
import { parseArgs } from 'node:util'
import { OptionError } from '../options.ts'

export interface Counts {
  count: number
  repetitions: number
  connections: number
  data_dir?: string
}

const MOST = { count: 100_000, repetitions: 100, connections: 1_000 } as const

export function readCounts(args: readonly string[], defaults: Omit<Counts, 'data_dir'>): Counts {
  const string = { type: 'string' } as const
  const read = () =>
    parseArgs({
      args: [...args],
      options: { count: string, repetitions: string, connections: string, 'data-dir': string },
    }).values
  let values: ReturnType<typeof read>
  try {
    values = read()
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
  const faults: string[] = []
  const number = (name: keyof typeof MOST) => {
    const text = values[name] ?? String(defaults[name])
    const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
    if (value >= 1 && value <= MOST[name]) return value
    faults.push(`--${name} must be an integer from 1 to ${MOST[name]}`)
    return 1
  }
  const counts = {
    count: number('count'),
    repetitions: number('repetitions'),
    connections: number('connections'),
  }
  if (faults.length > 0) throw new OptionError(faults.join('\n'))
  return { ...counts, ...(values['data-dir'] === undefined ? {} : { data_dir: values['data-dir'] }) }
}
