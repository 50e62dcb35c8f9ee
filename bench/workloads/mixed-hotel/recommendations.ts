/** What a recommendation computes: the service's own parsing, index and answer. */
import { queryParser } from '#lib/query'
import { recommendationQuery } from '#service/search/calendar'
import { RecommendationParams } from '#service/search/contract'
import { makeRecommendations } from '#service/search/index/serve'
import type { Make } from '../from-index.ts'

const parse = queryParser(RecommendationParams)

export const recommended: Make = (index, target, today) =>
  makeRecommendations(index, recommendationQuery(parse(target), today))
