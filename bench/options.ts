/** The options of `run`, parsed once; every bad one is reported, by name. */
import { availableParallelism } from 'node:os'
import { type ProfileName, profile_names } from '#lib/dataset/profiles'
import { type Contender, contendersOf } from './contender.ts'
import { flagReader, meant, OptionError } from './flags.ts'
import { engines, type GeneratorName } from './load/run.ts'
import { arrival_names } from './load/schedule.ts'
import { readLoads, SWEEP } from './loads.ts'
import { otherCpus, readCpus } from './measure/pinning.ts'
import { loadModel, type ModelEntry, models, variants } from './model.ts'
import type { Load } from './result.ts'
import { type RuntimeName, runtime_names } from './runtime.ts'
import { type Workload, workloadOf, workloads } from './workload.ts'

/** What is compared with what. */
export interface Comparison {
  workload: Workload
  /** The first is what the others are compared with. */
  contenders: readonly Contender[]
}

export interface RunOptions extends Comparison {
  workers: number
  pool: number
  /** Each with fresh servers: more than one make a curve. */
  loads: readonly Load[]
  /** Processes that make an open loop. */
  generators: number
  /** Seconds. */
  duration: number
  warmup: number
  timeout: number
  repetitions: number
  /** Repetitions end when all intervals are this narrow, as a part of the ratio. */
  precision: number | undefined
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
  /** Name in `bench/results`: for committed code alone. */
  publish: string | undefined
}
/** A run of several: `workload` and `contenders` are those of the first. */
export interface AllOptions extends RunOptions {
  comparisons: readonly Comparison[]
}

export const generatorFor = ({
  generator,
  workload,
}: Pick<RunOptions, 'generator' | 'workload'>): GeneratorName =>
  generator ??
  (workload.writes || (workload.in_memory && workload.partner === undefined) ? 'sockets' : 'autocannon')

const bench_profiles = profile_names.filter((name) => name !== 'scale')
const generators = Object.keys(engines) as GeneratorName[]
const LEAST_REPETITIONS = 3
const MOST_FOR_PRECISION = 30
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
  --runtime LIST       ${runtime_names.join(', ')}: what runs the servers; on node and deno ${models
    .filter(({ runtimes }) => runtimes.length > 1)
    .map(({ name }) => name)
    .join(', ')} (bun)
  --workers N          threads or processes of a pooled model (as --pool)
  --pool N             database connections in total, the same for every model (as --workers, or 8)
  --connections LIST   clients that wait for an answer before they ask again; several make a curve, as 1,4,16,64,256, or
                       sweep for ${SWEEP.join(',')} (32)
  --rate LIST          an open loop instead: requests a second, whatever becomes of those before, as 200,400; or parts of
                       what a closed loop of the same server gets, as 50%,80%,110%,150%,200%. --connections N is then
                       how many may be on their way (1000)
  --arrivals NAME      of an open loop: ${arrival_names.join(' or ')} (poisson)
  --generators N       processes that make an open loop; each needs a processor (1)
  --duration S         measured seconds of each repetition (5)
  --warmup S           seconds before them that do not count (15)
  --timeout S          an answer that takes longer makes a result INVALID (10)
  --repetitions N      fresh servers of each model, at least ${LEAST_REPETITIONS} (${LEAST_REPETITIONS})
  --precision P        end before that, after five repetitions or more, when every interval reaches at most so many
                       percent to either side; then --repetitions is the most (30)
  --quick              a look, not a measurement: one repetition of 1.5 s after 2 s, where not said otherwise
  --seed N             of the dataset, the requests, their order and the order of the models (1)
  --profile NAME       size of the dataset: ${bench_profiles.join(', ')} (demo)
  --cpus LIST          processors of the servers and of their PostgreSQL, as 0 or 0-3; the generator gets the others
  --generator NAME     ${generators.join(' or ')}: what asks in a closed loop; sockets is cheaper, for servers that answer
                       in microseconds (sockets for workloads from memory and for those that write, else autocannon)
  --data-dir DIR       files of the laboratory's PostgreSQL, kept for the next run (.data/bench/<profile>)
  --out FILE           write the result as JSON: after each trial what there is, at the end all of it
  --report FILE        write it as a page of HTML that needs nothing else
  --publish NAME       both, into bench/results; refuses uncommitted changes

For example:
  npm run bench -- run --quick --report report.html
  npm run bench -- run --workload search-partners --models event-loop,thread-pool,sync --connections 1,4,16,64
  npm run bench -- run --workload time --models event-loop,callbacks --runtime bun,node,deno --repetitions 5
  npm run bench -- run --workload search-sql --models event-loop,thread-pool --rate 50%,80%,95%,110%

