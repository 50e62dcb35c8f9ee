/** PostgreSQL's own lock, `postmaster.pid` in the data directory. */
import { readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { giveTo } from './initdb.ts'
import { isSameProcess, isServerProcess, processIdentity, signal, waitUntilGone } from './processes.ts'

export interface Postmaster {
  readonly pid: number
  readonly identity: string
  readonly port: number
}

const FAST_SHUTDOWN_TIMEOUT_MS = 30_000
const IMMEDIATE_SHUTDOWN_TIMEOUT_MS = 5_000

const pathIn = (data_dir: string) => join(data_dir, 'postmaster.pid')

/** The server that runs on this data directory, if one does. */
export async function livePostmaster(data_dir: string): Promise<Postmaster | undefined> {
  const lines = (await readLock(data_dir))?.split('\n') ?? []
  const pid = Number(lines[0])
  const identity = processIdentity(pid)
  if (identity === undefined || !(await isServerProcess(pid, data_dir))) return undefined
  return { pid, identity, port: Number(lines[3]) }
}

/**
 * Lets a new server pass a lock whose pid is dead or now another program's. The file is not removed: it also names the
 * shared memory by which PostgreSQL notices backends that outlived their postmaster. It ignores a lock that holds its
 * parent's pid, and we are its parent.
 */
export async function disarmLock(data_dir: string, account: Account): Promise<void> {
  const content = await readLock(data_dir)
  if (content === undefined) return
  if (content.trim() === '') return unlink(pathIn(data_dir))
  const draft = `${pathIn(data_dir)}.new`
  await writeFile(draft, content.replace(/^.*/, String(process.pid)), { mode: 0o600 })
  await giveTo(account, draft)
  await rename(draft, pathIn(data_dir))
}

/** Fast shutdown: open transactions are rolled back. Resolves when the process is gone. */
export async function endPostmaster({ pid, identity }: Postmaster): Promise<void> {
  if (!isSameProcess(pid, identity)) return
  signal(pid, 'SIGINT')
  if (await waitUntilGone(pid, identity, FAST_SHUTDOWN_TIMEOUT_MS)) return
  // Without a checkpoint: the next start recovers. Better than a terminal that hangs.
  signal(pid, 'SIGQUIT')
  await waitUntilGone(pid, identity, IMMEDIATE_SHUTDOWN_TIMEOUT_MS)
}

async function readLock(data_dir: string): Promise<string | undefined> {
  try {
    return await readFile(pathIn(data_dir), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
