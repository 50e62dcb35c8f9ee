/** What the commands of the open loop make of what they see, on figures whose truth is known. */
import { describe, expect, test } from 'bun:test'
import { Random } from '#lib/dataset/random'
import { OptionError } from '../flags.ts'
import { ledger } from '../load/ledger.ts'
import { schedule } from '../load/schedule.ts'
import { line } from '../stats/line.ts'
import { bisect, judged } from './capacity.ts'
import { readShapeOptions } from './command.ts'
import { growthOf } from './soak.ts'
import { readSpike } from './spike.ts'

describe('the search for a capacity', () => {
  const search = async (capacity: number, first: number) => {
    const asked: number[] = []
    await bisect(first, async (rate) => {
      asked.push(rate)
      return rate <= capacity
    })
    return { asked, kept: Math.max(0, ...asked.filter((rate) => rate <= capacity)) }
  }
  test.each([
    [1_000, 500],
    [1_000, 4_000],
    [37, 400],
    [90_000, 20_000],
  ])('of %i, begun at %i, comes within 5 % of it', async (capacity, first) => {
    const { kept, asked } = await search(capacity, first)
    expect(kept).toBeWithin(capacity / 1.06, capacity + 1)
    expect(asked.length).toBeLessThanOrEqual(14)
  })

  test('of nothing ends, and says nothing', async () => {
    expect((await search(0, 100)).kept).toBe(0)
  })
})

/** A second of a thousand requests, each answered so late. */
function report(late_ms: (n: number) => number, { sent = 1_000, lag_ms = 0 } = {}) {
  const book = ledger({ begin_ms: 0, end_ms: 1_000, deadline_ms: 10_000 })
  for (let due_ms = 0; due_ms < 1_000; due_ms++) {
    if (due_ms >= sent) {
      book.notSent(due_ms)
      continue
    }
    const one = { due_ms, sent_ms: due_ms + lag_ms }
    book.sent(one, 0)
    book.answered(one, due_ms + late_ms(due_ms), 'verified', () => '')
  }
  return book.report({ cpu_share: 0.3, counted_on_their_way: 0 })
}

describe('a promise', () => {
  const promise = { slo_us: 50_000, percentile: 99 }
  test.each([
    ['is kept when the slowest of a hundred is in time', report((n) => (n % 200 === 0 ? 400 : 20)), true, ''],
    ['is broken when they are not', report((n) => (n % 20 === 0 ? 80 : 20)), false, '80.1 ms at p99'],
    ['is broken by what is not sent', report(() => 20, { sent: 900 }), false, '10 % were not sent'],
  ])('%s', (_what, seen, kept, why) => {
    const step = judged(1_000, seen, promise)
    expect(step.kept).toBe(kept)
    expect(step.why).toContain(why)
    expect(step.doubt).toBeNull()
  })

  test('that a late generator breaks is doubted', () => {
    const step = judged(
      1_000,
      report(() => 120, { lag_ms: 100 }),
      promise,
    )
    expect(step.kept).toBe(false)
    expect(step.doubt).toContain('the generator was late itself')
  })
})

describe('a spike', () => {
  /** Six seconds in slices of a quarter, the spike from 1 to 2. */
  const spike = (slow_until_s: number, slow_us = 200_000) => {
    const p50_us = Array.from({ length: 24 }, (_, i) => {
      const at_s = (i + 0.5) / 4
      return at_s >= 1 && at_s < slow_until_s ? slow_us : 10_000
    })
    const zeros = p50_us.map(() => 0)
    const { latency_us } = report(() => 10)
    return readSpike(
      {
        ...{ latency_us, sent: 99, offered: 100 },
        timeline: { slice_s: 0.25, verified: zeros, p50_us, p99_us: zeros, max_us: zeros },
      },
      { spike_s: 1 },
    )
  }
  test('is over when it is as it was', () => {
    expect(spike(2)).toMatchObject({
      ...{ before_us: 10_000, during_us: 200_000, recovery_s: 0, sent_share: 0.99 },
    })
    expect(spike(4).recovery_s).toBe(2)
  })
  test('that is never over is not said to be; a second without an answer is a slow one', () => {
    expect(spike(7).recovery_s).toBeNull()
    expect(spike(4, 0).recovery_s).toBe(2)
  })
  test('that is over at once is seen as such, however the slowest answers are spread', () => {
    const random = new Random(8, 8)
    const once = Array.from({ length: 100 }, () => {
      const p50_us = Array.from({ length: 24 }, () => 10_000 * (0.7 + 0.6 * random.unit()))
      const zeros = p50_us.map(() => 0)
      const timeline = { slice_s: 0.25, verified: zeros, p50_us, p99_us: zeros, max_us: zeros }
      return readSpike(
        { latency_us: report(() => 1).latency_us, sent: 1, offered: 1, timeline },
        { spike_s: 1 },
      )
    })
    expect(once.filter(({ recovery_s }) => recovery_s !== 0)).toEqual([])
  })
})

test('stages change the rate, and arrivals stay evenly spread', () => {
  const plan = schedule('constant', 100, new Random(1), {
    stages: [
      { from_s: 1, times: 3 },
      { from_s: 2, times: 1 },
    ],
    from_ms: 500,
  })
  const due: number[] = []
  while (plan.due_ms < 4_000) {
    due.push(plan.due_ms)
    plan.advance()
  }
  const within = (from: number, to: number) => due.filter((ms) => ms >= from && ms < to).length
  expect([within(0, 1_500), within(1_500, 2_500), within(2_500, 4_000)]).toEqual([150, 300, 150])
})

describe('growth', () => {
  test('that is there is found, and that which is not, is not', () => {
    const random = new Random(4, 4)
    const noise = () => 1e6 * (random.unit() - 0.5)
    const leaking = Array.from({ length: 600 }, (_, s) => 1e8 + 1e4 * s + noise())
    const steady = Array.from({ length: 600 }, () => 1e8 + noise())
    const leak = growthOf(leaking, 1_000)
    expect(leak.per_hour / 3.6e7).toBeWithin(0.8, 1.2)
    expect(leak.per_hour).toBeGreaterThan(2 * leak.error)
    const none = growthOf(steady, 1_000)
    expect(Math.abs(none.per_hour)).toBeLessThan(3 * none.error)
  })

  test('of neighbours that are alike is less sure', () => {
    const steps = Array.from({ length: 100 }, (_, i) => Math.floor(i / 10) % 2)
    const mixed = steps.map((_, i) => i % 2)
    expect(line(steps).error).toBeGreaterThan(1.5 * line(mixed).error)
  })
})

test('options: a rate is theirs, and a workload is one', async () => {
  await expect(readShapeOptions(['--workload', 'time', '--rate', '5'])).rejects.toThrow(OptionError)
  await expect(readShapeOptions(['--workload', 'time,hotel'])).rejects.toThrow('--workload must be one')
  const { loads } = await readShapeOptions([
    '--workload',
    'time',
    '--models',
    'event-loop',
    '--connections',
    '50',
  ])
  expect(loads[0]).toMatchObject({ kind: 'open', connections: 50, arrivals: 'poisson' })
})
