/** When figures of an open loop do not count: each rule says why, in words for the report. */
import type { OpenLoopReport } from '../load/ledger.ts'
import { mergedPercentiles } from '../stats/latency.ts'

const MAX_CPU_SHARE = 0.9
/** Of the generator itself, p99: it is part of every latency, and must be little of it. */
const MAX_LAG_US = 10_000
const LEAST_SENT = 0.99

/** `held`: the rate must have been held, and nothing failed; of a system that is asked too much and does not refuse that cannot be. */
export function rateFaults(report: OpenLoopReport, { held }: { held: boolean }): string[] {
  const faults: string[] = []
  const lag_us = mergedPercentiles([report.lag_us]).p99
  if (report.wrong > 0)
    faults.push(`${report.wrong} wrong answers, the first: ${report.first_wrong ?? 'unknown'}`)
  if (report.broken > 0) faults.push(`${report.broken} connections ended before the answer`)
  if (report.unanswered > 0) faults.push(`${report.unanswered} requests were never answered`)
  if (held && report.verified === 0) faults.push('no verified answer')
  if (lag_us > MAX_LAG_US)
    faults.push(`the generator was late itself: by ${(lag_us / 1000).toFixed(1)} ms at its 99th percentile`)
  if (report.cpu_share > MAX_CPU_SHARE)
    faults.push(`the generator used ${Math.round(report.cpu_share * 100)} % of a core`)
  if (held && report.failed > 0)
    faults.push(`${report.failed} requests were answered 503 for another reason than too much to do`)
  if (held && report.sent < LEAST_SENT * report.offered) {
    const unsent = Math.round((1 - report.sent / report.offered) * 100)
    faults.push(`${unsent} % were not sent: every connection waited for an answer`)
  }
  return faults
}
