/** What `calendar` computes: the service's own parsing, index and answer; no answer is kept. */
import type { MakeCore } from '#bench/core'
import { notFound } from '#lib/problem'
import { queryParser } from '#lib/query'
import { calendarQuery } from '#service/search/calendar'
import { CalendarParams } from '#service/search/contract'
import { makeCalendar } from '#service/search/index/serve'
import { coreFromIndex, type Make } from '../from-index.ts'
import { hotelOf } from '../hotel/core.ts'

const parse = queryParser(CalendarParams)

export const calendarOf: Make = (index, target, today) => {
  const id = hotelOf(target)
  const query = calendarQuery(parse(target), today)
  const hotel = index.answers.hotelAt(id)
  if (hotel === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
  return makeCalendar(index, id, hotel, query)
}

export const core: MakeCore = (options) => coreFromIndex(options, 0, calendarOf)
