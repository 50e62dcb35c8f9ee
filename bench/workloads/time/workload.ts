/** `GET /v1/time`: the smallest service. Nothing to wait for, so whatever a model or a guard costs weighs most here. */

import { okText } from '#bench/ask'
import type { Workload } from '#bench/workload'

const TARGET = '/v1/time'

export const time: Workload = {
  name: 'time',
  core_file: 'bench/workloads/time/core.ts',
  title: 'GET /v1/time, nothing to wait for',
  prepare: async () => undefined,
  asks: () => [TARGET],
  // The product has no such route; what it would answer is plain to see.
  golden: async (_database_url, _asks, { today }) =>
    new Map([[TARGET, okText(`{"now":"${today}T12:00:00.000Z"}`)]]),
}
