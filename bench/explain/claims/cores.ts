/** Two processors do not give twice as much: something else needs them, too. */
import { availableParallelism } from 'node:os'
import { digits, micros, rate } from '#bench/report/numbers'
import { processorEach } from '#bench/report/table'
import { type Claim, invalidOf, rateOf, resultOf } from '../claim.ts'

export const cores: Claim = {
  id: 'cores',
  title: 'More processors give this much',
  explain: async (lab) => {
    const findings = []
    const all = []
    const cores = availableParallelism()
    for (const workload of ['search-index', 'receipt']) {
      const results = await lab.run(
        ...[
          '--workload',
          workload,
          '--models',
          'callbacks,event-loop-per-core,hybrid',
          '--connections',
          '16',
        ],
      )
      all.push(...results)
      // One loop without a framework, as the loops of the others are.
      const base = resultOf(results, 'callbacks')
      for (const model of ['event-loop-per-core', 'hybrid']) {
        const one = resultOf(results, model)
        const times = rateOf(one) / rateOf(base)
        findings.push({
          what: `${workload}, ${model}`,
          expected: `at most ${cores} times`,
          measured: `${rate(rateOf(base))} → ${rate(rateOf(one))}/s, ${digits(Number(times.toPrecision(2)))} times; ${micros(processorEach(base) ?? 0)} → ${micros(processorEach(one) ?? 0)} of processor each`,
          holds: times <= cores * 1.05,
        })
      }
    }
    return {
      says: `${cores} processors carry the server, PostgreSQL and the clients. An answer from memory takes the client nearly as long as the server: there is little left for a second loop. A page of PDF takes 30 ms of the server alone.`,
      findings,
      so: 'Loops on all processors pay for work that is long; for answers of microseconds the machine was busy before.',
      invalid_reasons: invalidOf(all),
    }
  },
}
