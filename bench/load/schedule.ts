/** When requests are meant to be sent, whatever becomes of those before: that is what makes a loop open. */
import type { Random } from '#lib/dataset/random'

export const arrival_names = ['constant', 'poisson'] as const
export type Arrivals = (typeof arrival_names)[number]

/** From so many seconds into the window on, so many times the rate. */
export interface Stage {
  from_s: number
  times: number
}

export interface Schedule {
  /** Of the next request, in milliseconds after the beginning. */
  readonly due_ms: number
  advance(): void
}

export interface ScheduleOptions {
  /** Which of how many generators this is: evenly spaced ones take turns, random ones add up by themselves. */
  index?: number
  of?: number
  stages?: readonly Stage[]
  /** Where the window begins that stages are counted from. */
  from_ms?: number
}

/** One of `of` generators that together make `per_s`, but for the stages. */
export function schedule(
  arrivals: Arrivals,
  per_s: number,
  random: Random,
  { index = 0, of = 1, stages = [], from_ms = 0 }: ScheduleOptions = {},
): Schedule {
  const step_ms = (1_000 * of) / per_s
  const moment = momentOf(stages, from_ms)
  let sent = 0
  let steady_ms = 0
  const evenly = () => {
    // By multiplication: a sum of steps would drift.
    steady_ms = (sent + index / of) * step_ms
  }
  // Independent customers: the time between two of them has an exponential distribution.
  const randomly = () => {
    steady_ms -= Math.log(1 - random.unit()) * step_ms
  }
  const next = arrivals === 'constant' ? evenly : randomly
  next()
  return {
    get due_ms() {
      return moment(steady_ms)
    },
    advance: () => {
      sent++
      next()
    },
  }
}

/**
 * From a clock by which requests come at one rate to ours: it runs so many times as fast as a stage has more of them, so
 * that arrivals keep their distribution at every rate.
 */
function momentOf(stages: readonly Stage[], from_ms: number): (steady_ms: number) => number {
  const pieces = [{ at_ms: 0, steady_ms: 0, times: 1 }]
  for (const { from_s, times } of stages) {
    const last = pieces.at(-1)
    if (last === undefined) continue
    const at_ms = from_ms + from_s * 1_000
    pieces.push({ at_ms, steady_ms: last.steady_ms + (at_ms - last.at_ms) * last.times, times })
  }
  return (steady_ms) => {
    const piece = pieces.findLast((one) => one.steady_ms <= steady_ms) ?? { at_ms: 0, steady_ms: 0, times: 1 }
    return piece.at_ms + (steady_ms - piece.steady_ms) / piece.times
  }
}
