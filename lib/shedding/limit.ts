/**
 * How many requests of one route may be under way at once, found from how long they take: it falls when they take
 * longer than `allowed_ms` of what they took with few of them, and rises again when they do not. Time is given, never
 * read, so that a test needs no waiting.
 */

/** Never below: so many wait for a pool of the default size and its processor without harm. */
export const FLOOR = 20
/** Before anything is known, and after a rest. */
export const INITIAL = 200
export const CEILING = 1_000
/** With those that wait for others (`leave`): their number follows from the others' speed, and memory has an end. */
export const MOST_HELD = 4_000

/** Nobody minds a queue so short, whatever the route takes by itself; a burst goes through it. */
const QUEUE_MS = 25
const TOLERANCE = 2
export const allowed_ms = (base_ms: number): number => TOLERANCE * base_ms + QUEUE_MS

/** One decision for each window, of so long and so many answers at least. */
const WINDOW_MS = 100
const LEAST_ANSWERS = 20
/** Fewer answers than that in such a time, and few under way: there is no load. Many under way: nothing moves. */
const CALM_MS = 1_000
const STALL_MS = 500
/** After so long without a request nothing is left of what was. */
const REST_MS = 5_000
/** What a route takes with few requests changes; it is measured again so often. */
const BASE_MS = 30_000

export interface AdaptiveLimit {
  /** The most that may be under way. */
  readonly limit: number
  /** Under way, without those that wait for others. */
  readonly in_flight: number
  /** What it took on average with few under way; undefined before that is known. */
  readonly base_ms: number | undefined
  /** Whether one more may begin; then it counts until `release`. */
  admit(now_ms: number): boolean
  /** `own_ms` is how long it took, less what it waited for others. */
  release(began_ms: number, own_ms: number, now_ms: number): void
  /** It waits for somebody else, and needs nothing of ours. */
  leave(): void
  /** It is ours again, as one too many if need be. */
  enter(): void
}

export function adaptiveLimit(): AdaptiveLimit {
  let limit = INITIAL
  let in_flight = 0
  let held = 0
  let last_ms = Number.NEGATIVE_INFINITY
  let base_ms: number | undefined
  let base_at_ms = 0
  /** While the base is measured again: the limit to go back to. */
  let suspended: number | undefined
  // The window.
  let from_ms = 0
  let sum_ms = 0
  let answers = 0
  let most = 0

  const openWindow = (now_ms: number) => {
    from_ms = now_ms
    sum_ms = 0
    answers = 0
    most = in_flight
  }
  const resume = () => {
    limit = suspended ?? limit
    suspended = undefined
  }
  const recover = () => {
    if (limit < INITIAL) limit = Math.min(INITIAL, limit + Math.sqrt(limit))
  }
  /** False when the base has to be measured first. */
  const knowBase = (average_ms: number, now_ms: number): boolean => {
    const old = base_ms === undefined || now_ms - base_at_ms > BASE_MS
    const few = suspended !== undefined || most <= FLOOR
    if (suspended !== undefined || (few && old) || average_ms < (base_ms ?? 0)) {
      base_ms = average_ms
      base_at_ms = now_ms
    }
    return few || !old || average_ms <= allowed_ms(base_ms ?? 0)
  }
  const decide = (now_ms: number) => {
    const average_ms = sum_ms / answers
    if (!knowBase(average_ms, now_ms)) {
      // With a queue in front of it the base would be measured with the queue, and the limit creep up for ever.
      suspended = limit
      limit = FLOOR
      return
    }
    resume()
    const allowed = allowed_ms(base_ms ?? average_ms)
    if (average_ms > allowed) limit *= Math.max(0.5, allowed / average_ms)
    // What nobody uses says nothing of what could be borne.
    else if (most > limit / 2) limit += Math.sqrt(limit)
    else recover()
    limit = Math.min(CEILING, Math.max(FLOOR, limit))
  }
  /** Too few answers for a decision, and yet something to decide. */
  const lookAtSilence = (now_ms: number) => {
    const silent_ms = now_ms - from_ms
    if (most < FLOOR && silent_ms > CALM_MS) {
      resume()
      recover()
    } else if (in_flight >= FLOOR && silent_ms > Math.max(STALL_MS, 2 * allowed_ms(base_ms ?? 0))) {
      limit = Math.max(FLOOR, limit / 2)
    } else return
    openWindow(now_ms)
  }

  const beginAnew = (now_ms: number) => {
    resume()
    limit = Math.max(limit, INITIAL)
    openWindow(now_ms)
  }

  return {
    get limit() {
      return Math.floor(limit)
    },
    get in_flight() {
      return in_flight
    },
    get base_ms() {
      return base_ms
    },
    admit: (now_ms) => {
      if (held === 0 && now_ms - last_ms > REST_MS) beginAnew(now_ms)
      else if (answers < LEAST_ANSWERS) lookAtSilence(now_ms)
      last_ms = now_ms
      if (in_flight >= Math.floor(limit) || held >= MOST_HELD) return false
      in_flight++
      held++
      if (in_flight > most) most = in_flight
      return true
    },
    release: (began_ms, own_ms, now_ms) => {
      in_flight--
      held--
      // Those from before the window met another limit and another queue.
      if (began_ms < from_ms) return
      sum_ms += own_ms
      answers++
      if (answers < LEAST_ANSWERS || now_ms - from_ms < WINDOW_MS) return
      decide(now_ms)
      openWindow(now_ms)
    },
    leave: () => {
      in_flight--
    },
    enter: () => {
      in_flight++
    },
  }
}
