/** The span of time that counts, and who used how much of a processor in it. */
import { usedBy } from '../measure/processors.ts'

export interface LoadWindow {
  /** The first time only; `onClose` is called when the duration is over. */
  open(now_ms: number): void
  /** Whether a moment of `performance.now()` lies in it. */
  holds(moment_ms: number): boolean
  /** Of this process, as a share of one core; of its whole life when the window has not closed. */
  cpuShare(): number
  /** Processor time of the server for each answer, in seconds. */
  serverEach(): number | undefined
  /** Processor time of the server for each answer in the second half, as a multiple of that in the first. */
  trend(): number | undefined
}

export interface Watched {
  duration_s: number
  server_pid: number
  /** So far. */
  answers: () => number
  onClose: () => void
}

interface Mark {
  server_s: number | undefined
  answers: number
}

/** Processor time is told in hundredths of a second: below this a half says nothing. */
const LEAST_SERVER_S = 0.25

export function loadWindow({ duration_s, server_pid, answers, onClose }: Watched): LoadWindow {
  const own_s = (from?: NodeJS.CpuUsage) => {
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1e6
  }
  const mark = (): Mark => ({ server_s: usedBy(server_pid), answers: answers() })
  let begin_ms = Number.POSITIVE_INFINITY
  let at_begin: NodeJS.CpuUsage | undefined
  let share: number | undefined
  const marks: Mark[] = []
  return {
    open: (now_ms) => {
      if (at_begin !== undefined) return
      begin_ms = now_ms
      at_begin = process.cpuUsage()
      marks.push(mark())
      setTimeout(() => marks.push(mark()), duration_s * 500)
      setTimeout(() => {
        // By the clock and not by the duration: a starved process hears of its timer late.
        share = own_s(at_begin) / ((performance.now() - begin_ms) / 1000)
        marks.push(mark())
        onClose()
      }, duration_s * 1000)
    },
    holds: (moment_ms) => moment_ms >= begin_ms && moment_ms < begin_ms + duration_s * 1000,
    cpuShare: () => share ?? own_s() / (performance.now() / 1000),
    serverEach: () => {
      const [begin, , end] = marks
      return begin && end && eachOf(begin, end)
    },
    trend: () => {
      const [begin, middle, end] = marks
      const first = begin && middle && eachOf(begin, middle)
      const second = middle && end && eachOf(middle, end)
      return first === undefined || second === undefined ? undefined : second / first
    },
  }
}

/** Seconds of the server's processor time for each answer between two marks. */
function eachOf(from: Mark, to: Mark): number | undefined {
  const answers = to.answers - from.answers
  const used_s = (to.server_s ?? 0) - (from.server_s ?? 0)
  return answers > 0 && used_s >= LEAST_SERVER_S ? used_s / answers : undefined
}
