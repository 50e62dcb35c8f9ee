/** The options of `run`, parsed once; every bad one is reported, by name. */
import { parseArgs } from 'node:util'
import { distance } from 'fastest-levenshtein'
import { type ProfileName, profile_names } from '#lib/dataset/profiles'
import { otherCpus, readCpus } from './measure/pinning.ts'
import { loadModel, type ModelEntry, models, variants } from './model.ts'
import { engines, type GeneratorName } from './processes.ts'
import { type Workload, workloadOf, workloads } from './workload.ts'

/** What is compared with what. */
export interface Comparison {
  workload: Workload
  /** The first is what the others are compared with. */
  models: readonly ModelEntry[]
}

export interface RunOptions extends Comparison {
  workers: number
  pool: number
  /** Each a load of its own, with fresh servers: more than one make a curve. */
  connections: readonly number[]
  /** Seconds. */
  duration: number
  warmup: number
  timeout: number
  repetitions: number
  quick: boolean
  seed: number
  profile: ProfileName
  /** Processors of the servers and of their PostgreSQL; the generator gets the others. Undefined: wherever there is room. */
  cpus: readonly number[] | undefined
  /** What asks. Undefined: raw sockets where the server answers from memory, faster than autocannon can ask; else autocannon. */
  generator: GeneratorName | undefined
  /** Where the laboratory's PostgreSQL keeps its files; undefined is `.data/bench/<profile>` of the checkout. */
  data_dir: string | undefined
  /** File for the JSON; undefined prints the table alone. */
  out: string | undefined
  /** File for the HTML. */
  report: string | undefined
}
/** A run of several: `workload` and `models` are those of the first. */
export interface AllOptions extends RunOptions {
  comparisons: readonly Comparison[]
}

export const generatorFor = ({
  generator,
  workload,
}: Pick<RunOptions, 'generator' | 'workload'>): GeneratorName =>
  generator ?? (workload.in_memory && workload.partner === undefined ? 'sockets' : 'autocannon')

export class OptionError extends Error {
  override readonly name = 'OptionError'
}

const bench_profiles = profile_names.filter((name) => name !== 'scale')
const generators = Object.keys(engines) as GeneratorName[]
const LEAST_REPETITIONS = 3
const MOST_CONNECTIONS = 1_000
const choices: readonly ModelEntry[] = [...models, ...variants]
const QUICK_WORKLOADS = ['search-sql', 'search-index', 'search-partners']

const inLines = (names: readonly string[], each = 6) =>
  Array.from(
    { length: Math.ceil(names.length / each) },
    (_, i) => `                         ${names.slice(i * each, (i + 1) * each).join(', ')}`,
  ).join(',\n')

export const HELP = `npm run bench -- run --workload LIST [--models LIST] [options]

  --workload LIST      with --quick ${QUICK_WORKLOADS.join(',')} where not said otherwise:
${workloads.map(({ name, title }) => `                         ${name}: ${title}`).join('\n')}
  --models LIST        the first is what the others are compared with (all that apply to the workload):
${inLines(choices.map(({ name }) => name))}
  --workers N          threads of a pooled model (as --pool)
  --pool N             database connections in total, the same for every model (as --workers, or 8)
  --connections LIST   clients that wait for an answer before they ask again; several make a curve, as 1,4,16,64,256 (32)
  --duration S         measured seconds of each repetition (5)
  --warmup S           seconds before them that do not count (15)
  --timeout S          an answer that takes longer makes a result INVALID (10)
  --repetitions N      fresh servers of each model, at least ${LEAST_REPETITIONS} (${LEAST_REPETITIONS})
  --quick              a look, not a measurement: one repetition of 1 s after 0.5 s, where not said otherwise
  --seed N             of the dataset, the requests, their order and the order of the models (1)
  --profile NAME       size of the dataset: ${bench_profiles.join(', ')} (demo)
  --cpus LIST          processors of the servers and of their PostgreSQL, as 0 or 0-3; the generator gets the others
  --generator NAME     ${generators.join(' or ')}: what asks; sockets is cheaper, for servers that answer in microseconds (sockets for workloads from memory, else autocannon)
  --data-dir DIR       files of the laboratory's PostgreSQL, kept for the next run (.data/bench/<profile>)
  --out FILE           write the result as JSON
  --report FILE        write it as a page of HTML that needs nothing else

For example:
  npm run bench -- run --quick --report report.html
  npm run bench -- run --workload search-partners --models event-loop,thread-pool,sync --connections 1,4,16,64

Ends with exit code 0 when every result is valid, 2 when one is not, 1 when it could not run, 130 when interrupted.`

const string = { type: 'string' } as const
const flags = {
  workload: string,
  models: string,
  workers: string,
  pool: string,
  connections: string,
  duration: string,
  warmup: string,
  timeout: string,
  repetitions: string,
  quick: { type: 'boolean' },
  seed: string,
  profile: string,
  cpus: string,
  generator: string,
  'data-dir': string,
  out: string,
  report: string,
} as const

