/** Every rule that makes a result INVALID, tripped by what breaks it, and by nothing else. */
import { describe, expect, test } from 'bun:test'
import { evidence } from '../fixtures/result.ts'
import { ledger } from '../load/ledger.ts'
import type { LoadReport } from '../load/order.ts'
import { mustBeCommitted } from '../session.ts'
import { type ClosedMeasured, invalidReasons, openReasons } from './guards.ts'

const even = Array.from({ length: 20 }, (_, i) => 50 + (i % 2))
const zeros = even.map(() => 0)
const timeline = { slice_s: 0.05, verified: even, p50_us: zeros, p99_us: zeros, max_us: zeros }

const load: LoadReport = {
  ...{ verified: 1_000, written: 0, wrong: 0, first_wrong: undefined, unanswered: 0 },
  ...{ errors: 0, timeouts: 0, elapsed_s: 1, latency_us: '', mean_latency_us: 8_000, timeline },
  ...{ cpu_share: 0.3, late_us_p99: 900 },
}
const good: ClosedMeasured = { load, connections: 8, most_in_progress: 8, evidence, pool: 8 }

const ofLoad = (changes: Partial<LoadReport>) => invalidReasons({ ...good, load: { ...load, ...changes } })
const ofEvidence = (changes: Partial<typeof evidence>) =>
  invalidReasons({ ...good, evidence: { ...evidence, ...changes } })

test('what breaks no rule is valid', () => {
  expect(invalidReasons(good)).toEqual([])
})

describe('in a closed loop', () => {
  test.each([
    ['wrong answers', ofLoad({ wrong: 3 }), '3 wrong answers'],
    ['no answer at all', ofLoad({ verified: 0 }), 'no verified answer'],
    [
      'requests without an answer',
      ofLoad({ unanswered: 2, timeouts: 1 }),
      '2 requests were never answered (1 waited',
    ],
    ['connections that failed', ofLoad({ errors: 1 }), '1 connections failed'],
    ['a generator at its end', ofLoad({ cpu_share: 0.95 }), 'generator used 95% of a core'],
    ['a generator that is late', ofLoad({ late_us_p99: 12_000 }), 'late itself: by 12.0 ms'],
    ["Little's law", ofLoad({ mean_latency_us: 9_000 }), "Little's law is off by 12.5%"],
    [
      'a window that is on its way from one state to another',
      ofLoad({ timeline: { ...timeline, verified: even.map((count, i) => count * (i < 10 ? 1 : 1.2)) } }),
      'not stationary: the second half of the window had 120%',
    ],
    [
      'more in progress than the model allows',
      invalidReasons({ ...good, allowed_in_progress: 4 }),
      '8 requests were',
    ],
    ['connections that it was not given', ofEvidence({ database_connections: 9 }), '9 database connections'],
    ['a hypervisor that takes', ofEvidence({ steal_share: 0.03 }), 'the hypervisor gave 3%'],
    ['other programs', ofEvidence({ others_cpu_share: 0.2 }), 'other programs used 20%'],
    ['a server that ended', invalidReasons({ ...good, fault: 'the server ended' }), 'the server ended'],
    [
      'data that is wrong afterwards',
      invalidReasons({ ...good, broken_invariant: 'a night is oversold' }),
      'afterwards: a night is oversold',
    ],
  ])('%s', (_what, reasons, expected) => {
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain(expected)
  })

  test('a window whose second half is empty', () => {
    const half = even.map((count, i) => (i < 10 ? count : 0))
    expect(ofLoad({ timeline: { ...timeline, verified: half } })[0]).toContain('had 0% of the throughput')
  })

  test('fewer connections than it may have, and a drift within chance, are no faults', () => {
    expect(ofEvidence({ database_connections: 3 })).toEqual([])
    const noisy = even.map((_, i) => (i % 2 === 0 ? 10 : 90) + (i < 10 ? 0 : 6))
    expect(ofLoad({ timeline: { ...timeline, verified: noisy } })).toEqual([])
  })
})

describe('in an open loop', () => {
  /** A thousand requests in a second, each answered after 5 ms. */
  const report = ({ sent = 1_000, lag_ms = 0, answer_ms = 5, counted = 4.98 } = {}) => {
    const book = ledger({ begin_ms: 0, end_ms: 1_000, deadline_ms: 100 })
    for (let n = 0; n < 1_000; n++) {
      if (n >= sent) {
        book.notSent(n)
        continue
      }
      const one = { due_ms: n, sent_ms: n + lag_ms }
      book.sent(one, 0)
      book.answered(one, n + lag_ms + answer_ms, 'verified', () => '')
    }
    return book.report({ cpu_share: 0.3, counted_on_their_way: counted })
  }
  const measured = { most_in_progress: 8, evidence, pool: 8, held: true }

  test('what breaks no rule is valid', () => {
    expect(openReasons({ ...measured, load: report() })).toEqual([])
  })

  test.each([
    ['what was not sent', report({ sent: 900, counted: 4.5 }), '10 % were not sent'],
    ['a schedule that was not kept', report({ lag_ms: 20, counted: 4.88 }), 'late itself: by 20.0 ms'],
    [
      'lateness that is most of what was measured',
      report({ lag_ms: 6, answer_ms: 1, counted: 0.99 }),
      'late itself: by 6.0 ms of 7.0 ms',
    ],
    ["Little's law", report({ counted: 5.2 }), "Little's law is off by 4.2%"],
  ])('%s', (_what, load, expected) => {
    const reasons = openReasons({ ...measured, load })
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain(expected)
  })

  test('more than it can do is not held, and is not meant to be', () => {
    expect(openReasons({ ...measured, held: false, load: report({ sent: 900, counted: 4.5 }) })).toEqual([])
  })
})

test('what is published comes from committed code', () => {
  expect(() => mustBeCommitted('')).not.toThrow()
  expect(() => mustBeCommitted(' M bench/run.ts')).toThrow('--publish wants committed code')
})
