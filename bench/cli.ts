/** `npm run bench -- run …` */
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from '#lib/child'
import { databasePool } from '#lib/database'
import { freePort } from '#lib/ports'
import { ensureDatabase, PostgresStartError, startPostgres } from '#lib/postgres/server'
import { environment } from './measure/environment.ts'
import { HELP, OptionError, type RunOptions, readRunOptions } from './options.ts'
import { table } from './report/table.ts'
import { type RunResult, SCHEMA } from './result.ts'
import { BENCH_TODAY, run } from './run.ts'
import { serverVersion } from './sql.ts'

const DATABASE = 'bench'

class Interrupted extends Error {}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === undefined || rest.includes('--help') || ['help', '--help', '-h'].includes(command)) {
    console.log(HELP)
    return 0
  }
  if (command !== 'run') throw new OptionError(`there is no command ${command}: the one there is is run`)
  const options = readRunOptions(rest)
  // An hour of measuring must not end at a folder that is not there.
  const out = options.out === undefined ? undefined : await openOut(options.out)
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupted.signal.aborted) process.exit(130)
      interrupted.abort(new Interrupted('interrupted: nothing is written'))
    })
  }
  const result = await compare(options, args, interrupted.signal)
  console.log(`\n${table(result)}`)
  await out?.writeFile(`${JSON.stringify(result, null, 2)}\n`)
  await out?.close()
  return result.results.every(({ valid }) => valid) ? 0 : 2
}

async function openOut(path: string) {
  try {
    return await open(path, 'w')
  } catch (error) {
    throw new OptionError(`--out: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function compare(
  options: RunOptions,
  args: readonly string[],
  signal: AbortSignal,
): Promise<RunResult> {
  const data_dir = join(root, '.data/bench', options.profile, 'postgres')
  await mkdir(dirname(data_dir), { recursive: true })
  const progress = (line: string) => console.error(line)
  const server = await startPostgres({
    data_dir,
    port: await freePort(),
    durability: 'disposable',
    max_connections: 200,
    log: progress,
  })
  try {
    await ensureDatabase(server, DATABASE)
    const database_url = server.url(DATABASE)
    progress(`preparing ${options.workload.name} on profile ${options.profile}`)
    const data = { seed: options.seed, profile: options.profile, today: BENCH_TODAY }
    await options.workload.prepare(database_url, data)
    const results = await run({ options, database_url, progress, signal })
    return { schema: SCHEMA, environment: await describe(options, args, database_url), results }
  } finally {
    await server.stop()
  }
}

async function describe(options: RunOptions, args: readonly string[], url: string) {
  const pool = databasePool({ url, size: 1, name: 'bench' })
  try {
    const command = `npm run bench -- ${args.join(' ')}`
    return {
      ...environment(command, await serverVersion(pool), new Date()),
      profile: options.profile,
      today: BENCH_TODAY,
      seed: options.seed,
      connections: options.connections,
      pool: options.pool,
      workers: options.workers,
      duration_s: options.duration,
      warmup_s: options.warmup,
    }
  } finally {
    await pool.end()
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
