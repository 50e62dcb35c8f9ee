/** The searches of `search-sql` from memory: the same requests and the same bytes, with nothing to wait for. */
import type { Workload } from '#bench/workload'
import { searchSql } from '../search-sql/workload.ts'

export const searchIndex: Workload = {
  ...searchSql,
  name: 'search-index',
  in_memory: true,
  core_file: 'bench/workloads/search-index/core.ts',
  title: 'GET /v1/search from the index, places by Zipf, no answer kept',
  // Its golden answers are those of the statement: the index cannot confirm itself.
}
