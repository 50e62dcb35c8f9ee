/** Claims beside what was measured: how they read, and what is refused. */
import { expect, test } from 'bun:test'
import { modelResult, rated, runResult } from '../fixtures/result.ts'
import { readRunOptions } from '../options.ts'
import type { Explained, Lab } from './claim.ts'
import { claims, type ExplainResult, explain } from './explain.ts'
import { page, text } from './report.ts'

const one = (changes: Partial<Explained> = {}): Explained => ({
  ...{ id: 'pool', title: 'A pool & its <bound>', says: 'It follows.', so: 'So be it.', invalid_reasons: [] },
  findings: [
    { what: 'thread-pool', expected: '80/s', measured: '79/s', holds: true },
    { what: 'process-pool', expected: '80/s', measured: '20/s', holds: false },
    { what: 'seen', expected: '–', measured: '7', holds: null },
  ],
  ...changes,
})
const result = (...explained: Explained[]): ExplainResult => ({
  ...{ schema: 'vacancy-explain/1', ended: null, environment: runResult().environment, explained },
})

test('a claim that holds and one that does not are told apart', () => {
  const said = text(result(one()))
  expect(said).toMatch(/thread-pool +80\/s +79\/s +holds/)
  expect(said).toMatch(/process-pool +80\/s +20\/s +DOES NOT HOLD/)
  expect(said).toMatch(/seen +– +7$/m)
})

test('what is INVALID holds nothing, and says why', () => {
  const said = text(result(one({ invalid_reasons: ['the machine was busy'] })))
  expect(said).not.toContain('holds')
  expect(said).toContain('INVALID: the machine was busy')
})

test('the page has all of it as text, and needs nothing from elsewhere', () => {
  const shown = page(result(one()))
  expect(shown).toContain('A pool &#38; its &#60;bound&#62;')
  expect(shown).toContain('<td class="holds">holds</td>')
  expect(shown).not.toMatch(/<script|<link|src=|url\(|@import|style="/)
})

test('every claim has a name of its own; others are refused', async () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
  await expect(explain(['--only', 'pool,nothing'], '')).rejects.toThrow('--only must be a list of pool')
})

/** What a run of these options would have: a result for each model, runtime and load. */
const asAsked: Lab['run'] = async (...args) => {
  const { contenders, loads, workload } = readRunOptions(args)
  return contenders.flatMap(({ entry, runtime }) =>
    loads.map((load) => ({ ...modelResult(entry.name, rated(70)), runtime, load, workload: workload.name })),
  )
}

test.each(
  claims.filter(({ id }) => !['computing', 'monolith'].includes(id)).map((one) => [one.id, one] as const),
)('%s finds what it has asked for, and says all in words', async (_, claim) => {
  const { signal } = new AbortController()
  const lab: Lab = {
    ...{ run: asAsked, signal, database_url: '', cpus: undefined, say: () => undefined },
    ...{ duration: 5, warmup: 5, repetitions: 3 },
  }
  const { findings, says } = await claim.explain(lab)
  expect(findings.length).toBeGreaterThan(0)
  expect(`${says} ${JSON.stringify(findings)}`).not.toMatch(/NaN|undefined|Infinity/)
})
