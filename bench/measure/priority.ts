/** Who measures goes first: a generator that stands in line behind the server tells how long it stood there, too. */
import { writeFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

const FIRST = -10

/**
 * A process that leads its own session. False where that is not allowed, as to anybody but root: then the rule about late
 * generators has the last word.
 */
export function goFirst(pid: number): boolean {
  try {
    setPriority(pid, FIRST)
  } catch {
    return false
  }
  try {
    // Where Linux groups processes by session, groups compete with each other, and a nice value counts within one alone.
    writeFileSync(`/proc/${pid}/autogroup`, String(FIRST))
  } catch {
    // It does not group them.
  }
  return true
}

/** Whether this process may let others go first. */
export function mayGoFirst(): boolean {
  const before = getPriority()
  try {
    setPriority(before - 1)
  } catch {
    return false
  }
  setPriority(before)
  return true
}
