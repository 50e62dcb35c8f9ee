/**
 * For the tests of this folder: scratch folders, and a program of its own that looks after a server until it is
 * killed (`bun fixture.ts <data_dir> <port>`).
 */
import { type SpawnOptions, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresOptions, PostgresStartError, startPostgres } from './server.ts'

/** A folder that every user may enter, with a data directory to be. */
export function scratch(): { data_dir: string; remove(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'vacancy-postgres-test-'))
  chmodSync(folder, 0o755)
  return { data_dir: join(folder, 'data'), remove: () => rm(folder, { recursive: true, force: true }) }
}

export const postmasterPid = (data_dir: string): number =>
  Number.parseInt(readFileSync(join(data_dir, 'postmaster.pid'), 'utf8'), 10)

/** The error that starting ends with; a server that starts all the same is stopped. */
export async function startError(options: PostgresOptions): Promise<PostgresStartError> {
  const result = await startPostgres(options).catch((error: unknown) => error)
  if (result instanceof PostgresStartError) return result
  if (result instanceof Error) throw result
  await (result as Awaited<ReturnType<typeof startPostgres>>).stop()
  throw new Error('the server started, and should not have')
}

export interface Holder {
  readonly pid: number
  /** First line that it printed: `started`, or the code and message of the error. */
  readonly said: string
  end(signal: NodeJS.Signals): Promise<void>
}

/** Runs this file as another program, perhaps as another user. */
export async function hold(data_dir: string, port: number, ids: SpawnOptions = {}): Promise<Holder> {
  const child = spawn(process.execPath, [import.meta.path, data_dir, String(port)], {
    ...ids,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', HOME: tmpdir(), BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const said = await new Promise<string>((resolve) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '')
    })
    void ended.then(() => resolve(text))
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  return { pid: child.pid ?? 0, said, end }
}

if (import.meta.main) {
  const [data_dir = '', port = ''] = process.argv.slice(2)
  try {
    const server = await startPostgres({ data_dir, port: Number(port), durability: 'disposable' })
    process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
    console.log('started')
    setInterval(() => undefined, 60_000)
  } catch (error) {
    console.log(error instanceof PostgresStartError ? `${error.code} ${error.message}` : String(error))
    process.exit(1)
  }
}
