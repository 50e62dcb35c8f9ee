/**
 * Bun only. event-loop with the statement in the place of whatever the workload asks: what a search from memory is
 * compared with. No concurrency model of its own; only for workloads that ask for searches.
 */
import { loadCore } from '../core.ts'
import type { Model } from '../model.ts'
import { model as event_loop } from './event-loop.ts'

const CORE = 'bench/workloads/search-sql/core.ts'

export const model: Model = {
  ...event_loop,
  name: 'event-loop-sql',
  waits_by: 'async/await on one thread, for one SQL statement each',
  check: (_resources, { name }) => {
    if (!name.startsWith('search-')) throw new Error(`event-loop-sql answers searches, and not ${name}`)
  },
  serve: async (setup) =>
    event_loop.serve({
      ...setup,
      core: await loadCore({ ...setup.core_source, file: CORE }, setup.database_url),
    }),
}
