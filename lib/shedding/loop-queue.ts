/**
 * How long requests stand in their sockets before the event loop comes to them, and which of them to refuse for it. A
 * handler that only computes is never seen twice at once, so a count of requests under way says nothing there.
 *
 * In one turn the loop handles every request that could be read when the turn began. So a request that is handled some
 * milliseconds into the turn has waited at least so long, and at most that and the turn before. This is the controlled
 * delay of "Fail at Scale" (ACM Queue 13:8, 2015): a queue that was short within the last `INTERVAL_MS` was a burst,
 * and may wait as long; one that stands may wait `TARGET_MS`. The first `LEAST` of a turn are never refused: a page and
 * its pictures are as many, and where each takes long, or the machine is busy with something else, they are no overload.
 */

export const TARGET_MS = 10
export const INTERVAL_MS = 100
export const LEAST = 30
/**
 * To refuse takes time, too. A turn that became longer than this although it refused has let too many in: the next lets
 * in fewer, or refusals would come late, and what is let in with them.
 */
export const TURN_MS = 20
const LEAST_TARGET_MS = 1
const GROWTH = 1.1

export interface LoopQueue {
  /** A request is handled now. Whether it has stood too long, and is to be refused. */
  refuses(now_ms: number): boolean
}

/** `onTurnEnd` calls back once, after the turn of the loop in which it is called. */
export function loopQueue(
  clock: () => number = () => performance.now(),
  onTurnEnd: (callback: () => void) => void = setImmediate,
): LoopQueue {
  let turn_ms: number | undefined
  let ended_ms = Number.NEGATIVE_INFINITY
  let waited_ms = 0
  let answered = 0
  let refused = false
  let standing_since_ms: number | undefined
  let target_ms = TARGET_MS

  const beShort = () => {
    standing_since_ms = undefined
    target_ms = TARGET_MS
  }
  const beginTurn = (now_ms: number) => {
    // Nobody has waited for as long as that: the queue was empty.
    if (now_ms - ended_ms > TARGET_MS) beShort()
    turn_ms = now_ms
    answered = 0
    refused = false
    onTurnEnd(endTurn)
    return now_ms
  }
  const endTurn = () => {
    const began_ms = turn_ms ?? 0
    ended_ms = clock()
    turn_ms = undefined
    if (waited_ms < TARGET_MS && !refused) beShort()
    else standing_since_ms ??= began_ms
    if (refused)
      target_ms =
        ended_ms - began_ms > TURN_MS
          ? Math.max(LEAST_TARGET_MS, target_ms / 2)
          : Math.min(TARGET_MS, target_ms * GROWTH)
  }
  return {
    refuses: (now_ms) => {
      waited_ms = now_ms - (turn_ms ?? beginTurn(now_ms))
      const stands = standing_since_ms !== undefined && now_ms - standing_since_ms > INTERVAL_MS
      if (answered >= LEAST && waited_ms > (stands ? target_ms : INTERVAL_MS)) {
        refused = true
        return true
      }
      answered++
      return false
    },
  }
}
