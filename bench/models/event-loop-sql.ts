/**
 * event-loop with the statement in the place of whatever the workload asks: what a search from memory is
 * compared with. No concurrency model of its own; only for workloads that ask for searches.
 */
import { searching } from './event-loop-index.ts'

export const model = searching(
  'event-loop-sql',
  'async/await on one thread, for one SQL statement each',
  'search-sql',
)
