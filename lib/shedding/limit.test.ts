/** The limit against a pool of workers in simulated time: capacity is known, so that what is right is known. */
import { describe, expect, test } from 'bun:test'
import { type AdaptiveLimit, adaptiveLimit, allowed_ms, CEILING, FLOOR, INITIAL, MOST_HELD } from './limit.ts'

/** Requests arrive evenly; so many workers take one each, the rest stand in line. Steps of a tenth of a millisecond. */
function simulation(limit: AdaptiveLimit, { workers = 4 } = {}) {
  const STEP_MS = 0.1
  let now_ms = 0
  let owed = 0
  const line: { began_ms: number }[] = []
  const busy: { began_ms: number; until_ms: number }[] = []
  return {
    /** What was answered and refused in the time, and how long answers took. */
    run: (duration_ms: number, { per_s, service_ms }: { per_s: number; service_ms: number }) => {
      let answered = 0
      let refused = 0
      let sum_ms = 0
      for (const end_ms = now_ms + duration_ms; now_ms < end_ms; now_ms += STEP_MS) {
        for (let at = busy.length - 1; at >= 0; at--) {
          const one = busy[at]
          if (one === undefined || one.until_ms > now_ms) continue
          busy.splice(at, 1)
          limit.release(one.began_ms, now_ms - one.began_ms, now_ms)
          answered++
          sum_ms += now_ms - one.began_ms
        }
        for (owed += (per_s * STEP_MS) / 1000; owed >= 1; owed--) {
          if (limit.admit(now_ms)) line.push({ began_ms: now_ms })
          else refused++
        }
        while (busy.length < workers) {
          const next = line.shift()
          if (next === undefined) break
          busy.push({ ...next, until_ms: now_ms + service_ms })
        }
      }
      return { answered, refused, mean_ms: answered === 0 ? 0 : sum_ms / answered, limit: limit.limit }
    },
  }
}

/** 4 workers at 5 ms each: 800 a second and no more. */
const calm = { per_s: 400, service_ms: 5 }
const twice = { per_s: 1_600, service_ms: 5 }
const CAPACITY_PER_S = 800

describe('the limit of a route', () => {
  test('refuses nothing while nobody has to wait', () => {
    const { run } = simulation(adaptiveLimit())
    expect(run(60_000, calm).refused).toBe(0)
    expect(run(10_000, { per_s: 780, service_ms: 5 }).refused).toBe(0)
  })

  test('falls under twice what can be done: answers stay quick, and are as many as at the best', () => {
    const { run } = simulation(adaptiveLimit())
    run(2_000, calm)
    run(3_000, twice)
    const { answered, refused, mean_ms, limit } = run(10_000, twice)
    expect(limit).toBeLessThan(INITIAL / 2)
    expect(mean_ms).toBeLessThan(1.3 * allowed_ms(5))
    expect(answered).toBeGreaterThan(0.98 * 10 * CAPACITY_PER_S)
    expect(refused).toBeGreaterThan(0.9 * 10 * CAPACITY_PER_S)
  })

  test('finds its place when it begins overloaded, with no quiet moment to compare with', () => {
    const { run } = simulation(adaptiveLimit())
    run(3_000, twice)
    const { answered, mean_ms } = run(5_000, twice)
    expect(mean_ms).toBeLessThan(2 * allowed_ms(FLOOR / (CAPACITY_PER_S / 1000)))
    expect(answered).toBeGreaterThan(0.98 * 5 * CAPACITY_PER_S)
  })

  test('does not creep up while an overload lasts', () => {
    const { run } = simulation(adaptiveLimit())
    run(2_000, calm)
    run(60_000, twice)
    const early = run(20_000, twice)
    run(100_000, twice)
    const late = run(20_000, twice)
    expect(late.mean_ms).toBeLessThan(1.1 * early.mean_ms)
    // The base is measured again with as many as the floor has.
    expect(late.mean_ms).toBeLessThan(1.3 * allowed_ms(FLOOR / (CAPACITY_PER_S / 1000)))
    expect(late.answered).toBeGreaterThan(0.97 * 20 * CAPACITY_PER_S)
  })

  test('is never below its floor', () => {
    const { run } = simulation(adaptiveLimit())
    run(2_000, calm)
    const { limit } = run(60_000, { per_s: 1_600, service_ms: 2_000 })
    expect(limit).toBe(FLOOR)
  })

  test('recovers after a spike, and is at its beginning again after a rest', () => {
    const { run } = simulation(adaptiveLimit())
    run(2_000, calm)
    expect(run(4_000, { per_s: 400, service_ms: 200 }).limit).toBeLessThan(INITIAL / 2)
    run(1_000, calm)
    expect(run(5_000, calm)).toMatchObject({ refused: 0, limit: INITIAL })
    run(4_000, { per_s: 400, service_ms: 200 })
    run(10_000, { per_s: 0, service_ms: 5 })
    const { limit, refused } = run(50, { per_s: 4_000, service_ms: 5 })
    expect({ limit, refused: refused < 10 }).toEqual({ limit: INITIAL, refused: true })
  })

  test('takes a route that has become slower for good as it is', () => {
    const { run } = simulation(adaptiveLimit())
    run(2_000, calm)
    // Forty of the eighty a second that it can do now.
    run(60_000, { per_s: 40, service_ms: 50 })
    expect(run(10_000, { per_s: 40, service_ms: 50 }).refused).toBe(0)
  })

  test('grows where more are at work at once, up to its ceiling', () => {
    const many = { workers: 5_000 }
    const { run } = simulation(adaptiveLimit(), many)
    run(500, calm)
    run(3_000, { per_s: 16_000, service_ms: 20 })
    expect(run(1_000, { per_s: 16_000, service_ms: 20 }).refused).toBe(0)
    const { limit } = run(6_000, { per_s: 60_000, service_ms: 20 })
    expect(limit).toBe(CEILING)
  })

  test('does not count those that wait for others, though there is an end to them, too', () => {
    const limit = adaptiveLimit()
    for (let n = 0; n < MOST_HELD; n++) {
      expect(limit.admit(0)).toBe(true)
      limit.leave()
    }
    expect(limit.in_flight).toBe(0)
    expect(limit.admit(0)).toBe(false)
    limit.enter()
    limit.release(0, 1, 1)
    expect(limit.in_flight).toBe(0)
    expect(limit.admit(1)).toBe(true)
  })
})
