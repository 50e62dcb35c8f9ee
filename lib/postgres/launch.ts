/** Starts the server process on a data directory and waits until it answers. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { diskFull, type Place, PostgresStartError, printedError } from './errors.ts'
import type { Postmaster } from './lockfile.ts'
import { processIdentity, serverProcesses, signal, waitUntilGone } from './processes.ts'
import { clean_environment } from './run.ts'
import { asFlags } from './settings.ts'
import { ping } from './sql.ts'

const READY_TIMEOUT_MS = 60_000
const POLL_MS = 10
const ORPHANS_TIMEOUT_MS = 10_000

export interface Launch extends Place {
  readonly account: Account
  readonly binaries: Binaries
  readonly settings: Record<string, string>
  readonly url: string
}

export const logFile = (data_dir: string) => `${data_dir}.log`

/** Before PostgreSQL tries: its own message comes only after it has begun to recover the data. */
export function ensurePortFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve()))
  })
}

export async function launch(options: Launch): Promise<Postmaster> {
  const deadline_ms = performance.now() + ORPHANS_TIMEOUT_MS
  for (;;) {
    try {
      return await launchOnce(options)
    } catch (error) {
      const left = error instanceof PostgresStartError && error.code === 'data_dir_in_use'
      if (!left || performance.now() > deadline_ms) throw error
      await endOrphans(options.data_dir)
    }
  }
}

async function launchOnce(options: Launch): Promise<Postmaster> {
  const child = spawnServer(options)
  const { pid } = child
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)))
    child.once('exit', () => resolve(''))
  })
  let end_reason: string | undefined
  void ended.then((reason) => {
    end_reason = reason
  })
  const deadline_ms = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    if (end_reason !== undefined || pid === undefined) throw await whyEnded(options, end_reason ?? '')
    // An answer to our password, and not a line in the log: services connect the moment this returns.
    const failure = await ping(options.url).then(() => undefined, String)
    const identity = processIdentity(pid)
    if (failure === undefined && identity !== undefined) return { pid, identity, port: options.port }
    if (performance.now() > deadline_ms) {
      child.kill('SIGQUIT')
      await ended
      throw new PostgresStartError(
        'not_started',
        `PostgreSQL was not ready after ${READY_TIMEOUT_MS / 1000} s (${failure}): see ${logFile(options.data_dir)}`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** In a process group of its own: Ctrl-C must not reach it before the services have finished their requests. */
function spawnServer({ data_dir, account, binaries, settings }: Launch) {
  const path = logFile(data_dir)
  try {
    renameSync(path, `${path}.1`)
  } catch {
    // no log yet
  }
  const log = openSync(path, 'w', 0o600)
  try {
    const child = spawn(binaries.postgres, ['-D', data_dir, ...asFlags(settings)], {
      ...account.ids,
      cwd: '/',
      env: clean_environment,
      detached: true,
      stdio: ['ignore', log, log],
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

async function whyEnded(options: Launch, reason: string): Promise<PostgresStartError> {
  const output = readFileSync(logFile(options.data_dir), 'utf8')
  if (output.trim() === '') {
    // On a disk without a free byte the message that says so is not written either.
    const { bavail, bsize } = await statfs(options.data_dir)
    if (bavail * bsize < 65_536) return diskFull(options)
  }
  return printedError(output === '' ? reason : output, options)
}

async function endOrphans(data_dir: string): Promise<void> {
  const orphans = await serverProcesses(data_dir)
  for (const pid of orphans) {
    const identity = processIdentity(pid)
    if (identity !== undefined && signal(pid, 'SIGQUIT')) await waitUntilGone(pid, identity, 2_000)
  }
  if (orphans.length === 0) await new Promise((resolve) => setTimeout(resolve, 200))
}
