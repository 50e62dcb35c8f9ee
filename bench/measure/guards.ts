/** When a repetition does not count: each rule says why, in words for the report. */
import type { OpenLoopReport } from '../load/ledger.ts'
import type { LoadReport } from '../load/order.ts'
import type { Ended } from '../processes.ts'
import type { Evidence } from '../result.ts'
import { mergedPercentiles } from '../stats/latency.ts'
import { drift } from '../stats/stationary.ts'

export const MAX_GENERATOR_SHARE = 0.9
/** Of the generator itself, p99: in an open loop it is part of every latency, and must be little of it. */
export const MAX_LATE_US = 10_000
const MAX_LATE_PART = 0.5
/** As punctual as a program can be that shares a processor. */
const PUNCTUAL_US = 1_500
export const LEAST_SENT = 0.99
/**
 * Little's law: in a closed loop, connections = throughput x mean latency. A window counts whole answers, and each
 * connection has one under way at both of its ends: as coarse as an answer is long, so much may it be off besides. In an
 * open loop the requests on their way are counted up and down, and must be what the records of each add up to.
 */
const LITTLE_TOLERANCE = 0.03
/** Of all processors: more, and who was measured is the question. */
const MAX_OTHERS_SHARE = 0.05
const MAX_STEAL_SHARE = 0.02
/** The second half of a window differs from the first by more than this, and hardly by chance. */
const MAX_DRIFT = 0.1
const DRIFT_BY_CHANCE = 0.001

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`

/** What every kind of load has in common. */
interface Common extends Ended {
  /** Undefined where nobody looked. */
  evidence: Evidence | undefined
  /** Database connections that the server may have. */
  pool: number
  /** What the workload says of its own data afterwards. */
  broken_invariant?: string | undefined
}

export interface ClosedMeasured extends Common {
  load: LoadReport
  connections: number
}

/** Of a closed loop. */
export function invalidReasons(measured: ClosedMeasured): string[] {
  const { load, connections } = measured
  const reasons = [...endReasons(measured), ...wrongReasons(load)]
  if (load.unanswered > 0)
    reasons.push(
      `${load.unanswered} requests were never answered (${load.timeouts} waited until the timeout)`,
    )
  if (load.errors > 0) reasons.push(`${load.errors} connections failed`)
  reasons.push(...generatorReasons(load.cpu_share, load.late_us_p99))
  const busy = ((load.verified / load.elapsed_s) * load.mean_latency_us) / 1e6
  const off = Math.abs(busy / connections - 1)
  const coarse = load.mean_latency_us / 1e6 / load.elapsed_s
  if (load.verified > 0 && off > LITTLE_TOLERANCE + coarse)
    reasons.push(
      `Little's law is off by ${percent(off)}: throughput x mean latency is ${busy.toFixed(1)}, connections are ${connections}`,
    )
  reasons.push(...driftReasons(load.timeline.verified))
  return [...reasons, ...evidenceReasons(measured)]
}

export interface OpenMeasured extends Common {
  load: OpenLoopReport
  /** The rate must have been held, and nothing failed; of a system that is asked too much and does not refuse that cannot be. */
  held: boolean
}

/** Of an open loop. */
export function openReasons(measured: OpenMeasured): string[] {
  const { load, held } = measured
  const reasons = [...endReasons(measured), ...rateFaults(load, { held })]
  const { on_their_way, counted_on_their_way } = load
  const off = Math.abs(counted_on_their_way / on_their_way - 1)
  if (on_their_way > 0 && off > LITTLE_TOLERANCE)
    reasons.push(
      `Little's law is off by ${percent(off)}: arrival rate x mean time on the way is ${on_their_way.toFixed(2)}, counted on their way were ${counted_on_their_way.toFixed(2)}`,
    )
  if (held) reasons.push(...driftReasons(load.timeline.verified))
  return [...reasons, ...evidenceReasons(measured)]
}

