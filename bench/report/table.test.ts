/** What a person reads, above all what must not be overlooked. */
import { expect, test } from 'bun:test'
import { evidence, modelResult, repetition, runResult } from '../fixtures/result.ts'
import type { ModelResult } from '../result.ts'
import { table } from './table.ts'

const shown = (...results: ModelResult[]) => table(runResult(...results))

test('a valid result has its figures, their spread, and milliseconds from microseconds', () => {
  const text = shown(modelResult('event-loop', repetition))
  expect(text).toContain('1,235 (1,100 – 1,300)')
  expect(text).toContain('7.51 ms')
  expect(text).toContain('20 ms')
  expect(text).toContain('483 µs')
  expect(text).toContain('0.50')
  expect(text).toContain('commit abc with uncommitted changes')
  expect(text).not.toMatch(/INVALID|Other programs|getting faster/)
})

test('a result without a valid repetition shows its reasons and no figure that could be quoted', () => {
  const broken = { ...repetition, valid: false, invalid_reasons: ['3 wrong answers'] }
  const text = shown(modelResult('event-loop', repetition), modelResult('thread-pool', broken))
  const line = text.split('\n').find((one) => one.startsWith('thread-pool'))
  expect(line).toMatch(/INVALID$/)
  expect(line).not.toMatch(/\d/)
  expect(text).toContain('thread-pool: 3 wrong answers')
})

test('a busy machine and a server that was still getting faster are said', () => {
  const text = shown(
    modelResult(
      'event-loop',
      { ...repetition, evidence: { ...evidence, others_cpu_share: 0.4 } },
      repetition,
    ),
    modelResult('thread-pool', { ...repetition, evidence: { ...evidence, server_trend: 0.8 } }),
  )
  expect(text).toContain('Other programs used 1 % to 40 % of the processors meanwhile.')
  expect(text).toContain('thread-pool was still getting faster: 20 % less processor time')
  expect(text).not.toContain('event-loop was still')
})
