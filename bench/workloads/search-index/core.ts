/** What `search-index` computes: the service's own parsing, index and answer; no answer is kept. */
import type { MakeCore } from '#bench/core'
import { notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { SearchParams } from '#service/search/contract'
import { makeSearch } from '#service/search/index/serve'
import { searchQuery } from '#service/search/search'
import { coreFromIndex, type Make } from '../from-index.ts'

const parse = queryParser(SearchParams)

export const searched: Make = (index, target, today) => {
  const made = makeSearch(index, searchQuery(parse(target), today))
  if (made === undefined) throw notFound('unknown_destination', 'There is no such destination')
  return made
}

export const core: MakeCore = (options) => coreFromIndex(options, 0, searched)
