/** When a repetition does not count: each rule says why, in words for the report. */
import type { LoadReport } from '../load/closed-loop.ts'
import type { Stats } from '../model.ts'

const MAX_GENERATOR_SHARE = 0.9
/** Little's law: in a closed loop, connections = throughput x mean latency. */
const LITTLE_TOLERANCE = 0.03

export interface Measured extends Stats {
  load: LoadReport
  connections: number
}

export function invalidReasons(measured: Measured): string[] {
  const { load, connections, most_in_progress, allowed_in_progress } = measured
  const reasons: string[] = []
  if (load.wrong > 0) reasons.push(`${load.wrong} wrong answers, the first: ${load.first_wrong ?? 'unknown'}`)
  if (load.timeouts > 0) reasons.push(`${load.timeouts} answers never came`)
  if (load.errors > 0) reasons.push(`${load.errors} connections were lost`)
  if (load.verified === 0) reasons.push('no verified answer')
  if (load.cpu_share > MAX_GENERATOR_SHARE)
    reasons.push(`the generator used ${percent(load.cpu_share)} of a core: it may be what was measured`)
  if (allowed_in_progress !== undefined && most_in_progress > allowed_in_progress)
    reasons.push(`${most_in_progress} requests were in progress, where ${allowed_in_progress} may be`)
  const busy = ((load.verified / load.elapsed_s) * load.mean_latency_us) / 1e6
  if (load.verified > 0 && Math.abs(busy / connections - 1) > LITTLE_TOLERANCE)
    reasons.push(
      `Little's law is off by ${percent(Math.abs(busy / connections - 1))}: throughput x mean latency is ${busy.toFixed(1)}, connections are ${connections}`,
    )
  return reasons
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`
