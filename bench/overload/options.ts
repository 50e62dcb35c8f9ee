/** The options of `overload` and `rate`, parsed once; every bad one is reported, by name. */

import { type ProfileName, profile_names } from '#lib/dataset/profiles'
import { flagReader, OptionError } from '../flags.ts'
import { type Arrivals, arrival_names } from '../load/schedule.ts'
import { otherCpus, readCpus } from '../measure/pinning.ts'

/** What answers a search: `GET /v1/search` from memory, or `?engine=sql` of it. */
export const engine_names = ['index', 'sql'] as const
export type Engine = (typeof engine_names)[number]

export interface LoadOptions {
  engine: Engine
  arrivals: Arrivals
  connections: number
  generators: number
  pool: number
  /** Megabytes of answers that the service keeps. */
  cache: number
  /** Seconds. */
  duration: number
  warmup: number
  deadline: number
  timeout: number
  repetitions: number
  seed: number
  profile: ProfileName
  cpus: readonly number[] | undefined
  data_dir: string | undefined
  out: string | undefined
}

export interface RateOptions extends LoadOptions {
  rate: number
  shedding: boolean
}

const bench_profiles = profile_names.filter((name) => name !== 'scale')

const SHARED = `  --engine NAME        ${engine_names.join(', ')}: what answers GET /v1/search (index)
  --arrivals NAME      ${arrival_names.join(', ')} (poisson)
  --connections N      of the generators together; a request that finds none free is late, and counted so (2000)
  --generators N       processes that send; each needs a processor (1)
  --pool N             database connections of the service (10)
  --cache MB           answers that the service keeps (0)
  --duration S         measured seconds (4)
  --warmup S           seconds of a closed loop before them, on a fresh server (8)
  --deadline S         an answer that takes longer is no goodput (0.25)
  --timeout S          an answer that takes longer makes a result INVALID (10)
  --seed N             of the dataset, the requests and their arrivals (1)
  --profile NAME       size of the dataset: ${bench_profiles.join(', ')} (bench)
  --cpus LIST          processors of the service and its PostgreSQL, as 0 or 0-3; the generators get the others
  --data-dir DIR       files of the laboratory's PostgreSQL, kept for the next run (.data/bench/<profile>)
  --out FILE           write the result as JSON`

export const OVERLOAD_HELP = `npm run bench -- overload [options]

The search service in a fresh process, with load shedding and without: its best goodput in a closed loop, then 1.1, 1.5
and 2 times as much in an open one. Goodput is verified answers within the deadline.

${SHARED}
  --repetitions N      fresh servers of each kind (3)
  --quick              a look: one repetition of 1 s, where not said otherwise`

export const RATE_HELP = `npm run bench -- rate --rate N [options]

The search service in a fresh process under one constant rate in an open loop: latency from the moment at which a request
was meant to be sent.

  --rate N             requests a second
  --shedding on|off    whether it may refuse (on)
${SHARED}`

const shared_flags = [
  ...(['engine', 'arrivals', 'connections', 'generators', 'pool', 'cache', 'duration', 'warmup'] as const),
  ...(['deadline', 'timeout', 'seed', 'profile', 'cpus', 'data-dir', 'out'] as const),
]

/** Throws an {@link OptionError} with every fault, one on each line. */
export function readOverloadOptions(args: readonly string[]): LoadOptions {
  const read = flagReader(args, { texts: [...shared_flags, 'repetitions'], switches: ['quick'] })
  const quick = read.values.quick === true
  return read.finish({
    ...sharedOptions(read, quick ? { duration: 1, warmup: 1 } : { duration: 4, warmup: 8 }),
    repetitions: read.number('repetitions', quick ? 1 : 3, 1, 100),
  })
}

/** Throws an {@link OptionError} with every fault, one on each line. */
export function readRateOptions(args: readonly string[]): RateOptions {
  const read = flagReader(args, { texts: [...shared_flags, 'rate', 'shedding'] })
  if (read.values.rate === undefined) read.faults.push('--rate is missing')
  return read.finish({
    ...sharedOptions(read, { duration: 4, warmup: 8 }),
    repetitions: 1,
    rate: read.number('rate', 1, 1, 1_000_000),
    shedding: read.oneOf('shedding', 'on', ['on', 'off']) === 'on',
  })
}

type Reader = Pick<
  ReturnType<typeof flagReader<(typeof shared_flags)[number]>>,
  'faults' | 'number' | 'oneOf' | 'text'
>

function sharedOptions(read: Reader, defaults: { duration: number; warmup: number }) {
  const { faults, number, oneOf, text } = read
  const list = text('cpus')
  const cpus = list === undefined ? undefined : readCpus(list)
  if (list !== undefined && (cpus === undefined || otherCpus(cpus).length === 0))
    faults.push('--cpus must be a list of processors that this machine has, and leave one to the generators')
  const connections = number('connections', 2_000, 1, 20_000)
  const generators = number('generators', 1, 1, 16)
  if (connections < generators) faults.push('--connections must be as many as --generators at least')
  return {
    engine: oneOf('engine', 'index', engine_names),
    arrivals: oneOf('arrivals', 'poisson', arrival_names),
    connections,
    generators,
    pool: number('pool', 10, 1, 100),
    cache: number('cache', 0, 0, 4_096),
    duration: number('duration', defaults.duration, 0.5, 600, false),
    warmup: number('warmup', defaults.warmup, 0, 60, false),
    deadline: number('deadline', 0.25, 0.001, 60, false),
    timeout: number('timeout', 10, 1, 60),
    seed: number('seed', 1, 0, 2 ** 32 - 1),
    profile: oneOf('profile', 'bench', bench_profiles),
    cpus,
    data_dir: text('data-dir'),
    out: text('out'),
  }
}
