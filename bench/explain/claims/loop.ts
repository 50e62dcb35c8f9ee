/** An event loop waits for any number at once: what bounds it is how many ask, and then the processor. */
import { micros, percent, rate } from '#bench/report/numbers'
import { processorEach } from '#bench/report/table'
import { LATENCY_MS } from '#bench/workloads/search-partners/latency'
import { type Claim, invalidOf, rateOf, resultOf } from '../claim.ts'

const CLIENTS = [8, 64, 256]
/** What is computed for an answer takes time, too. */
const TOLERANCE = 0.1

export const loop: Claim = {
  id: 'loop',
  title: 'An event loop is bounded elsewhere',
  explain: async (lab) => {
    const results = await lab.run(
      ...['--workload', 'search-partners', '--models', 'event-loop', '--connections', CLIENTS.join(',')],
      ...['--generator', 'sockets'],
    )
    const levels = CLIENTS.map((connections) => resultOf(results, 'event-loop', { connections }))
    const each = Math.max(...levels.map((one) => processorEach(one) ?? 0))
    const most = each === 0 ? Number.POSITIVE_INFINITY : 1e6 / each
    return {
      says: `As many requests wait on one thread as clients ask: C clients get C / ${LATENCY_MS / 1_000} s, until what is computed for an answer (${micros(each)} of the processor here) fills the thread: ${Number.isFinite(most) ? rate(most) : 'unknown'} a second.`,
      findings: levels.map((one, i) => {
        const clients = CLIENTS[i] ?? 0
        const by_clients = clients / (LATENCY_MS / 1_000)
        const bound = Math.min(by_clients, most)
        return {
          what: `${clients} clients`,
          expected: `${rate(bound)}/s${bound < by_clients ? ', by the processor' : ''}`,
          measured: `${rate(rateOf(one))}/s, ${percent(rateOf(one) / bound)} of it`,
          holds: bound < by_clients ? null : Math.abs(rateOf(one) / bound - 1) <= TOLERANCE,
        }
      }),
      so: 'The same thread that a pool spends on one request waits for hundreds here; what is left to run out of is the processor.',
      invalid_reasons: invalidOf(levels),
    }
  },
}
