/** Which process is which: a pid alone may since have been given to another program. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { run } from './run.ts'

const linux = process.platform === 'linux'
const UNKNOWN = 'unknown'

/**
 * Undefined when no such process runs. On Linux its start time in ticks since boot, which tells it from a later process
 * with the same pid; elsewhere, and where /proc is hidden, only that it runs.
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  const fields = linux
    ? read(`/proc/${pid}/stat`)
        ?.replace(/^.*\) /s, '')
        .split(' ')
    : undefined
  // A zombie has ended; whoever started it has not looked yet, and init of a container may never.
  if (fields !== undefined) return /[ZX]/.test(fields[0] ?? '') ? undefined : (fields[19] ?? UNKNOWN)
  try {
    process.kill(pid, 0)
    return UNKNOWN
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? UNKNOWN : undefined
  }
}

/** Still the process that had this identity when it was written down. */
export function isSameProcess(pid: number, identity: string): boolean {
  const now = processIdentity(pid)
  return now !== undefined && (now === identity || now === UNKNOWN || identity === UNKNOWN)
}

/** A server process of this data directory: its postmaster, or one of its children. */
export async function isServerProcess(pid: number, data_dir: string): Promise<boolean> {
  if (processIdentity(pid) === undefined) return false
  if (!linux) {
    const { output } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])
    return output.includes('postgres') && output.includes(data_dir)
  }
  const argv = read(`/proc/${pid}/cmdline`)?.split('\0') ?? []
  if (!basename(argv[0] ?? '').startsWith('postgres')) return false
  // Servers sit in their data directory. Compared as a folder and not by name, since it may have been moved.
  const here = folderIdentity(`/proc/${pid}/cwd`)
  return here === undefined ? argv.includes(data_dir) : here === folderIdentity(data_dir)
}

/** What a killed postmaster left running: a backend notices its death only when it next waits. Linux only. */
export async function serverProcesses(data_dir: string): Promise<number[]> {
  if (!linux) return []
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const ours = await Promise.all(pids.map((pid) => isServerProcess(pid, data_dir)))
  return pids.filter((_, index) => ours[index])
}

/** False when it is already gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

/** True when it went within the time. */
export async function waitUntilGone(pid: number, identity: string, timeout_ms: number): Promise<boolean> {
  const deadline_ms = performance.now() + timeout_ms
  while (isSameProcess(pid, identity)) {
    if (performance.now() > deadline_ms) return false
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return true
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function folderIdentity(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
