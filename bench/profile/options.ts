/** The options of `profile`: its own, and those of `run` that are about one server and its load. */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { root } from '#lib/child'
import type { Contender } from '../contender.ts'
import { meant, OptionError } from '../flags.ts'
import { models, variants } from '../model.ts'
import { type AllOptions, checkModels, readRunOptions } from '../options.ts'
import { ownFlags } from '../own-options.ts'
import { workloads } from '../workload.ts'
import { obstacle, type ProfiledRuntime, profiled_runtimes, type Tool, tools, toolsOf } from './tools.ts'

export interface ProfileOptions {
  run: AllOptions
  contender: Contender
  runtime: ProfiledRuntime
  connections: number
  tools: readonly Tool[]
  /** Where the pages go; it exists. */
  dir: string
}

const choices = [...models, ...variants]
const names = (of: readonly { name: string }[]) => of.map(({ name }) => name).join(', ')

export const PROFILE_HELP = `npm run bench -- profile --model NAME --workload NAME [--runtime NAME] [--tool LIST] [options of run]

  what one model does while it answers one workload: a page of HTML for each tool, and the functions that cost most

  --model NAME     ${names(choices)}
  --workload NAME  ${names(workloads)}
  --runtime NAME   ${profiled_runtimes.join(' or ')} (bun)
  --tool LIST      all that the runtime has, where not said otherwise:
${tools.map(({ name, runtimes, shows }) => `                     ${name} (${runtimes.join(', ')}): ${shows}`).join('\n')}
  --dir DIR        where the pages go (.data/bench/profiles)

  Of run: --connections N (32), --duration S (5), --warmup S (3), --profile NAME (demo), --workers, --pool, --timeout,
  --generator, --cpus, --seed, --quick, --data-dir.

  Each tool gets a fresh server. All answers are compared with the golden ones, as ever; how many there were a second is
  said, and is no measurement: a profiler slows down. Clinic and the Node that it needs are installed at first use.

  npm run bench -- profile --model event-loop --workload search-sql
  npm run bench -- profile --model thread-pool --workload search-sql --runtime node --tool cpu,doctor`

const OWN = ['model', 'workload', 'runtime', 'tool', 'dir'] as const
const LIKE_OURS = ['models', 'pool'] as const
/** Of `run` alone. */
const NOT_HERE = [
  'models',
  'rate',
  'arrivals',
  'generators',
  'repetitions',
  'precision',
  'out',
  'report',
  'publish',
]

/** Throws an {@link OptionError}. */
export async function readProfileOptions(args: readonly string[]): Promise<ProfileOptions> {
  // Those of run that could be taken for one of ours, mistyped, are taken out with them.
  const { own, rest } = ownFlags(args, [...OWN, ...LIKE_OURS])
  if (own.pool !== undefined) rest.push('--pool', own.pool)
  if (own.models !== undefined) rest.push('--models', own.models)
  const faults: string[] = []
  for (const name of NOT_HERE)
    if (rest.some((one) => one === `--${name}` || one.startsWith(`--${name}=`)))
      faults.push(`--${name} is no option of profile`)
  const model = oneOf('model', own.model, choices, faults)
  const workload = oneOf('workload', own.workload, workloads, faults)
  const runtime = profiled_runtimes.find((name) => name === (own.runtime ?? 'bun'))
  if (runtime === undefined)
    faults.push(`--runtime must be one of ${profiled_runtimes.join(', ')}: there are no profilers on others`)
  const chosen = readTools(own.tool, runtime ?? 'bun', own.model ?? '', faults)
  if (own.dir === '') faults.push('--dir is empty')
  if (faults.length > 0 || model === undefined || workload === undefined || runtime === undefined)
    throw new OptionError(faults.join('\n'))

  const defaults = rest.includes('--quick') ? [] : ['--duration', '5', '--warmup', '3']
  const what = ['--workload', workload.name, '--models', model.name, '--runtime', runtime]
  const run = readRunOptions([...defaults, ...rest, ...what])
  await checkModels(run, run.comparisons)
  const [contender] = run.contenders
  const [load, ...loads] = run.loads
  if (contender === undefined || load === undefined || loads.length > 0)
    throw new OptionError('--connections must be one number')
  const dir = await folderOf(own.dir)
  return { run, contender, runtime, connections: load.connections, tools: chosen, dir }
}

function oneOf<Choice extends { name: string }>(
  flag: string,
  name: string | undefined,
  from: readonly Choice[],
  faults: string[],
): Choice | undefined {
  const found = from.find((one) => one.name === name)
  if (found === undefined)
    faults.push(`--${flag} must be one of ${names(from)}${name === undefined ? '' : meant([name], from)}`)
  return found
}

function readTools(
  list: string | undefined,
  runtime: ProfiledRuntime,
  model: string,
  faults: string[],
): Tool[] {
  const here = toolsOf(runtime)
  if (list === undefined || list === 'all') return here.filter((tool) => obstacle(tool, model) === undefined)
  const asked = list.split(',')
  const known = asked.flatMap((name) => tools.find((tool) => tool.name === name) ?? [])
  if (known.length < asked.length || new Set(asked).size < asked.length)
    faults.push(`--tool must be a list of ${names(tools)}, each at most once${meant(asked, tools)}`)
  for (const tool of known)
    if (!here.includes(tool))
      faults.push(
        `--tool: there is no ${tool.name} on ${runtime}, where there are ${names(here)}; with --runtime ${tool.runtimes.join(' or ')} there is`,
      )
  for (const tool of known) {
    const why = obstacle(tool, model)
    if (why !== undefined) faults.push(`--tool: ${tool.name} cannot look at ${model}: ${why}`)
  }
  return known
}

async function folderOf(dir: string | undefined): Promise<string> {
  const path = resolve(root, dir ?? '.data/bench/profiles')
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw new OptionError(`--dir: ${error instanceof Error ? error.message : String(error)}`)
  }
  return path
}
