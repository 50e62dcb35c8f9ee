/** Options of commands that do something a number of times. */
import { flagReader } from '../flags.ts'

export interface Counts {
  count: number
  repetitions: number
  connections: number
  data_dir?: string
}

export function readCounts(args: readonly string[], defaults: Omit<Counts, 'data_dir'>): Counts {
  const { number, text, finish } = flagReader(args, {
    texts: ['count', 'repetitions', 'connections', 'data-dir'],
  })
  const data_dir = text('data-dir')
  return finish({
    count: number('count', defaults.count, 1, 100_000),
    repetitions: number('repetitions', defaults.repetitions, 1, 100),
    connections: number('connections', defaults.connections, 1, 1_000),
    ...(data_dir === undefined ? {} : { data_dir }),
  })
}
