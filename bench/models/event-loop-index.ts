/**
 * event-loop with the index in the place of the statement: the other half of event-loop-sql, for workloads
 * whose own core asks the database. No concurrency model of its own; only for workloads that ask for searches.
 */
import { loadCore } from '../core.ts'
import type { Model } from '../model.ts'
import { bare, model as event_loop, serveEventLoop } from './event-loop.ts'

export const model = searching('event-loop-index', 'nothing: from memory', 'search-index')

/** event-loop with the core of one search in the place of another. */
export function searching(name: string, waits_by: string, workload: string): Model {
  return {
    ...event_loop,
    name,
    waits_by,
    check: (_resources, asked) => {
      if (!asked.name.startsWith('search-'))
        throw new Error(`${name} answers searches, and not ${asked.name}`)
    },
    serve: async (setup) => {
      const source = { ...setup.core_source, file: `bench/workloads/${workload}/core.ts` }
      return serveEventLoop({ ...setup, core: await loadCore(source, setup.database_url) }, bare)
    },
  }
}
