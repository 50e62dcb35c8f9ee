/** What `search-index` computes: the service's own parsing, index and answer; no answer is kept. */
import type { MakeCore } from '#bench/core'
import { notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { SearchParams } from '#service/search/contract'
import type { Index } from '#service/search/index/load'
import { makeSearch } from '#service/search/index/serve'
import { searchQuery } from '#service/search/search'
import { coreFromIndex } from '../from-index.ts'

const parse = queryParser(SearchParams)

export function searched(index: Index, target: string, today: string) {
  const made = makeSearch(index, searchQuery(parse(target), today))
  if (made === undefined) throw notFound('unknown_destination', 'There is no such destination')
  return made
}

export const core: MakeCore = (options) => coreFromIndex(options, 0, searched)
