/** A server that ends without having been told to is started again. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Postmaster } from './lockfile.ts'
import { isSameProcess } from './processes.ts'

/** An adopted server is nobody's child, so its end is looked for; the look is one small read of /proc. */
const LOOK_MS = 100
const BACKOFF_MS = { first: 100, most: 5_000 } as const

export interface Kept {
  /** The one that runs now, or ran last. */
  readonly postmaster: Postmaster
  /** No further start. Resolves when none is under way. */
  leave(): Promise<void>
}

/** Tries without end, ever more slowly: a full disk may be cleared. `relaunch` rejects with what to print. */
export function keepRunning(
  first: Postmaster,
  relaunch: () => Promise<Postmaster>,
  log: (line: string) => void,
): Kept {
  const left = new AbortController()
  let postmaster = first

  const restart = async () => {
    log(`PostgreSQL (process ${postmaster.pid}) ended by itself: starting it again`)
    for (let backoff_ms: number = BACKOFF_MS.first; !left.signal.aborted; ) {
      try {
        postmaster = await relaunch()
        log(`PostgreSQL runs again as process ${postmaster.pid}`)
        return
      } catch (error) {
        log(`${error instanceof Error ? error.message : String(error)}; trying again in ${backoff_ms} ms`)
        await pause(backoff_ms, undefined, { signal: left.signal })
        backoff_ms = Math.min(backoff_ms * 2, BACKOFF_MS.most)
      }
    }
  }
  const watch = async () => {
    while (!left.signal.aborted) {
      if (!isSameProcess(postmaster.pid, postmaster.identity)) await restart()
      await pause(LOOK_MS, undefined, { signal: left.signal })
    }
  }
  // Only leaving interrupts a pause.
  const watching = watch().catch(() => undefined)
  return {
    get postmaster() {
      return postmaster
    },
    leave: () => {
      left.abort()
      return watching
    },
  }
}
