/** Who used the processors and what else the kernel counts, as Linux tells it; on other systems every answer is undefined. */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Linux counts in hundredths of a second, whatever the kernel was built with. */
const TICKS_PER_S = 100

/** A process as /proc shows it. */
export interface ProcessSeen {
  pid: number
  parent: number
  name: string
  /** Of the process and of those of its children that have ended and been waited for, seconds. */
  used_s: number
}

/** All processes that are there now, by their number; empty where there is no /proc. */
export function processes(): ReadonlyMap<number, ProcessSeen> {
  const all = new Map<number, ProcessSeen>()
  for (const name of list('/proc')) {
    const one = /^\d+$/.test(name) ? readStat(Number(name)) : undefined
    if (one !== undefined) all.set(one.pid, one)
  }
  return all
}

/** A process and all that descend from it. */
export function below(top: number, all: ReadonlyMap<number, ProcessSeen> = processes()): ProcessSeen[] {
  const is_below = (pid: number) => {
    let at: number | undefined = pid
    while (at !== undefined && at !== top) at = all.get(at)?.parent
    return at === top
  }
  return [...all.values()].filter(({ pid }) => is_below(pid))
}

export const usedByAll = (some: readonly ProcessSeen[]): number =>
  some.reduce((sum, one) => sum + one.used_s, 0)

/** Seconds that a process and all that descend from it have used so far, with those that have ended. */
export const usedBy = (pid: number): number | undefined =>
  readStat(pid) === undefined ? undefined : usedByAll(below(pid))

/** Seconds that this process and all that descend from it have used so far: PostgreSQL, the server under test, the load. */
export const usedByUs = (): number => usedByAll(below(process.pid))

/** What the machine has done so far, seconds of all processors together. */
export interface MachineSeen {
  /** Programs; interrupts serve everybody and are left out. */
  used_s: number
  /** Taken by the hypervisor for somebody else. */
  steal_s: number
}

export function machine(): MachineSeen | undefined {
  try {
    // cpu  user nice system idle iowait irq softirq steal …
    const [, user = 0, nice = 0, system = 0, , , , , steal = 0] = readFileSync('/proc/stat', 'utf8')
      .split(/\s+/, 9)
      .map(Number)
    return { used_s: (user + nice + system) / TICKS_PER_S, steal_s: steal / TICKS_PER_S }
  } catch {
    return undefined
  }
}

/** Starts to look; the function returned tells the share of the machine, 0 to 1, that other programs have used since. */
export function watchOthers(): () => number | undefined {
  const from = { all: machine(), ours: usedByUs(), at_ms: performance.now() }
  return () => {
    const all = machine()
    if (all === undefined || from.all === undefined) return undefined
    const others_s = all.used_s - from.all.used_s - (usedByUs() - from.ours)
    return Math.max(0, others_s / ((performance.now() - from.at_ms) / 1000) / availableParallelism())
  }
}

/** Context switches so far of all threads that are there now: given up and taken away. */
export function switchesOf(some: readonly ProcessSeen[]): number {
  let sum = 0
  for (const { pid } of some)
    for (const thread of list(`/proc/${pid}/task`))
      for (const [, count] of read(`/proc/${pid}/task/${thread}/status`).matchAll(/ctxt_switches:\s+(\d+)/g))
        sum += Number(count)
  return sum
}

/** Resident memory of all of them; what they share counts for each. */
export const residentBytes = (some: readonly ProcessSeen[]): number =>
  some.reduce(
    (sum, { pid }) => sum + 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0),
    0,
  )

/** Undefined for a process that has ended meanwhile. */
function readStat(pid: number): ProcessSeen | undefined {
  const text = read(`/proc/${pid}/stat`)
  if (text === '') return undefined
  // The name, in parentheses, may hold anything; what follows it begins with the third field of proc_pid_stat(5).
  const end = text.lastIndexOf(')')
  const fields = text
    .slice(end + 2)
    .split(' ')
    .map(Number)
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
  return {
    pid,
    parent: fields[1] ?? 0,
    name: text.slice(text.indexOf('(') + 1, end),
    used_s: (utime + stime + cutime + cstime) / TICKS_PER_S,
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
