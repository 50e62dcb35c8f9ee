/** What `time` computes: next to nothing, so that what surrounds a handler is what is measured. */

import { type MakeCore, ok } from '#bench/core'
import { notFound } from '#lib/problem'

export const core: MakeCore = ({ today }) => {
  // It stands still: an answer that moves on could not be compared byte for byte.
  const now_ms = Date.parse(`${today}T12:00:00Z`)
  return {
    begin: (target) => {
      if (target !== '/v1/time') throw notFound('not_found', 'There is nothing at this address')
      return { answer: () => ok(JSON.stringify({ now: new Date(now_ms).toISOString() })) }
    },
  }
}
