/**
 * What the open loop reports of servers whose latency is known on paper. By the ledger alone, with moments that are
 * computed, to 2 %; over real sockets no less than it must be: a busy machine only adds. `npm run bench -- calibrate`
 * takes the time that the other bound needs.
 */
import { describe, expect, test } from 'bun:test'
import { Random } from '#lib/dataset/random'
import { ledger } from '../load/ledger.ts'
import { schedule } from '../load/schedule.ts'
import { mergedPercentiles, type Percentiles, percentilesOf } from '../stats/latency.ts'
import { type Behaviour, bimodal, constant, none, stall, stalling } from './behaviour.ts'
import { openLoop } from './calibrate.ts'

const entries = ({ percentiles }: Behaviour) =>
  Object.entries(percentiles).map(([name, { delay_ms }]) => [name as keyof Percentiles, delay_ms] as const)

/** Every request sent when it is due, every answer when the behaviour says. */
function onPaper(behaviour: Behaviour, seconds: number): Percentiles {
  const book = ledger({ begin_ms: 0, end_ms: seconds * 1_000, deadline_ms: 5_000 })
  const plan = schedule('constant', 997, new Random(1))
  for (let n = 0; plan.due_ms < seconds * 1_000; n++) {
    const { due_ms } = plan
    const sent = { due_ms, sent_ms: due_ms }
    book.sent(sent, 0)
    book.answered(sent, behaviour.answerAt_ms(due_ms, n), 'verified', () => '')
    plan.advance()
  }
  return mergedPercentiles([book.report({ cpu_share: 0, counted_on_their_way: 0 }).latency_us])
}

describe.each([
  ['constant', constant],
  ['bimodal', bimodal],
  ['stall', stall],
])('%s', (_, behaviour) => {
  test.each(entries(behaviour))('%s is within 2 % of what it must be', (percentile, expected) => {
    const measured = onPaper(behaviour, 4 * behaviour.period_s)[percentile] / 1_000
    expect(Math.abs(measured / expected - 1)).toBeLessThan(0.02)
  })
})

test('a stall that was not waited for in the order of arrival would not be seen', () => {
  // As a closed loop has it: the one that waits sends nothing meanwhile.
  const book = ledger({ begin_ms: 0, end_ms: 40_000, deadline_ms: 5_000 })
  for (let at_ms = 0, n = 0; at_ms < 40_000; n++) {
    const answered_ms = Math.max(at_ms + 1, stall.answerAt_ms(at_ms, n))
    book.sent({ due_ms: at_ms, sent_ms: at_ms }, 0)
    book.answered({ due_ms: at_ms, sent_ms: at_ms }, answered_ms, 'verified', () => '')
    at_ms = answered_ms
  }
  expect(
    mergedPercentiles([book.report({ cpu_share: 0, counted_on_their_way: 0 }).latency_us]).p99,
  ).toBeLessThan(2_000)
  expect(onPaper(stall, 40).p99).toBeGreaterThan(880_000)
})

test.each([
  ['constant', constant],
  ['bimodal', bimodal],
])('over real sockets, no less than it must be: %s', async (_, behaviour) => {
  const found = percentilesOf(await openLoop(behaviour, 1, new AbortController().signal))
  for (const [percentile, expected] of entries(behaviour))
    expect(found[percentile] / 1_000).toBeGreaterThanOrEqual(0.998 * expected)
})

test('the paper itself: half of a stall is its middle', () => {
  expect(stalling({ stall_ms: 100, every_ms: 100 }).percentiles.p99?.delay_ms).toBeCloseTo(99)
  expect(none.answerAt_ms(5, 0)).toBe(5)
  expect([stall.answerAt_ms(10_400, 0), stall.answerAt_ms(11_000, 0)]).toEqual([11_000, 11_000])
})
