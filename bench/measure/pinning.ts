/** Linux only. Which processors a process may use: the generator must not take what it measures. */
import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** `0`, `0,2` or `0-3`, as taskset reads them. */
const CPU_LIST = /^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$/

/** The processors of a list, ascending; `undefined` when it is no list, or names one that this machine has not. */
export function readCpus(list: string, count = availableParallelism()): number[] | undefined {
  if (!CPU_LIST.test(list)) return undefined
  const cpus = new Set<number>()
  for (const part of list.split(',')) {
    const [from = 0, to = from] = part.split('-').map(Number)
    if (from > to || to >= count) return undefined
    for (let cpu = from; cpu <= to; cpu++) cpus.add(cpu)
  }
  return [...cpus].sort((a, b) => a - b)
}

/** All others of this machine. */
export const otherCpus = (cpus: readonly number[], count = availableParallelism()): number[] =>
  Array.from({ length: count }, (_, cpu) => cpu).filter((cpu) => !cpus.includes(cpu))

/** Every thread of the process, and every process that it starts from now on. Throws where that cannot be had. */
export function pin(pid: number, cpus: readonly number[]): void {
  execFileSync('taskset', ['-a', '-p', '-c', cpus.join(','), String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}