Ends with exit code 0 when every result is valid, 2 when one is not, 1 when it could not run to its end, 130 when it was
interrupted. What was measured by then is written all the same, and says that it is not all.`

const flags = {
  texts: [
    ...(['workload', 'models', 'runtime', 'workers', 'pool', 'connections', 'rate', 'arrivals'] as const),
    ...(['generators', 'duration', 'warmup', 'timeout', 'repetitions', 'precision', 'seed'] as const),
    ...(['profile', 'cpus', 'generator', 'data-dir', 'out', 'report', 'publish'] as const),
  ],
  switches: ['quick'],
} as const

/** Throws an {@link OptionError} with every fault, one on each line. */
export function readRunOptions(args: readonly string[]): AllOptions {
  const { values, faults, number, text, finish } = flagReader(args, flags)
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
  const runtimes = readRuntimes(values.runtime, faults)
  const comparisons = chosen_workloads.map((workload) => ({
    workload,
    contenders: contendersOf(
      chosen ?? models.filter(({ per_request }) => !(per_request && workload.in_memory)),
      runtimes,
    ),
  }))
  if (chosen !== undefined && runtimes.length > 0)
    for (const { name, runtimes: own } of chosen)
      if (!own.some((one) => runtimes.includes(one)))
        faults.push(`--runtime: ${name} runs on ${own.join(', ')} alone`)
  const profile = bench_profiles.find((name) => name === (values.profile ?? 'demo'))
  if (profile === undefined) faults.push(`--profile must be one of ${bench_profiles.join(', ')}`)
  if (values.publish !== undefined && !/^[a-z0-9][a-z0-9-]{0,60}$/.test(values.publish))
    faults.push('--publish must be a name of small letters, digits and hyphens')
  if (values.publish !== undefined && quick)
    faults.push('--publish is for measurements, and --quick is a look')

  const cpus = values.cpus === undefined ? undefined : readCpus(values.cpus)
  if (values.cpus !== undefined && (cpus === undefined || otherCpus(cpus).length === 0))
    faults.push('--cpus must be a list of processors that this machine has, and leave one to the generator')

  const generator = generators.find((name) => name === values.generator)
  const writing = chosen_workloads.find(({ writes }) => writes)
  if (generator === 'autocannon' && writing !== undefined)
    faults.push(`--generator must be sockets for ${writing.name}: each of its requests is another one`)
  if (values.generator !== undefined && generator === undefined)
    faults.push(`--generator must be one of ${generators.join(', ')}`)

  // Either of the two says both: one connection for each worker, and for each processor at least one.
  const workers = number('workers', Number(values.pool ?? Math.max(8, availableParallelism())), 1, 64)
  const options = {
    workers,
    pool: number('pool', workers, 1, 64),
    loads: readLoads(values, faults),
    generators: number('generators', 1, 1, 16),
    duration: number('duration', quick ? 1.5 : 5, 0.5, 600, false),
    warmup: number('warmup', quick ? 2 : 15, 0, 60, false),
    timeout: number('timeout', 10, 1, 60),
    repetitions: number(
      'repetitions',
      quick ? 1 : values.precision === undefined ? LEAST_REPETITIONS : MOST_FOR_PRECISION,
      quick ? 1 : LEAST_REPETITIONS,
      100,
    ),
    precision: values.precision === undefined ? undefined : number('precision', 5, 0.1, 100, false) / 100,
    quick,
    seed: number('seed', 1, 0, 2 ** 32 - 1),
    cpus,
    generator,
    data_dir: text('data-dir'),
    out: text('out'),
    report: text('report'),
    publish: values.publish,
  }
  if (options.loads.some(({ kind, connections }) => kind === 'open' && connections < options.generators))
    faults.push('--connections must be as many as --generators at least')
  finish(undefined)
  const [first] = comparisons
  if (first === undefined || profile === undefined) throw new OptionError('--workload is missing')
  return { ...options, ...first, comparisons, profile }
}

function readRuntimes(list: string | undefined, faults: string[]): readonly RuntimeName[] {
  const asked = list === undefined ? ['bun'] : list === 'all' ? runtime_names : list.split(',')
  const found = asked.flatMap((name) => runtime_names.filter((one) => one === name))
  if (found.length !== asked.length || new Set(asked).size !== asked.length)
    faults.push(
      `--runtime must be a list of ${runtime_names.join(', ')}, each at most once${meant(
        asked,
        runtime_names.map((name) => ({ name })),
      )}`,
    )
  return found
}

/** What only the models know: whether they can divide these workers and connections. Throws an {@link OptionError}. */
export async function checkModels(
  options: Pick<RunOptions, 'pool' | 'workers'>,
  comparisons: readonly Comparison[],
): Promise<void> {
  for (const { workload, contenders } of comparisons)
    for (const { entry } of contenders) {
      const model = await loadModel(entry.file)
      try {
        model.check(options, workload)
      } catch (error) {
        throw new OptionError(error instanceof Error ? error.message : String(error))
      }
    }
}