/** What the report of an open loop alone says. */
export function rateFaults(load: OpenLoopReport, { held }: { held: boolean }): string[] {
  const faults = wrongReasons(load, held)
  if (load.broken > 0) faults.push(`${load.broken} connections ended before the answer`)
  if (load.unanswered > 0) faults.push(`${load.unanswered} requests were never answered`)
  faults.push(...generatorFaults(load))
  if (held && load.failed > 0)
    faults.push(`${load.failed} requests were answered 503 for another reason than too much to do`)
  if (held && load.sent < LEAST_SENT * load.offered) {
    const unsent = Math.round((1 - load.sent / load.offered) * 100)
    faults.push(`${unsent} % were not sent: every connection waited for an answer`)
  }
  return faults
}

/** What is the fault of whoever asks. */
export function generatorFaults({
  cpu_share,
  lag_us,
  latency_us,
}: Pick<OpenLoopReport, 'cpu_share' | 'lag_us' | 'latency_us'>): string[] {
  const late_us = mergedPercentiles([lag_us]).p99
  const { p99 } = mergedPercentiles([latency_us])
  const reasons = generatorReasons(cpu_share, late_us)
  if (reasons.length === 0 && late_us > PUNCTUAL_US && late_us > MAX_LATE_PART * p99)
    reasons.push(
      `the generator was late itself: by ${(late_us / 1000).toFixed(1)} ms of ${(p99 / 1000).toFixed(1)} ms at the 99th percentile`,
    )
  return reasons
}

const endReasons = ({ fault, broken_invariant }: Common): string[] => [
  ...(fault === undefined ? [] : [fault]),
  ...(broken_invariant === undefined ? [] : [`afterwards: ${broken_invariant}`]),
]

function wrongReasons(
  load: { wrong: number; first_wrong?: string | undefined; verified: number },
  answers_wanted = true,
): string[] {
  const reasons: string[] = []
  if (load.wrong > 0) reasons.push(`${load.wrong} wrong answers, the first: ${load.first_wrong ?? 'unknown'}`)
  if (answers_wanted && load.verified === 0) reasons.push('no verified answer')
  return reasons
}

function generatorReasons(cpu_share: number, late_us: number): string[] {
  const reasons: string[] = []
  if (cpu_share > MAX_GENERATOR_SHARE)
    reasons.push(`the generator used ${percent(cpu_share)} of a core: it may be what was measured`)
  if (late_us > MAX_LATE_US)
    reasons.push(`the generator was late itself: by ${(late_us / 1000).toFixed(1)} ms at its 99th percentile`)
  return reasons
}

function driftReasons(slices: readonly number[]): string[] {
  const found = drift(slices)
  if (found === undefined || found.p > DRIFT_BY_CHANCE || Math.abs(found.ratio - 1) <= MAX_DRIFT) return []
  return [
    `not stationary: the second half of the window had ${percent(found.ratio)} of the throughput of the first; a longer --warmup may help`,
  ]
}

function evidenceReasons({ evidence, allowed_in_progress, most_in_progress, pool }: Common): string[] {
  const reasons: string[] = []
  if (allowed_in_progress !== undefined && most_in_progress > allowed_in_progress)
    reasons.push(`${most_in_progress} requests were in progress, where ${allowed_in_progress} may be`)
  if (evidence === undefined) return reasons
  // Fewer is the model's own loss: a pool closes what it does not need.
  if (evidence.database_connections > pool)
    reasons.push(`${evidence.database_connections} database connections were open, where ${pool} may be`)
  return [...reasons, ...machineReasons(evidence)]
}

/** What others did on the machine meanwhile. */
export function machineReasons({
  steal_share,
  others_cpu_share,
}: Pick<Evidence, 'steal_share' | 'others_cpu_share'>): string[] {
  const reasons: string[] = []
  if ((steal_share ?? 0) > MAX_STEAL_SHARE)
    reasons.push(`the hypervisor gave ${percent(steal_share ?? 0)} of the processors to somebody else`)
  if ((others_cpu_share ?? 0) > MAX_OTHERS_SHARE)
    reasons.push(`other programs used ${percent(others_cpu_share ?? 0)} of the processors`)
  return reasons
}
