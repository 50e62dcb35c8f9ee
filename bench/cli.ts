/** Bun only. `npm run bench -- run …`; `--help` lists the commands. */
import { PostgresStartError } from '#lib/postgres/server'
import { AA_HELP, aa } from './aa/same.ts'
import { argumentsOf, COMPARE_HELP, compareFiles, GATE_HELP, gate } from './against.ts'
import { BOOK_HELP, book } from './bookings/book.ts'
import { HOLD_HELP, holds } from './bookings/hold.ts'
import { CALIBRATE_HELP, calibrate } from './calibration/calibrate.ts'
import { compare } from './compare.ts'
import { EXPLAIN_HELP, explain } from './explain/explain.ts'
import { meant, OptionError } from './flags.ts'
import { FRESHNESS_HELP, freshness } from './freshness.ts'
import { Interrupted } from './interrupt.ts'
import { checkModels, HELP, readRunOptions } from './options.ts'
import { OutputError } from './out.ts'
import { OVERLOAD_HELP, RATE_HELP, readOverloadOptions, readRateOptions } from './overload/options.ts'
import { type OverloadContext, type OverloadResult, overload, rate } from './overload/overload.ts'
import { overloadTable } from './overload/table.ts'
import { PackagesMissing } from './packages.ts'
import { PAGES_HELP, pages } from './pages.ts'
import { PARTNERS_HELP, partners } from './partners.ts'
import { PDF_HELP, pdf } from './pdf.ts'
import { ServerStartError } from './processes.ts'
import { PROFILE_HELP, profile } from './profile/command.ts'
import { page } from './report/page.ts'
import { tables } from './report/table.ts'
import { REPORT_HELP, report } from './rerender.ts'
import type { RunResult } from './result.ts'
import { SCALE_HELP, scale } from './scale.ts'
import { CodeChanged, measuring } from './session.ts'
import { CAPACITY_HELP, capacity } from './shapes/capacity.ts'
import { SOAK_HELP, soak } from './shapes/soak.ts'
import { SPIKE_HELP, spike } from './shapes/spike.ts'

interface Command {
  /** Shown by `<command> --help`. */
  help: string
  /** The exit code. `said` is what was typed, for the record. */
  start(args: readonly string[], said: string): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  run: { help: HELP, start: runCommand },
  aa: { help: AA_HELP, start: aa },
  capacity: { help: CAPACITY_HELP, start: capacity },
  spike: { help: SPIKE_HELP, start: spike },
  soak: { help: SOAK_HELP, start: soak },
  explain: { help: EXPLAIN_HELP, start: explain },
  profile: { help: PROFILE_HELP, start: profile },
  calibrate: { help: CALIBRATE_HELP, start: calibrate },
  scale: { help: SCALE_HELP, start: scale },
  freshness: { help: FRESHNESS_HELP, start: freshness },
  partners: { help: PARTNERS_HELP, start: partners },
  hold: { help: HOLD_HELP, start: holds },
  book: { help: BOOK_HELP, start: book },
  pdf: { help: PDF_HELP, start: pdf },
  pages: { help: PAGES_HELP, start: pages },
  report: { help: REPORT_HELP, start: report },
  compare: { help: COMPARE_HELP, start: compareFiles },
  gate: {
    help: GATE_HELP,
    start: (args, said) => gate(args, (before, what) => runAgain(before, what, said)),
  },
  overload: {
    help: OVERLOAD_HELP,
    start: async (args, said) => {
      const options = readOverloadOptions(args)
      return overloadCommand(options.out, said, (context) => overload(options, context))
    },
  },
  rate: {
    help: RATE_HELP,
    start: async (args, said) => {
      const options = readRateOptions(args)
      return overloadCommand(options.out, said, (context) => rate(options, context))
    },
  },
}

async function main(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args
  if (['help', '--help', '-h'].includes(name)) {
    console.log(`${HELP}\n\nThere are ${names()}, too: each with --help says what it is.`)
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    const known = Object.keys(commands).map((one) => ({ name: one }))
    throw new OptionError(`there is no command ${name}${meant([name], known)} There are ${names('run')}`)
  }
  if (rest.includes('--help')) {
    console.log(command.help)
    return 0
  }
  return command.start(rest, `npm run bench -- ${args.join(' ')}`)
}

const names = (...first: string[]) =>
  [...new Set([...first, ...Object.keys(commands).filter((name) => name !== 'run')])].join(', ')

async function runCommand(args: readonly string[], command: string): Promise<number> {
  const options = readRunOptions(args)
  await checkModels(options, options.comparisons)
  return measuring<RunResult>({
    ...{ outputs: options, command, page, text: tables },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: ({ results }) => results.every(({ valid }) => valid),
    work: (session) => compare(options, session),
  })
}

/** For `gate`: the same command on the code that is here. */
async function runAgain(before: RunResult, what: string, command: string): Promise<RunResult> {
  console.error(`${what}: ${before.environment.command}`)
  const options = readRunOptions(argumentsOf(before))
  let kept: RunResult | undefined
  await measuring<RunResult>({
    ...{ outputs: { out: undefined, report: undefined, publish: undefined }, command, page, text: tables },
    cut: (result, why) => ({ ...result, ended: why }),
    is_valid: () => true,
    work: async (session) => {
      kept = await compare(options, session)
      return kept
    },
  })
  if (kept === undefined) throw new Error('it did not run')
  return kept
}

async function overloadCommand(
  out: string | undefined,
  command: string,
  work: (context: OverloadContext) => Promise<OverloadResult>,
): Promise<number> {
  return measuring<OverloadResult>({
    ...{ outputs: { out, report: undefined, publish: undefined }, command, work },
    ...{ page: overloadTable, text: overloadTable, cut: (result, why) => ({ ...result, ended: why }) },
    is_valid: ({ results }) => results.every(({ invalid_reasons }) => invalid_reasons.length === 0),
  })
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = [
      OptionError,
      PostgresStartError,
      Interrupted,
      PackagesMissing,
      ServerStartError,
      OutputError,
      CodeChanged,
    ].some((known) => error instanceof known)
    console.error(expected && error instanceof Error ? error.message : error)
    if (error instanceof OptionError) console.error('`npm run bench -- --help` lists the options')
    process.exit(error instanceof Interrupted ? 130 : 1)
  },
)
