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
  /** Programs and interrupts: where the kernel does not tell them apart, interrupts are in the time of programs, too. */
  used_s: number
  /** Taken by the hypervisor for somebody else. */
  steal_s: number
}

export function machine(): MachineSeen | undefined {
  try {
    // cpu  user nice system idle iowait irq softirq steal …
    const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync(
      '/proc/stat',
      'utf8',
    )
      .split(/\s+/, 9)
      .map(Number)
    const used_s = (user + nice + system + irq + softirq) / TICKS_PER_S
    return { used_s, steal_s: steal / TICKS_PER_S }
  } catch {
    return undefined
  }
}

/** Of all processors, 0 to 1; null where the system does not say. */
export interface MachineShares {
  others_cpu_share: number | null
  steal_share: number | null
}

interface MachineLook {
  at_ms: number
  machine: MachineSeen | undefined
  ours_s: number
}

export const lookAtMachine = (ours_s = usedByUs()): MachineLook => ({
  at_ms: performance.now(),
  machine: machine(),
  ours_s,
})

/** What programs that are no part of the run used between two looks, and what was taken from all. */
export function sharesBetween(from: MachineLook, to: MachineLook): MachineShares {
  if (from.machine === undefined || to.machine === undefined)
    return { others_cpu_share: null, steal_share: null }
  const all_s = ((to.at_ms - from.at_ms) / 1_000) * availableParallelism()
  const others_s = to.machine.used_s - from.machine.used_s - (to.ours_s - from.ours_s)
  return {
    others_cpu_share: Math.max(0, others_s / all_s),
    steal_share: Math.max(0, (to.machine.steal_s - from.machine.steal_s) / all_s),
  }
}

/** Starts to look; the function returned tells what there was since. */
export function watchMachine(): () => MachineShares {
  const from = lookAtMachine()
  return () => sharesBetween(from, lookAtMachine())
}

/** Starts to look; the function returned tells the share of the machine, 0 to 1, that other programs have used since. */
export function watchOthers(): () => number | undefined {
  const watched = watchMachine()
  return () => watched().others_cpu_share ?? undefined
}

/** Context switches so far of every thread that is there now: given up and taken away. */
export function switchesOf(some: readonly ProcessSeen[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>()
  for (const { pid } of some)
    for (const thread of list(`/proc/${pid}/task`)) {
      const counts = read(`/proc/${pid}/task/${thread}/status`).matchAll(/ctxt_switches:\s+(\d+)/g)
      all.set(
        thread,
        [...counts].reduce((sum, [, count]) => sum + Number(count), 0),
      )
    }
  return all
}

/** Between two looks; null where threads came or went: what those did that are gone is not told. */
export function switchesBetween(
  from: ReadonlyMap<string, number>,
  to: ReadonlyMap<string, number>,
): number | null {
  if (from.size === 0 || from.size !== to.size || [...from.keys()].some((thread) => !to.has(thread)))
    return null
  return [...to].reduce((sum, [thread, count]) => sum + count - (from.get(thread) ?? 0), 0)
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
