/** What `search-sql` computes: the service's own parsing, statement and answer, and nothing that it does not need. */

import { type MakeCore, ok } from '#bench/core'
import { queryParser } from '#lib/query'
import { searchAnswer } from '#service/search/answer'
import { SearchParams } from '#service/search/contract'
import { searchQuery } from '#service/search/search'
import { type SearchRow, searchStatement } from '#service/search/sql'

const parse = queryParser(SearchParams)

export const core: MakeCore = ({ today }) => ({
  begin: (target) => {
    const query = searchQuery(parse(target), today)
    return {
      wait: { kind: 'statement', statement: searchStatement(query) },
      finish: ({ rows = [] }) =>
        ok(JSON.stringify(searchAnswer(query, rows as readonly unknown[] as SearchRow[]))),
    }
  },
})
