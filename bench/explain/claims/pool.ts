/** N workers that wait W each do N / W a second, and no more. */
import { percent, rate } from '#bench/report/numbers'
import { LATENCY_MS } from '#bench/workloads/search-partners/latency'
import { type Claim, invalidOf, rateOf, resultOf } from '../claim.ts'

const WORKERS = 8
const CLIENTS = 64
const TOLERANCE = 0.03
const WINDOW_S = 20

export const pool: Claim = {
  id: 'pool',
  title: 'A pool of N workers does N / W a second',
  explain: async (lab) => {
    const results = await lab.run(
      ...['--workload', 'search-partners', '--models', 'thread-pool,process-pool'],
      // They answer in batches of as many as there are, and a window counts one more or less: 0.5 % of this one.
      ...['--workers', String(WORKERS), '--connections', String(CLIENTS)],
      ...['--duration', String(Math.max(WINDOW_S, lab.duration))],
    )
    const bound = WORKERS / (LATENCY_MS / 1_000)
    const pools = ['thread-pool', 'process-pool'].map((name) => resultOf(results, name))
    return {
      says: `${WORKERS} workers that each wait ${LATENCY_MS} ms for a partner can do no more than ${WORKERS} / ${LATENCY_MS / 1_000} s = ${rate(bound)} requests a second, however fast the machine, the language or the database is, and however many clients (${CLIENTS} here) ask.`,
      findings: pools.map((one) => ({
        what: `${one.model}, ${WORKERS} workers`,
        expected: `${rate(bound)}/s`,
        measured: `${rate(rateOf(one))}/s, ${percent(rateOf(one) / bound)} of it`,
        holds: Math.abs(rateOf(one) / bound - 1) <= TOLERANCE,
      })),
      so: 'Who has to wait long needs many who wait, or a way to wait that costs no worker.',
      invalid_reasons: invalidOf(pools),
    }
  },
}
