/**
 * Bun only. `npm run bench -- explain`: the classic claims about how servers wait, each with what follows from it in
 * numbers and what was measured here.
 */
import { describe, inDatabase } from '../compare.ts'
import { OptionError } from '../flags.ts'
import { otherCpus } from '../measure/pinning.ts'
import { readRunOptions } from '../options.ts'
import { numberOf, ownFlags } from '../own-options.ts'
import type { Environment } from '../result.ts'
import { run, silent_progress } from '../run.ts'
import { measuring, type Session } from '../session.ts'
import { BENCH_TODAY } from '../today.ts'
import type { Claim, Explained, Lab } from './claim.ts'
import { computing } from './claims/computing.ts'
import { cores } from './claims/cores.ts'
import { loop } from './claims/loop.ts'
import { monolith } from './claims/monolith.ts'
import { pool } from './claims/pool.ts'
import { runtimes } from './claims/runtimes.ts'
import { starting } from './claims/starting.ts'
import { page, text } from './report.ts'

export const claims: readonly Claim[] = [pool, loop, starting, computing, runtimes, monolith, cores]

export const EXPLAIN_HELP = `npm run bench -- explain [--only LIST] [--duration S] [--warmup S] [--repetitions N] [--quick] [--out FILE] [--report FILE] [--publish NAME]

  the classic claims about how servers wait, each with what must follow from it in numbers, and what was measured:
${claims.map(({ id, title }) => `    ${id.padEnd(10)} ${title}`).join('\n')}

  --only LIST        some of them
  --quick            each window of 2 s on one fresh server, where not said otherwise

  npm run bench -- explain --quick --report explain.html
  npm run bench -- explain --only pool,loop

Ends with exit code 0 when every figure is valid, 2 when one is not; a claim that does not hold is shown and is no error.`

export interface ExplainResult {
  schema: 'vacancy-explain/1'
  ended: string | null
  environment: Environment
  explained: Explained[]
}

export async function explain(args: readonly string[], command: string): Promise<number> {
  const { own, rest } = ownFlags(args, ['only', 'duration', 'warmup', 'repetitions'])
  const quick = rest.includes('--quick')
  const wanted = chosen(own.only)
  const windows = {
    duration: numberOf('duration', own.duration, quick ? 2 : 5, 0.5, 600),
    warmup: numberOf('warmup', own.warmup, quick ? 1 : 5, 0, 60),
    repetitions: numberOf('repetitions', own.repetitions, quick ? 1 : 3, 1, 100),
  }
  const base = [
    ...(windows.repetitions < 3 ? ['--quick'] : []),
    ...['--duration', String(windows.duration), '--warmup', String(windows.warmup)],
    ...['--repetitions', String(windows.repetitions)],
  ]
  const { own: outputs, rest: shared } = ownFlags(rest, ['out', 'report', 'publish'])
  const taken = shared.find((one) => CHOSEN.test(one))
  if (taken !== undefined) throw new OptionError(`${taken} is for each claim to choose`)
  // Data and pinning are those of any run.
  base.push(...shared.filter((one) => one !== '--quick'))
  const files = Object.entries(outputs).flatMap(([name, value]) => [`--${name}`, value])
  const options = readRunOptions([
    ...['--workload', 'search-partners', '--models', 'event-loop'],
    ...base,
    ...files,
  ])
  return measuring<ExplainResult>({
    ...{ outputs: options, command, text, page },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: ({ explained }) => explained.every(({ invalid_reasons }) => invalid_reasons.length === 0),
    work: (session) => explained({ wanted, options, base, windows }, session),
  })
}

function chosen(list: string | undefined): readonly Claim[] {
  if (list === undefined) return claims
  const names = list.split(',')
  const found = names.flatMap((name) => claims.filter(({ id }) => id === name))
  if (found.length !== names.length)
    throw new OptionError(`--only must be a list of ${claims.map(({ id }) => id).join(', ')}`)
  return found
}

const CHOSEN = /^--(workload|models|runtime|connections|rate|generator|workers)(=|$)/

interface Order {
  wanted: readonly Claim[]
  options: ReturnType<typeof readRunOptions>
  base: readonly string[]
  windows: Pick<Lab, 'duration' | 'warmup' | 'repetitions'>
}

async function explained(
  { wanted, options, base, windows }: Order,
  session: Session<ExplainResult>,
): Promise<ExplainResult> {
  const { signal, progress, command } = session
  const started_at = new Date()
  return inDatabase(options, session, async (database_url) => {
    const environment = await describe(options, command, started_at, database_url)
    const all: Explained[] = []
    const resultOf = (ended: string | null): ExplainResult => ({
      ...{ schema: 'vacancy-explain/1', ended, environment, explained: all },
    })
    progress.expect(wanted.length)
    const lab: Lab = {
      ...{ signal, database_url, ...windows, cpus: options.cpus && otherCpus(options.cpus) },
      say: (line) => progress.say(`  ${line}`),
      run: async (...args) => {
        const own = readRunOptions([...base, ...args])
        const { workload, seed, profile } = own
        await workload.prepare(database_url, { seed, profile, today: BENCH_TODAY })
        progress.say(`  ${args.join(' ')}`)
        return run({ options: own, database_url, signal, progress: silent_progress })
      },
    }
    for (const { id, title, explain } of wanted) {
      signal.throwIfAborted()
      progress.begin(title)
      all.push({ id, title, ...(await explain(lab)) })
      progress.end()
      await session.measured(resultOf('not all is measured yet'))
    }
    return resultOf(null)
  })
}
