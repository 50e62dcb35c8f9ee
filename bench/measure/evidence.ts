/** What was seen from inside and outside of a server, for each answer that it gave. */
import type { Timeline } from '../load/timeline.ts'
import type { Stats } from '../model.ts'
import type { Evidence } from '../result.ts'
import type { Inside } from './inside.ts'
import type { Outside } from './outside.ts'

export interface Seen {
  outside: Outside
  /** Undefined of a server that did not say. */
  inside: Inside | undefined
  stats: Stats
  verified: number
  elapsed_s: number
  timeline: Timeline
  generator_cpu_share: number
  generator_late_us: number
}

/** Processor time is told in hundredths of a second: below this a half says nothing. */
const LEAST_SERVER_S = 0.25

export function evidenceOf(seen: Seen): Evidence {
  const { outside, inside, stats, verified, elapsed_s } = seen
  const each = (us: number | null) => (us === null || verified === 0 ? null : round(us / verified))
  const of_s = (s: number | null) => (s === null ? null : s * 1e6)
  const waiting = inside?.waiting ?? null
  return {
    most_in_progress: stats.most_in_progress,
    database_connections: outside.database_connections,
    generator_cpu_share: round(seen.generator_cpu_share),
    generator_late_us: Math.round(seen.generator_late_us),
    others_cpu_share: outside.others_cpu_share === null ? null : round(outside.others_cpu_share),
    steal_share: outside.steal_share === null ? null : round(outside.steal_share),
    server_us_each: (outside.server_s ?? 0) < LEAST_SERVER_S ? null : each(of_s(outside.server_s)),
    server_trend: trendOf(seen),
    server_rss_bytes: outside.server_rss_bytes,
    switches_each: each(outside.switches),
    loop_late_us: inside?.loop_late_us ?? null,
    waiting: waiting === null ? null : round(waiting),
    waiting_us_each:
      waiting === null || verified === 0 ? null : round((waiting * elapsed_s * 1e6) / verified),
    database_us_each: each(outside.statements?.total_us ?? null),
    database_cpu_us_each: each(of_s(outside.postgres_s)),
    statements_each: each(outside.statements?.calls ?? null),
    shares: (inside?.shares ?? []).map(round),
  }
}

function trendOf({ outside, timeline }: Seen): number | null {
  const { server_s, server_first_s } = outside
  if (server_s === null || server_first_s === null) return null
  const second_s = server_s - server_first_s
  const middle = timeline.verified.length >> 1
  const answers = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0)
  const first = answers(timeline.verified.slice(0, middle))
  const second = answers(timeline.verified.slice(-middle))
  if (server_first_s < LEAST_SERVER_S || second_s < LEAST_SERVER_S || first === 0 || second === 0) return null
  return round(second_s / second / (server_first_s / first))
}

/** Four digits: more would be noise, in a file that people read. */
const round = (value: number): number => Number(value.toPrecision(4))
