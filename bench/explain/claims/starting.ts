/** Starting a thread or a process for a request costs more than the request. */
import { digits, ms } from '#bench/report/numbers'
import { processorEach } from '#bench/report/table'
import { type Claim, invalidOf, resultOf } from '../claim.ts'

/** Without a framework, as the others are. */
const BASE = 'callbacks'
const MODELS = [BASE, 'thread-pool', 'process-pool', 'thread-per-request', 'process-per-request'] as const

export const starting: Claim = {
  id: 'starting',
  title: 'Starting a thread or a process costs this much',
  explain: async (lab) => {
    const results = await lab.run(
      ...[
        '--workload',
        'time',
        '--models',
        MODELS.join(','),
        '--connections',
        '1',
        '--generator',
        'autocannon',
      ],
    )
    const all = MODELS.map((name) => resultOf(results, name))
    const base = all[0]?.latency_us.p50 ?? 0
    return {
      says: 'The smallest service there is, one client, so that nobody stands in a queue: what an answer takes is what the model takes to get to the handler and back.',
      findings: all.map((one) => {
        const each = processorEach(one)
        return {
          what: one.model,
          expected: one.model === BASE ? '–' : `more than ${BASE}`,
          measured: `${ms(one.latency_us.p50)}${each === undefined ? '' : `, ${ms(each)} of processor`}${one.model === BASE || base === 0 ? '' : `, ${digits(Number((one.latency_us.p50 / base).toPrecision(2)))} times`}`,
          holds: one.model === BASE ? null : one.latency_us.p50 > base,
        }
      }),
      so: 'A thread of JavaScript brings an engine of its own and a process a whole program: both are for what lives longer than a request. Handing a request to one that is there costs little.',
      invalid_reasons: invalidOf(all),
    }
  },
}
