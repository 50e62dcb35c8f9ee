/** What comes back when, as instants and amounts. */
import { type CancellationPolicy, cancellation_policies } from '../contract.ts'
import type { CancellationStep } from './contract.ts'
import { share } from './money.ts'

const HOUR_MS = 3_600_000

/** Of the total, halves up. Steps whose deadline is over at `now` are left out; the last one has no end. */
export function cancellationTimeline(
  policy: CancellationPolicy,
  check_in: string,
  total: number,
  currency: string,
  now: Date,
): CancellationStep[] {
  const arrival_ms = Date.parse(`${check_in}T00:00:00Z`)
  const step = (until: string | null, refund_percent: number): CancellationStep => ({
    until,
    refund_percent,
    refund: { amount: share(total, refund_percent, 100), currency },
  })
  const ahead = cancellation_policies[policy]
    .map((line) => ({ ...line, until_ms: arrival_ms - line.hours_before * HOUR_MS }))
    .filter(({ until_ms }) => until_ms > now.getTime())
    .map(({ until_ms, refund_percent }) => step(instant(until_ms), refund_percent))
  return [...ahead, step(null, 0)]
}

/** RFC 3339 in whole seconds. */
export const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
