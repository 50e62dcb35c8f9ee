/** `npm run faults -- --seeds N --from S`: the booking chain while its processes are killed and its calls are cut. */
import { parseArgs } from 'node:util'
import { combinationOf, combinations, combinationText, type Fault } from './combinations.ts'
import { Director, faultText } from './director.ts'
import { planOf } from './plan.ts'
import { type Platform, startPlatform } from './platform.ts'
import { type Outcome, report, runSeed } from './run.ts'

const HELP = `npm run faults -- [options]

Runs the platform with something between its processes that kills, cuts and delays as a seed says, lets customers book,
pay, change and cancel meanwhile, and checks afterwards that nothing was lost, sold twice or charged twice.

  --seeds N   how many seeds (20)
  --from S    the first of them (1)
  --at-once N on so many platforms side by side (1): much of a seed is waiting
  --verbose   what happened in each, also where all is right
  --help

Exit code 1 if any seed fails. The last line counts them.
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      from: { type: 'string', default: '1' },
      'at-once': { type: 'string', default: '1' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const count = wholeNumber('--seeds', values.seeds, 1, 100_000)
  const from = wholeNumber('--from', values.from, 0, 2 ** 32 - 1)
  let stopped = false
  process.once('SIGINT', () => {
    stopped = true
    console.log('stopping after this seed; once more ends at once')
  })
  const outcomes: Outcome[] = []
  let next = from
  const work = async () => {
    const run = seeds()
    try {
      for (let seed = next++; seed < from + count && !stopped; seed = next++) {
        const outcome = await run.one(seed)
        outcomes.push(outcome)
        console.log(outcome.wrong.length > 0 ? report(outcome) : line(outcome, values.verbose))
      }
    } finally {
      await run.end().catch((error: unknown) => console.error('the platform did not end:', error))
    }
  }
  const at_once = wholeNumber('--at-once', values['at-once'], 1, 16)
  await Promise.all(Array.from({ length: at_once }, work))
  console.log(`\n${occasions(outcomes)}`)
  const failed = outcomes.filter(({ wrong }) => wrong.length > 0)
  const total = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, one) => sum + of(one), 0)
  if (failed.length > 0) console.log(`\nfailed: ${failed.map(({ seed }) => seed).join(', ')}`)
  console.log(
    `\n${outcomes.length} seeds: ${outcomes.length - failed.length} passed, ${failed.length} failed ` +
      `(${total(({ happened }) => happened.length)} faults, ${total(({ bookings }) => bookings)} bookings, ` +
      `${total(({ captured }) => captured)} payments)`,
  )
  return failed.length === 0 && !stopped ? 0 : 1
}

/** One platform for many seeds, which each sets back to its beginning; another one after a seed that failed. */
function seeds() {
  let platform: Platform | undefined
  const director = new Director(async (victim) => platform?.kill(victim))
  const end = async () => {
    const ended = platform
    platform = undefined
    await ended?.stop()
  }
  return {
    end,
    one: async (seed: number): Promise<Outcome> => {
      try {
        platform ??= await startPlatform(director)
      } catch (error) {
        const wrong = [error instanceof Error ? error.message : String(error)]
        return { seed, bookings: 0, confirmed: 0, captured: 0, happened: [], wrong, seconds: 0 }
      }
      const outcome = await runSeed(platform, director, seed)
      if (outcome.wrong.length > 0)
        await end().catch((error: unknown) => console.error('the platform did not end:', error))
      return outcome
    },
  }
}

/** Of everything that may go wrong: what was planned, what came to happen, and what never did. */
function occasions(outcomes: readonly Outcome[]): string {
  const texts = (faults: readonly Fault[]) =>
    new Set(faults.map((one) => combinationText(combinationOf(one))))
  const planned = texts(outcomes.flatMap(({ seed }) => planOf(seed).faults))
  const happened = texts(outcomes.flatMap((one) => one.happened))
  const never = combinations.map(combinationText).filter((one) => !happened.has(one))
  const missed = new Map<string, number>()
  for (const { seed, happened } of outcomes)
    for (const { step } of planOf(seed).faults.filter((one) => !happened.some((other) => isSame(one, other))))
      missed.set(step, (missed.get(step) ?? 0) + 1)
  const steps = [...missed].toSorted(([, a], [, b]) => b - a).map(([step, count]) => `${step} ${count}`)
  const few = never.length <= 60 ? `\nnever: ${never.join('; ') || 'none'}` : ''
  return `of ${combinations.length} combinations of step, phase and fault ${planned.size} were planned and ${happened.size} happened${few}\nhad no occasion: ${steps.join(', ') || 'none'}`
}

const isSame = (one: Fault, other: Fault) => faultText(one) === faultText(other)

const line = ({ seed, seconds, bookings, confirmed, happened }: Outcome, verbose: boolean) =>
  `seed ${seed} passed: ${bookings} bookings, ${confirmed} confirmed, ${happened.length} of ${planOf(seed).faults.length} faults, ${seconds.toFixed(1)} s` +
  (verbose ? happened.map((one) => `\n  ${faultText(one)}`).join('') : '')

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most) {
    console.error(`${name} must be a whole number from ${least} to ${most}`)
    process.exit(1)
  }
  return value
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const is_option =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    console.error(is_option ? error.message : error)
    process.exit(1)
  },
)
