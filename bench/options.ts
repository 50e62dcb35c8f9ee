/** The options of `run`, parsed once; every bad one is reported, by name. */
import { parseArgs } from 'node:util'
import { type ProfileName, profile_names } from '#lib/dataset/profiles'
import { type ModelEntry, models } from './model.ts'
import { type Workload, workloadOf, workloads } from './workload.ts'

export interface RunOptions {
  workload: Workload
  models: readonly ModelEntry[]
  workers: number
  pool: number
  connections: number
  /** Seconds. */
  duration: number
  warmup: number
  repetitions: number
  seed: number
  profile: ProfileName
  /** File for the JSON; undefined prints the table alone. */
  out: string | undefined
}

export class OptionError extends Error {
  override readonly name = 'OptionError'
}

export const HELP = `npm run bench -- run --workload NAME --models NAME,NAME [options]

  --workload NAME      ${workloads.map(({ name, title }) => `${name}: ${title}`).join('; ')}
  --models LIST        ${models.map(({ name }) => name).join(', ')}: the first is what the others are compared with
  --workers N          threads of a pooled model (8)
  --pool N             database connections in total, the same for every model (8)
  --connections N      clients that wait for an answer before they ask again (32)
  --duration S         measured seconds of each repetition (5)
  --warmup S           seconds before them that do not count (2)
  --repetitions N      fresh servers of each model, at least 3 (3)
  --seed N             of the requests, their order and the order of the models (1)
  --profile NAME       size of the dataset: tiny, demo, bench (demo)
  --out FILE           write the result as JSON

Ends with exit code 0 when every result is valid, 2 when one is not, 1 when it could not run.`

/** Throws an {@link OptionError} with every fault, one on each line. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const string = { type: 'string' } as const
  const { values } = parse(args, {
    workload: string,
    models: string,
    workers: string,
    pool: string,
    connections: string,
    duration: string,
    warmup: string,
    repetitions: string,
    seed: string,
    profile: string,
    out: string,
  })
  const faults: string[] = []
  const number = (name: keyof typeof values, fallback: number, least: number, most: number, whole = true) => {
    const text = values[name] ?? String(fallback)
    const value = /^\d{1,10}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
    faults.push(`--${name} must be ${whole ? 'an integer' : 'a number'} from ${least} to ${most}`)
    return fallback
  }
  const workload = workloadOf(values.workload ?? '')
  if (workload === undefined)
    faults.push(`--workload must be one of ${workloads.map(({ name }) => name).join(', ')}`)
  const names = (values.models ?? '').split(',').filter((name) => name !== '')
  const chosen = models.filter(({ name }) => names.includes(name))
  if (names.length === 0 || new Set(names).size !== chosen.length || chosen.length !== names.length)
    faults.push(`--models must be a list of ${models.map(({ name }) => name).join(', ')}, each at most once`)
  const profile = profile_names.find((name) => name !== 'scale' && name === (values.profile ?? 'demo'))
  if (profile === undefined) faults.push('--profile must be one of tiny, demo, bench')

  const options = {
    models: names.flatMap((name) => chosen.filter((entry) => entry.name === name)),
    workers: number('workers', 8, 1, 64),
    pool: number('pool', 8, 1, 64),
    connections: number('connections', 32, 1, 1_000),
    duration: number('duration', 5, 0.5, 600, false),
    warmup: number('warmup', 2, 0, 60, false),
    repetitions: number('repetitions', 3, 3, 100),
    seed: number('seed', 1, 0, 2 ** 32 - 1),
    out: values.out,
  }
  if (faults.length > 0 || workload === undefined || profile === undefined)
    throw new OptionError(faults.join('\n'))
  return { ...options, workload, profile }
}

function parse<const T extends Record<string, { type: 'string' }>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false })
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
}
