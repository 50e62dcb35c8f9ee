/** In words: of what a profile is, how it went, and why it is not to be believed. */
import type { Golden } from '../ask.ts'
import type { LoadReport } from '../load/order.ts'
import { count, ms, rate } from '../report/numbers.ts'
import { mergedPercentiles } from '../stats/latency.ts'
import { type Bench, brokenAfter } from '../trial.ts'
import type { ProfileOptions } from './options.ts'
import type { About } from './page.ts'
import { type Tool, unseen } from './tools.ts'

/** A profile of wrong answers is one of something else. */
export async function faultsOf(
  bench: Bench,
  golden: Golden,
  { verified, written, wrong, first_wrong, unanswered }: LoadReport,
): Promise<string[]> {
  const broken = await brokenAfter(bench, golden, written)
  return [
    ...(wrong > 0 ? [`${count(wrong)} answers were wrong, as ${first_wrong}`] : []),
    ...(unanswered > 0 ? [`${count(unanswered)} requests had no answer`] : []),
    ...(verified === 0 ? ['there was no right answer'] : []),
    ...(broken === undefined ? [] : [broken]),
  ]
}

/** How it went. */
export function saidOf(
  { runtime, contender }: ProfileOptions,
  tool: Tool,
  { verified, elapsed_s, latency_us }: LoadReport,
): string[] {
  const { p50, p99 } = mergedPercentiles([latency_us])
  const others = unseen(tool, runtime, contender.entry.name)
  return [
    `${count(verified)} verified answers in ${elapsed_s.toFixed(1)} s, ${rate(verified / elapsed_s)} a second, p50 ${ms(p50)}, p99 ${ms(p99)}: under a profiler, which slows down, and so no measurement.`,
    ...(others === undefined ? [] : [others]),
  ]
}

export function aboutOf(
  { run, contender, connections }: ProfileOptions,
  tool: Tool,
  { runtime, said, faults, command }: { runtime: string; said: string[]; faults: string[]; command: string },
): About {
  const { workload, profile, pool, workers } = run
  return {
    title: `${contender.entry.name} on ${workload.name}: ${tool.name === 'cpu' ? 'the processor' : 'the memory'}`,
    notices: faults.map((fault) => `Not to be believed: ${fault}.`),
    lead: [
      `${runtime}, dataset ${profile}, ${connections} clients that wait for an answer before they ask again, ${pool} database connections, ${workers} workers where there are any.`,
      ...said,
    ],
    command,
  }
}
