/**
 * What `search-partners` computes: own hotels from the index, merged with those of one partner. What is waited for is the
 * partner's answer, over HTTP; the model does the waiting, without the product's deadline, breaker and second request.
 */
import { type MakeCore, ok } from '#bench/core'
import { notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { SearchParams } from '#service/search/contract'
import { alpha } from '#service/search/partners/adapters/alpha'
import { believable } from '#service/search/partners/believable'
import { decodeMerged, encodeMerged } from '#service/search/partners/cursor'
import { merged, partnerQuery } from '#service/search/partners/merge'
import { mergedQuery } from '#service/search/search'
import { openIndex, sharedIndex } from '../from-index.ts'

const parse = queryParser(SearchParams)
const FIRST_PAGE = { own: null, partner: null }

export const core: MakeCore = async ({ today, partner_url, ...options }) => {
  if (partner_url === undefined) throw new Error('search-partners needs a partner')
  const index = await openIndex(options, 0)
  return {
    share: () => sharedIndex(index),
    begin: (target) => {
      const { query } = mergedQuery(parse(target), today, decodeMerged)
      const asked = partnerQuery(index, query)
      if (asked === undefined) throw notFound('unknown_destination', 'There is no such destination')
      return {
        wait: { kind: 'fetch', url: partner_url + alpha.target(asked) },
        finish: ({ text = '' }) => {
          const offers = alpha.read(text, asked).filter((offer) => believable(offer, asked))
          const answer = { partner: 'alpha', status: 'ok', offers, took_ms: 0 } as const
          const { data, next, total, nights, currency } = merged(index, query, asked, FIRST_PAGE, [answer])
          const next_cursor = next ? encodeMerged(query.fingerprint, next) : null
          return ok(JSON.stringify({ data, next_cursor, total, nights, currency }))
        },
      }
    },
  }
}
