/** Who used the processors, as Linux tells it; on other systems every answer is undefined. */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Linux counts in hundredths of a second, whatever the kernel was built with. */
const TICKS_PER_S = 100

interface Used {
  parent: number
  /** Of the process and of those of its children that have ended and been waited for. */
  ticks: number
}

/** Seconds that a process and all that descend from it have used so far, with those that have ended. */
export function usedBy(pid: number): number | undefined {
  return readStat(pid) === undefined ? undefined : ticksBelow(pid) / TICKS_PER_S
}

/** Seconds that this process and all that descend from it have used so far: PostgreSQL, the server under test, the load. */
export const usedByUs = (): number => ourTicks() / TICKS_PER_S

/** Starts to look; the function returned tells the share of the machine, 0 to 1, that other programs have used since. */
export function watchOthers(): () => number | undefined {
  const from = { all: allTicks(), ours: ourTicks(), at_ms: performance.now() }
  return () => {
    const all = allTicks()
    if (all === undefined || from.all === undefined) return undefined
    const others_s = (all - from.all - (ourTicks() - from.ours)) / TICKS_PER_S
    return Math.max(0, others_s / ((performance.now() - from.at_ms) / 1000) / availableParallelism())
  }
}

/** Of programs; interrupts serve everybody and are left out. */
function allTicks(): number | undefined {
  try {
    const [, user, nice, system] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 4).map(Number)
    return (user ?? 0) + (nice ?? 0) + (system ?? 0)
  } catch {
    return undefined
  }
}

const ourTicks = (): number => ticksBelow(process.pid)

function ticksBelow(top: number): number {
  const processes = new Map<number, Used>()
  for (const name of list('/proc')) {
    const used = /^\d+$/.test(name) ? readStat(Number(name)) : undefined
    if (used !== undefined) processes.set(Number(name), used)
  }
  let sum = 0
  for (const [pid, { ticks }] of processes) if (isBelow(pid, top, processes)) sum += ticks
  return sum
}

function isBelow(pid: number, top: number, processes: ReadonlyMap<number, Used>): boolean {
  let at: number | undefined = pid
  while (at !== undefined && at !== top) at = processes.get(at)?.parent
  return at === top
}

/** Undefined for a process that has ended meanwhile. */
function readStat(pid: number): Used | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may hold anything; what follows it begins with the third field of proc_pid_stat(5).
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
    return { parent: fields[1] ?? 0, ticks: utime + stime + cutime + cstime }
  } catch {
    return undefined
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
