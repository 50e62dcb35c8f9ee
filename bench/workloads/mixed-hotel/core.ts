/** What a mix computes: each request by its address, as the workloads of its kind do. */
import type { Job, MakeCore } from '#bench/core'
import { notFound } from '#lib/problem'
import { availabilityOf } from '../availability/core.ts'
import { calendarOf } from '../calendar/core.ts'
import { indexJob, type Make, openIndex, sharedIndex } from '../from-index.ts'
import { HOLD_PATH, holdJob } from '../hold/core.ts'
import { searched } from '../search-index/core.ts'
import { SIGN_IN_PATH, signInJob } from '../sign-in/core.ts'
import { recommended } from './recommendations.ts'

const looks: readonly (readonly [RegExp, Make])[] = [
  [/^\/v1\/search\?/, searched],
  [/^\/v1\/recommendations\?/, recommended],
  [/^\/v1\/hotels\/\w+\/availability\?/, availabilityOf],
  [/^\/v1\/hotels\/\w+\/calendar\?/, calendarOf],
]
const writes: Readonly<Record<string, (body: string, today: string) => Job>> = {
  [HOLD_PATH]: holdJob,
  [SIGN_IN_PATH]: signInJob,
}

export const core: MakeCore = async ({ today, ...options }) => {
  const index = await openIndex(options, 0)
  return {
    share: () => sharedIndex(index),
    begin: (target, body) => {
      if (body !== undefined) {
        const write = Object.hasOwn(writes, target) ? writes[target] : undefined
        if (write !== undefined) return write(body, today)
      } else {
        const look = looks.find(([address]) => address.test(target))
        if (look !== undefined) return indexJob(index, target, today, look[1])
      }
      throw notFound('not_found', 'There is nothing at this address')
    },
  }
}