/** Throws an {@link OptionError} with every fault, one on each line. */
export function readRunOptions(args: readonly string[]): AllOptions {
  const values = parse(args)
  const faults: string[] = []
  type Numeric = Exclude<keyof typeof flags, 'quick'>
  const number = (name: Numeric, fallback: number, least: number, most: number, whole = true) => {
    const text = values[name] ?? String(fallback)
    const value = /^\d{1,10}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
    faults.push(`--${name} must be ${whole ? 'an integer' : 'a number'} from ${least} to ${most}`)
    return fallback
  }
  const quick = values.quick ?? false
  const asked = values.workload?.split(',') ?? (quick ? QUICK_WORKLOADS : [''])
  const chosen_workloads = asked.flatMap((name) => workloadOf(name) ?? [])
  if (chosen_workloads.length !== asked.length || new Set(asked).size !== asked.length)
    faults.push(
      `--workload must be a list of ${workloads.map(({ name }) => name).join(', ')}, each at most once${meant(asked, workloads)}`,
    )
  const names = values.models === undefined || values.models === 'all' ? undefined : values.models.split(',')
  const chosen = names?.flatMap((name) => choices.filter((entry) => entry.name === name))
  if (names !== undefined && (chosen?.length !== names.length || new Set(names).size !== names.length))
    faults.push(
      `--models must be a list of ${choices.map(({ name }) => name).join(', ')}, each at most once${meant(names, choices)}`,
    )
  const comparisons = chosen_workloads.map((workload) => ({
    workload,
    models: chosen ?? models.filter(({ per_request }) => !(per_request && workload.in_memory)),
  }))
  const profile = bench_profiles.find((name) => name === (values.profile ?? 'demo'))
  if (profile === undefined) faults.push(`--profile must be one of ${bench_profiles.join(', ')}`)
  for (const name of ['out', 'report', 'data-dir'] as const)
    if (values[name] === '') faults.push(`--${name} is empty`)

  const cpus = values.cpus === undefined ? undefined : readCpus(values.cpus)
  if (values.cpus !== undefined && (cpus === undefined || otherCpus(cpus).length === 0))
    faults.push('--cpus must be a list of processors that this machine has, and leave one to the generator')

  const generator = generators.find((name) => name === values.generator)
  if (values.generator !== undefined && generator === undefined)
    faults.push(`--generator must be one of ${generators.join(', ')}`)

  const levels = () => {
    const asked = (values.connections ?? '32').split(',')
    const levels = asked.map((text) => (/^\d{1,4}$/.test(text) ? Number(text) : 0))
    if (
      levels.some((level) => level < 1 || level > MOST_CONNECTIONS) ||
      new Set(levels).size !== levels.length
    )
      faults.push(`--connections must be a list of integers from 1 to ${MOST_CONNECTIONS}, each at most once`)
    return levels.toSorted((a, b) => a - b)
  }

  // Either of the two says both: one connection for each worker.
  const workers = number('workers', Number(values.pool ?? 8), 1, 64)
  const options = {
    workers,
    pool: number('pool', workers, 1, 64),
    connections: levels(),
    duration: number('duration', quick ? 1 : 5, 0.5, 600, false),
    warmup: number('warmup', quick ? 0.5 : 15, 0, 60, false),
    timeout: number('timeout', 10, 1, 60),
    repetitions: number('repetitions', quick ? 1 : LEAST_REPETITIONS, quick ? 1 : LEAST_REPETITIONS, 100),
    quick,
    seed: number('seed', 1, 0, 2 ** 32 - 1),
    cpus,
    generator,
    data_dir: values['data-dir'],
    out: values.out,
    report: values.report,
  }
  const [first] = comparisons
  if (faults.length > 0 || first === undefined || profile === undefined)
    throw new OptionError([...new Set(faults)].join('\n'))
  return { ...options, ...first, comparisons, profile }
}

/** What somebody who mistyped a name may have wanted. */
function meant(names: readonly string[], known: readonly { name: string }[]): string {
  const near = names.flatMap((name) => {
    if (name === '' || known.some((one) => one.name === name)) return []
    const [best] = known
      .map((one) => ({ name: one.name, off: distance(name, one.name) }))
      .sort((a, b) => a.off - b.off)
    return best !== undefined && best.off <= Math.max(2, name.length / 2) ? [best.name] : []
  })
  return near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`
}

/** What only the models know: whether they can divide these workers and connections. Throws an {@link OptionError}. */
export async function checkModels(
  options: Pick<RunOptions, 'pool' | 'workers'>,
  comparisons: readonly Comparison[],
): Promise<void> {
  for (const { workload, models } of comparisons)
    for (const { file } of models) {
      const model = await loadModel(file)
      try {
        model.check(options, workload)
      } catch (error) {
        throw new OptionError(error instanceof Error ? error.message : String(error))
      }
    }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: false }).values
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
}
