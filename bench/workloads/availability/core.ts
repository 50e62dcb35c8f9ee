/** What `availability` computes: the service's own parsing, index and answer; no answer is kept. */
import type { MakeCore } from '#bench/core'
import { dayNumber } from '#lib/dates'
import { invalid, notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { StayParams } from '#service/search/contract'
import { makeAvailability } from '#service/search/index/serve'
import { readStay } from '#service/search/stay'
import { coreFromIndex, type Make } from '../from-index.ts'
import { hotelOf } from '../hotel/core.ts'

const parse = queryParser(StayParams)

export const availabilityOf: Make = (index, target, today) => {
  const id = hotelOf(target)
  const { stay, errors } = readStay(parse(target), today)
  if (errors.length > 0) throw invalid(errors)
  const hotel = index.answers.hotelAt(id)
  if (hotel === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
  return makeAvailability(index, id, hotel, stay, dayNumber(stay.check_in))
}

export const core: MakeCore = (options) => coreFromIndex(options, 0, availabilityOf)
