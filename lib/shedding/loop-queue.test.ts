/** Turns of an event loop by hand: requests that could be read when a turn began are handled in it, one after another. */
import { describe, expect, test } from 'bun:test'
import { INTERVAL_MS, LEAST, loopQueue, TARGET_MS, TURN_MS } from './loop-queue.ts'

function loop() {
  let now_ms = 1_000
  let end = () => {}
  const queue = loopQueue(
    () => now_ms,
    (callback) => {
      end = callback
    },
  )
  return {
    idle: (ms: number) => {
      now_ms += ms
    },
    /** A turn with so many requests, of which each takes so long, or is refused; how many were. */
    turn: (requests: number, each_ms: number, refusal_ms = 0) => {
      let refused = 0
      for (let n = 0; n < requests; n++) {
        if (queue.refuses(now_ms)) {
          refused++
          now_ms += refusal_ms
        } else now_ms += each_ms
      }
      end()
      return refused
    },
    now_ms: () => now_ms,
  }
}

/** Turns of so many requests until `ms` are over; the refused ones of each. */
function repeat(one: ReturnType<typeof loop>, ms: number, requests: number, each_ms: number): number[] {
  const refused: number[] = []
  for (let at_ms = 0; at_ms < ms; at_ms += requests * each_ms) refused.push(one.turn(requests, each_ms))
  return refused
}

describe('the queue of an event loop', () => {
  test('is no matter while turns are short', () => {
    const one = loop()
    expect(repeat(one, 2_000, 9, 1).every((refused) => refused === 0)).toBe(true)
  })

  test('may be long for a moment: a burst is answered', () => {
    const one = loop()
    expect(one.turn(INTERVAL_MS, 1)).toBe(0)
    one.idle(50)
    expect(one.turn(INTERVAL_MS, 1)).toBe(0)
  })

  test('is cut to the target when it stands', () => {
    const one = loop()
    expect(repeat(one, INTERVAL_MS, 200, 0.1).every((refused) => refused === 0)).toBe(true)
    one.turn(200, 0.1)
    // Those that waited for as long as the target, and one more for what is lost in adding tenths.
    const answered = 1_000 - one.turn(1_000, 0.1)
    expect(answered).toBeGreaterThanOrEqual(TARGET_MS * 10)
    expect(answered).toBeLessThanOrEqual(TARGET_MS * 10 + 2)
  })

  test('never refuses the first of a turn, however long each takes', () => {
    const one = loop()
    expect(repeat(one, 5_000, LEAST, 40).every((refused) => refused === 0)).toBe(true)
    expect(one.turn(LEAST + 5, 40)).toBe(5)
  })

  test('is never longer than a burst may be', () => {
    expect(loop().turn(1_000, 1)).toBe(1_000 - INTERVAL_MS - 1)
  })

  test('is over with the first turn in which nobody waited long', () => {
    const one = loop()
    repeat(one, 300, 60, 1)
    expect(one.turn(60, 1)).toBe(60 - LEAST)
    expect(one.turn(5, 1)).toBe(0)
    expect(one.turn(60, 1)).toBe(0)
  })

  test('is over after a rest', () => {
    const one = loop()
    repeat(one, 300, 60, 1)
    one.idle(TARGET_MS + 1)
    expect(one.turn(60, 1)).toBe(0)
  })

  test('lets in fewer where refusing takes its time, so that no turn stays long', () => {
    const one = loop()
    repeat(one, 300, 200, 0.1)
    // A thousand are always there, as with a thousand clients that do not wait.
    const lengths = Array.from({ length: 200 }, () => {
      const before_ms = one.now_ms()
      one.turn(1_000, 0.1, 0.015)
      return one.now_ms() - before_ms
    })
    expect(lengths[0]).toBeGreaterThan(TURN_MS)
    const late = lengths.slice(50)
    expect(late.reduce((sum, ms) => sum + ms, 0) / late.length).toBeLessThan(TURN_MS)
    // Once it is over, a burst may come again.
    expect(one.turn(5, 0.1)).toBe(0)
    expect(one.turn(60, 1)).toBe(0)
  })

  test('answers what it can while twice as much is asked, and refuses within two turns', () => {
    const one = loop()
    const [service_ms, refusal_ms, per_ms] = [0.05, 0.01, 40]
    let answered = 0
    let owed = 1
    let longest_ms = 0
    let measured_from_ms = 0
    while (one.now_ms() < 11_000) {
      const before_ms = one.now_ms()
      const asked = Math.floor(owed)
      const refused = one.turn(asked, service_ms, refusal_ms)
      const turn_ms = one.now_ms() - before_ms
      owed += turn_ms * per_ms - asked
      if (before_ms < 3_000) continue
      if (measured_from_ms === 0) measured_from_ms = before_ms
      answered += asked - refused
      longest_ms = Math.max(longest_ms, turn_ms)
    }
    const per_s = answered / ((one.now_ms() - measured_from_ms) / 1_000)
    // What is left of the time when all others have been refused.
    expect(per_s / 20_000).toBeWithin(0.74, 0.76)
    expect(longest_ms).toBeLessThan(25)
  })

  test('is none where one request takes long and no other waits', () => {
    const one = loop()
    expect(repeat(one, 2_000, 1, 40).every((refused) => refused === 0)).toBe(true)
    expect(one.turn(3, 40)).toBe(0)
  })
})
