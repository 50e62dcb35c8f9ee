/** When a repetition does not count: each rule says why, in words for the report. */
import type { LoadReport } from '../load/order.ts'
import type { Ended } from '../processes.ts'

const MAX_GENERATOR_SHARE = 0.9
/**
 * Little's law: in a closed loop, connections = throughput x mean latency. A window counts whole answers, and each
 * connection has one under way at both of its ends: as coarse as an answer is long, so much may it be off besides.
 */
const LITTLE_TOLERANCE = 0.03

export interface Measured extends Ended {
  load: LoadReport
  connections: number
  /** Database connections that the server had open at the end of the load, and how many it may. */
  database_connections: number
  pool: number
}

export function invalidReasons(measured: Measured): string[] {
  const { load, connections, most_in_progress, allowed_in_progress, database_connections, pool } = measured
  const reasons: string[] = []
  if (measured.fault !== undefined) reasons.push(measured.fault)
  if (load.wrong > 0) reasons.push(`${load.wrong} wrong answers, the first: ${load.first_wrong ?? 'unknown'}`)
  if (load.unanswered > 0)
    reasons.push(
      `${load.unanswered} requests were never answered (${load.timeouts} waited until the timeout)`,
    )
  if (load.errors > 0) reasons.push(`${load.errors} connections failed`)
  if (load.verified === 0) reasons.push('no verified answer')
  if (load.cpu_share > MAX_GENERATOR_SHARE)
    reasons.push(`the generator used ${percent(load.cpu_share)} of a core: it may be what was measured`)
  if (allowed_in_progress !== undefined && most_in_progress > allowed_in_progress)
    reasons.push(`${most_in_progress} requests were in progress, where ${allowed_in_progress} may be`)
  // Fewer is the model's own loss: a pool closes what it does not need.
  if (database_connections > pool)
    reasons.push(`${database_connections} database connections were open, where ${pool} may be`)
  const busy = ((load.verified / load.elapsed_s) * load.mean_latency_us) / 1e6
  const off = Math.abs(busy / connections - 1)
  const coarse = load.mean_latency_us / 1e6 / load.elapsed_s
  if (load.verified > 0 && off > LITTLE_TOLERANCE + coarse)
    reasons.push(
      `Little's law is off by ${percent(off)}: throughput x mean latency is ${busy.toFixed(1)}, connections are ${connections}`,
    )
  return reasons
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`
