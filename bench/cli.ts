/** Bun only. `npm run bench -- run …` */
import { PostgresStartError } from '#lib/postgres/server'
import { compare } from './compare.ts'
import { Interrupted, interruptible } from './interrupt.ts'
import { checkModels, HELP, OptionError, readRunOptions } from './options.ts'
import { outFile } from './out.ts'
import { table } from './report/table.ts'
import { scale } from './scale.ts'

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === undefined || rest.includes('--help') || ['help', '--help', '-h'].includes(command)) {
    console.log(HELP)
    return 0
  }
  const said = `npm run bench -- ${args.join(' ')}`
  if (command === 'scale') {
    return scale(rest, said)
  }
  if (command !== 'run') throw new OptionError(`there is no command ${command}: there are run and scale`)
  const options = readRunOptions(rest)
  await checkModels(options)
  const out = options.out === undefined ? undefined : await outFile(options.out)
  try {
    let kill = () => {}
    const signal = interruptible(() => kill())
    const result = await compare(options, {
      command: said,
      signal,
      progress: (line) => console.error(line),
      onStarted: (server) => {
        kill = server.kill
      },
    })
    console.log(`\n${table(result)}`)
    await out?.write(`${JSON.stringify(result, null, 2)}\n`)
    return result.results.every(({ valid }) => valid) ? 0 : 2
  } catch (error) {
    await out?.abandon()
    throw error
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = [OptionError, PostgresStartError, Interrupted].some((known) => error instanceof known)
    console.error(expected && error instanceof Error ? error.message : error)
    if (error instanceof OptionError) console.error('`npm run bench -- --help` lists the options')
    process.exit(error instanceof Interrupted ? 130 : 1)
  },
)
