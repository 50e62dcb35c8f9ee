/** An event loop waits for any number at once: what bounds it is how many ask, and then the processor. */
import { availableParallelism } from 'node:os'
import { micros, percent, rate } from '#bench/report/numbers'
import { processorEach } from '#bench/report/table'
import type { ModelResult } from '#bench/result'
import { spread } from '#bench/stats/spread'
import { LATENCY_MS } from '#bench/workloads/search-partners/latency'
import { type Claim, invalidOf, rateOf, resultOf } from '../claim.ts'

const CLIENTS = [8, 64, 256]
/** What is computed for an answer takes time, too. */
const TOLERANCE = 0.1
/** A processor that is busier than this makes whoever comes wait for it: what is left does not go by the clients. */
const MOST_BUSY = 0.5

/** Microseconds of processor time that the busiest generator needs for each answer. */
const askingEach = ({ repetitions }: ModelResult): number =>
  spread(
    repetitions.flatMap(({ valid, evidence, requests_per_second }) =>
      valid && evidence !== null ? (1e6 * evidence.generator_cpu_share) / requests_per_second : [],
    ),
  ).median

export const loop: Claim = {
  id: 'loop',
  title: 'An event loop is bounded elsewhere',
  explain: async (lab) => {
    const cores = availableParallelism()
    const results = await lab.run(
      ...['--workload', 'search-partners', '--models', 'event-loop', '--connections', CLIENTS.join(',')],
      ...['--generator', 'sockets'],
    )
    const levels = CLIENTS.map((connections) => resultOf(results, 'event-loop', { connections }))
    const each_us = Math.max(...levels.map((one) => processorEach(one) ?? 0))
    const clients_us = Math.max(...levels.map(askingEach))
    return {
      says: `As many requests wait on one thread as clients ask: C clients get C / ${LATENCY_MS / 1_000} s, as long as there is a processor for what is computed. An answer takes ${micros(each_us)} of the server's thread here, and ${micros(clients_us)} of the clients' beside the partner's; all of them share ${cores} processors.`,
      findings: levels.map((one, i) => {
        const clients = CLIENTS[i] ?? 0
        const by_clients = clients / (LATENCY_MS / 1_000)
        const needed = (by_clients * (each_us + clients_us)) / (cores * 1e6)
        const is_free = by_clients * each_us < MOST_BUSY * 1e6 && needed < MOST_BUSY
        const share = rateOf(one) / by_clients
        return {
          what: `${clients} clients`,
          expected: `${is_free ? '' : 'less than '}${rate(by_clients)}/s${is_free ? '' : ', by the processors'}`,
          measured: `${rate(rateOf(one))}/s, ${percent(share)} of it`,
          // How much is left where the processors are full follows from nothing that is known beforehand.
          holds: is_free ? Math.abs(share - 1) <= TOLERANCE : null,
        }
      }),
      so: 'The same thread that a pool spends on one request waits for hundreds here; what is left to run out of is the processor.',
      invalid_reasons: invalidOf(levels),
    }
  },
}
