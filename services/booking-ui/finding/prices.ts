/** What a script needs for choosing dates: two months of days in the visitor's words, with prices where a place is known. */
import { Type as t } from '@sinclair/typebox'
import { earliestToday } from '#lib/dates'
import { queryParser } from '#lib/query'
import { UpstreamProblem } from '#lib/transport'
import { HotelId, type PlaceCalendarAnswer, SearchParams } from '#service/search/contract'
import type { PricedDay, Prices } from '../contract.ts'
import type { Deps } from '../deps.ts'
import { latestArrival } from '../links.ts'
import { type Month, monthAfter, weeksOf } from '../months.ts'
import { languageOf, languages } from '../text/languages.ts'
import { type Words, words } from '../words.ts'
import { monthsOf } from './calendar.ts'

const { destination_id, check_in, adults, children, rooms } = SearchParams.properties
const Params = t.Object({
  /** Neither: days without prices. */
  destination_id,
  hotel_id: t.Optional(HotelId),
  month: t.Optional(t.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })),
  check_in: t.Optional(check_in),
  ...{ adults, children, rooms },
})
const parse = queryParser(Params)

type Night = Pick<PlaceCalendarAnswer['data'][number], 'night' | 'from_price'> & {
  closed_to_arrival?: boolean
  min_stay?: number
}

/** Throws a 422 Problem for what cannot be asked. */
export async function pricesOf(
  { search, clock, cookies }: Pick<Deps, 'search' | 'clock' | 'cookies'>,
  request: Request,
): Promise<Prices> {
  const said = words(languages[languageOf(request, cookies)], clock)
  const params = parse(request.url)
  const today = earliestToday(clock)
  const stay = { check_in: params.check_in ?? today, ...partyOf(params) }
  const { month, bounds, params: asked } = monthsOf(request.url, stay, clock)
  const { hotel_id, destination_id: place_id } = params
  const call =
    hotel_id !== undefined
      ? search.calendar(hotel_id, asked)
      : place_id !== undefined
        ? search.placeCalendar(place_id, asked)
        : undefined
  const { nights, note } = await notedNights(call, said)
  const shown = [month, monthAfter(month, 1)].filter((one) => one <= bounds.last)
  const day = dayOf(said, { nights, first: today, last: latestArrival(clock) })
  return {
    months: shown.map((one) => ({
      month: one,
      name: said.month(one),
      weeks: weeksOf(one, said.first_weekday).map((week) =>
        week.map((date) => (date === undefined ? null : day(date))),
      ),
    })),
    weekdays: said.weekdays,
    first_weekday: said.first_weekday,
    earlier: month > bounds.first ? laterOf(monthAfter(month, -2), bounds.first) : null,
    later: monthAfter(month, 1) < bounds.last ? monthAfter(month, 2) : null,
    note,
  }
}

const partyOf = (params: { adults?: number; children?: number; rooms?: number }) => ({
  adults: params.adults ?? 2,
  children: params.children ?? 0,
  rooms: params.rooms ?? 1,
})
const laterOf = (a: Month, b: Month) => (a > b ? a : b)

/** A help, not a need: days without prices can be chosen, too. */
async function notedNights(
  call: Promise<{ data: readonly Night[] }> | undefined,
  { text: { picker } }: Words,
): Promise<{ nights: ReadonlyMap<string, Night>; note: string }> {
  if (call === undefined) return { nights: new Map(), note: picker.no_place }
  try {
    const { data } = await call
    return { nights: new Map(data.map((night) => [night.night, night])), note: picker.prices }
  } catch (error) {
    const is_refused = error instanceof UpstreamProblem && error.problem.status < 500
    return { nights: new Map(), note: is_refused ? '' : picker.away }
  }
}

function dayOf(
  said: Words,
  { nights, first, last }: { nights: ReadonlyMap<string, Night>; first: string; last: string },
): (date: string) => PricedDay {
  const { calendar } = said.text
  return (date) => {
    const is_open = date >= first && date <= last
    const night = nights.get(date)
    const name = said.day(date)
    const plain = { date, name, label: name, note: '', is_open }
    if (night === undefined) return plain
    const { from_price, closed_to_arrival = false, min_stay = 1 } = night
    if (from_price === null)
      return {
        ...plain,
        label: `${plain.label}: ${calendar.full}`,
        note: calendar.full_short,
        is_open: false,
      }
    if (closed_to_arrival)
      return {
        ...plain,
        label: `${plain.label}: ${calendar.closed}`,
        note: calendar.closed_short,
        is_open: false,
      }
    const least = min_stay > 1 ? calendar.min_stay(said.text.nights(min_stay)) : ''
    const label = calendar.day(plain.label, said.money(from_price), least)
    return { ...plain, label, note: said.rounded(from_price) }
  }
}
