/**
 * How long requests stand in their sockets before the event loop comes to them, and which of them to refuse for it. A
 * handler that only computes is never seen twice at once, so a count of requests under way says nothing there.
 *
 * In one turn the loop handles every request that could be read when the turn began. So a request that is handled some
 * milliseconds into the turn has waited at least so long, and at most that and the turn before. This is the controlled
 * delay of "Fail at Scale" (ACM Queue 13:8, 2015): a queue that was short within the last `INTERVAL_MS` was a burst,
 * and may wait as long; one that stands may wait `TARGET_MS`. The first `LEAST` of a turn are never refused: a page and its
 * pictures are as many, and where each takes long, or the machine is busy with something else, they are no overload.
 */

export const TARGET_MS = 10
export const INTERVAL_MS = 100
export const LEAST = 30

export interface LoopQueue {
  /** A request is handled now. How long it has waited at least, in milliseconds. */
  arrive(now_ms: number): number
  /** Whether one that has waited so long is to be refused. */
  refuses(waited_ms: number, now_ms: number): boolean
}

/** `onTurnEnd` calls back once, after the turn of the loop in which it is called. */
export function loopQueue(
  clock: () => number = () => performance.now(),
  onTurnEnd: (callback: () => void) => void = setImmediate,
): LoopQueue {
  let turn_ms: number | undefined
  let answered = 0
  let ended_ms = Number.NEGATIVE_INFINITY
  let last_wait_ms = 0
  let standing_since_ms: number | undefined

  const endTurn = () => {
    if (last_wait_ms < TARGET_MS) standing_since_ms = undefined
    else standing_since_ms ??= turn_ms
    ended_ms = clock()
    turn_ms = undefined
  }
  return {
    arrive: (now_ms) => {
      if (turn_ms === undefined) {
        // Nobody has waited for as long as that: the queue was empty.
        if (now_ms - ended_ms > TARGET_MS) standing_since_ms = undefined
        turn_ms = now_ms
        answered = 0
        onTurnEnd(endTurn)
      }
      last_wait_ms = now_ms - turn_ms
      return last_wait_ms
    },
    refuses: (waited_ms, now_ms) => {
      const allowed =
        answered < LEAST ||
        waited_ms <= TARGET_MS ||
        (waited_ms <= INTERVAL_MS &&
          (standing_since_ms === undefined || now_ms - standing_since_ms <= INTERVAL_MS))
      if (allowed) answered++
      return !allowed
    },
  }
}
