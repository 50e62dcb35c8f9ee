/** Where a request waits, it matters little what runs the program. */
import { digits, rate } from '#bench/report/numbers'
import { type Claim, invalidOf, rateOf, resultOf } from '../claim.ts'

const RUNTIMES = ['bun', 'node', 'deno']
/** Runtimes that are this near are as good as the same. */
const NEAR = 1.1
const WARM_S = 10

export const runtimes: Claim = {
  id: 'runtimes',
  title: 'Waiting dominates the speed of the language',
  explain: async (lab) => {
    const all = []
    for (const workload of ['time', 'search-sql', 'search-partners'])
      all.push(
        await lab.run(
          ...['--workload', workload, '--models', 'event-loop', '--runtime', RUNTIMES.join(',')],
          // Engines differ most in how long they take to become fast, which is not the question.
          ...['--warmup', String(Math.max(lab.warmup, lab.repetitions < 3 ? 0 : WARM_S))],
          ...(workload === 'time' ? ['--connections', '2', '--generator', 'sockets'] : []),
        ),
      )
    const findings = all.map((results) => {
      const rates = RUNTIMES.map((runtime) => rateOf(resultOf(results, 'event-loop', { runtime })))
      const apart = Math.max(...rates) / Math.min(...rates)
      const workload = results[0]?.workload ?? ''
      const waits = workload === 'search-partners'
      return {
        what: workload,
        expected: waits
          ? 'all the same'
          : workload === 'time'
            ? 'as fast as the runtime'
            : 'nearer to each other',
        measured: `${RUNTIMES.map((name, i) => `${name} ${rate(rates[i] ?? 0)}`).join(', ')}: ${digits(Number(apart.toPrecision(2)))} times apart`,
        holds: waits ? apart <= NEAR : null,
      }
    })
    return {
      says: 'The same program on three runtimes, each with its own engine and HTTP server: where nothing is waited for they differ as they may; where a statement is waited for, less; where each request waits 100 ms for a partner, not at all.',
      findings,
      so: 'Before a program is written again in something faster, look at what its requests wait for.',
      invalid_reasons: invalidOf(all.flat()),
    }
  },
}
