/** Bun only. `npm run bench -- run …`; `--help` lists the commands. */
import { PostgresStartError } from '#lib/postgres/server'
import { COMPARE_HELP, compareFiles, GATE_HELP, gate } from './against.ts'
import { BOOK_HELP, book } from './bookings/book.ts'
import { HOLD_HELP, holds } from './bookings/hold.ts'
import { CALIBRATE_HELP, calibrate } from './calibration/calibrate.ts'
import { type CompareContext, compare } from './compare.ts'
import { FRESHNESS_HELP, freshness } from './freshness.ts'
import { Interrupted, interruptible } from './interrupt.ts'
import { checkModels, HELP, OptionError, readRunOptions } from './options.ts'
import { outFile } from './out.ts'
import { OVERLOAD_HELP, RATE_HELP, readOverloadOptions, readRateOptions } from './overload/options.ts'
import { type OverloadResult, overload, rate } from './overload/overload.ts'
import { overloadTable } from './overload/table.ts'
import { PAGES_HELP, pages } from './pages.ts'
import { PARTNERS_HELP, partners } from './partners.ts'
import { PDF_HELP, pdf } from './pdf.ts'
import { page } from './report/page.ts'
import { tables } from './report/table.ts'
import { REPORT_HELP, report } from './rerender.ts'
import { SCALE_HELP, scale } from './scale.ts'

interface Command {
  /** Shown by `<command> --help`. */
  help: string
  /** The exit code. `said` is what was typed, for the record. */
  start(args: readonly string[], said: string): Promise<number>
}

const commands: Readonly<Record<string, Command>> = {
  run: {
    help: HELP,
    start: async (args, said) => {
      const options = readRunOptions(args)
      await checkModels(options, options.comparisons)
      const page_file = options.report === undefined ? undefined : await outFile(options.report)
      return measured(options.out, said, async (context) => {
        const result = await compare(options, context).catch(async (error: unknown) => {
          await page_file?.abandon()
          throw error
        })
        await page_file?.write(page(result))
        return { text: tables(result), result, valid: result.results.every(({ valid }) => valid) }
      })
    },
  },
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
  gate: { help: GATE_HELP, start: gate },
  overload: {
    help: OVERLOAD_HELP,
    start: async (args, said) => {
      const options = readOverloadOptions(args)
      return measured(options.out, said, async (context) => offered(await overload(options, context)))
    },
  },
  rate: {
    help: RATE_HELP,
    start: async (args, said) => {
      const options = readRateOptions(args)
      return measured(options.out, said, async (context) => offered(await rate(options, context)))
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
  if (command === undefined) throw new OptionError(`there is no command ${name}: there are ${names('run')}`)
  if (rest.includes('--help')) {
    console.log(command.help)
    return 0
  }
  return command.start(rest, `npm run bench -- ${args.join(' ')}`)
}

const names = (...first: string[]) =>
  [...new Set([...first, ...Object.keys(commands).filter((name) => name !== 'run')])].join(', ')

interface Measured {
  text: string
  /** For `--out`. */
  result: object
  valid: boolean
}

async function measured(
  path: string | undefined,
  said: string,
  work: (context: CompareContext) => Promise<Measured>,
): Promise<number> {
  const out = path === undefined ? undefined : await outFile(path)
  try {
    let kill = () => {}
    const signal = interruptible(() => kill())
    const { text, result, valid } = await work({
      command: said,
      signal,
      progress: (line) => console.error(line),
      onStarted: (server) => {
        kill = server.kill
      },
    })
    console.log(`\n${text}`)
    await out?.write(`${JSON.stringify(result, null, 2)}\n`)
    return valid ? 0 : 2
  } catch (error) {
    await out?.abandon()
    throw error
  }
}

const offered = (result: OverloadResult): Measured => ({
  text: overloadTable(result),
  result,
  valid: result.results.every(({ invalid_reasons }) => invalid_reasons.length === 0),
})

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = [OptionError, PostgresStartError, Interrupted].some((known) => error instanceof known)
    console.error(expected && error instanceof Error ? error.message : error)
    if (error instanceof OptionError) console.error('`npm run bench -- --help` lists the options')
    process.exit(error instanceof Interrupted ? 130 : 1)
  },
)
