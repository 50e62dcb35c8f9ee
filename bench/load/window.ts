/** The span of time that counts, and what this process used of a processor in it. */

export interface LoadWindow {
  /** The first time only; `onClose` is called when the duration is over. */
  open(now_ms: number): void
  /** Whether a moment of `performance.now()` lies in it. */
  holds(moment_ms: number): boolean
  /** Share of one core; of the whole process when the window has not closed. */
  cpuShare(): number
}

export function loadWindow(duration_s: number, onClose: () => void): LoadWindow {
  const used_s = (from?: NodeJS.CpuUsage) => {
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1e6
  }
  let begin_ms = Number.POSITIVE_INFINITY
  let at_begin: NodeJS.CpuUsage | undefined
  let share: number | undefined
  return {
    open: (now_ms) => {
      if (at_begin !== undefined) return
      begin_ms = now_ms
      at_begin = process.cpuUsage()
      setTimeout(() => {
        // By the clock and not by the duration: a starved process hears of its timer late.
        share = used_s(at_begin) / ((performance.now() - begin_ms) / 1000)
        onClose()
      }, duration_s * 1000)
    },
    holds: (moment_ms) => moment_ms >= begin_ms && moment_ms < begin_ms + duration_s * 1000,
    cpuShare: () => share ?? used_s() / (performance.now() / 1000),
  }
}
