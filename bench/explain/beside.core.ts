/** The smallest service beside the one that computes longest: whoever asks for the time waits for pages of PDF. */
import type { MakeCore } from '../core.ts'
import { core as receipt } from '../workloads/receipt/core.ts'
import { core as time } from '../workloads/time/core.ts'

export const core: MakeCore = async (options) => {
  const [of_time, of_receipts] = await Promise.all([time(options), receipt(options)])
  return {
    begin: (target, body) =>
      target.startsWith('/v1/receipts') ? of_receipts.begin(target, body) : of_time.begin(target, body),
  }
}
