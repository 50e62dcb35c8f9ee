/** What was found of one trial, as a repetition of the result: its figures, and why they do not count if they do not. */
import type { OpenLoopReport } from './load/ledger.ts'
import type { LoadReport } from './load/order.ts'
import { invalidReasons, openReasons } from './measure/guards.ts'
import type { Ended } from './processes.ts'
import type { Evidence, Load, Repetition } from './result.ts'
import { merged, mergedPercentiles, percentilesOf } from './stats/latency.ts'

export type Found =
  | { fault: string }
  | { kind: 'closed'; report: LoadReport; evidence: Evidence }
  | { kind: 'open'; report: OpenLoopReport; evidence: Evidence; rate: number; peak: number | null }

export function reasonsOf(
  pool: number,
  load: Load,
  found: Found,
  ended: Ended,
  broken_invariant: string | undefined,
): string[] {
  if ('fault' in found) return [found.fault, ...(ended.fault === undefined ? [] : [ended.fault])]
  const { evidence } = found
  const common = { ...ended, evidence, pool, broken_invariant }
  if (found.kind === 'closed')
    return invalidReasons({ ...common, load: found.report, connections: load.connections })
  // More than the most is not held, and is not meant to be.
  const held = load.kind === 'open' && (load.of_peak === null || load.of_peak <= 1)
  return openReasons({ ...common, load: found.report, held })
}

export function asRepetition(
  order: number,
  found: Found,
  ended: Ended,
  invalid_reasons: string[],
): Repetition {
  const common = { order, valid: invalid_reasons.length === 0, invalid_reasons }
  if ('fault' in found)
    return {
      ...{ ...common, requests_per_second: 0, latency_us: { ...mergedPercentiles([]), max: 0 } },
      ...{ offered: null, verified: 0, wrong: 0, unanswered: 0, errors: 0, timeouts: 0 },
      ...{ timeline: null, evidence: null },
    }
  const { report } = found
  const latency = merged([report.latency_us])
  // In an open loop that is asked too much many answers come later than the window.
  const answered = found.kind === 'closed' ? report.verified : found.report.came
  return {
    ...common,
    requests_per_second: answered / report.elapsed_s,
    latency_us: { ...percentilesOf(latency), max: latency.totalCount === 0 ? 0 : latency.maxValue },
    offered:
      found.kind === 'closed'
        ? null
        : {
            ...{ rate: found.rate, peak: found.peak },
            ...{ requests: found.report.offered, sent: found.report.sent },
            service_us: mergedPercentiles([found.report.service_us]),
          },
    ...{ verified: report.verified, wrong: report.wrong, unanswered: report.unanswered },
    errors: found.kind === 'closed' ? found.report.errors : found.report.broken + found.report.failed,
    timeouts: found.kind === 'closed' ? found.report.timeouts : found.report.unanswered,
    timeline: report.timeline,
    evidence: { ...found.evidence, most_in_progress: ended.most_in_progress },
  }
}
