/** When requests are meant to be sent, whatever becomes of those before: that is what makes a loop open. */
import type { Random } from '#lib/dataset/random'

export const arrival_names = ['constant', 'poisson'] as const
export type Arrivals = (typeof arrival_names)[number]

export interface Schedule {
  /** Of the next request, in milliseconds after the beginning. */
  readonly due_ms: number
  advance(): void
}

/** One of `of` generators that together make `per_s`: evenly spaced ones take turns, random ones add up by themselves. */
export function schedule(
  arrivals: Arrivals,
  per_s: number,
  random: Random,
  { index = 0, of = 1 }: { index?: number; of?: number } = {},
): Schedule {
  const step_ms = (1_000 * of) / per_s
  let sent = 0
  let due_ms = 0
  const evenly = () => {
    // By multiplication: a sum of steps would drift.
    due_ms = (sent + index / of) * step_ms
  }
  // Independent customers: the time between two of them has an exponential distribution.
  const randomly = () => {
    due_ms -= Math.log(1 - random.unit()) * step_ms
  }
  const next = arrivals === 'constant' ? evenly : randomly
  next()
  return {
    get due_ms() {
      return due_ms
    },
    advance: () => {
      sent++
      next()
    },
  }
}
