/** Which months a calendar shows, and what to ask for them. */
import { type Clock, earliestToday } from '#lib/dates'
import { firstNight } from '../components/calendar.tsx'
import { type Form, latestArrival } from '../links.ts'
import { type Month, monthAfter, monthOf, readMonth } from '../months.ts'

export interface Asked {
  /** The first of the two. */
  month: Month
  bounds: { first: Month; last: Month }
  /** Of `search`. */
  params: { from: string; to: string; adults: number; children: number; rooms: number }
  /** Whether the address names a month. */
  is_wanted: boolean
}

/** Two months, from the one in the address or that of the stay. */
export function monthsOf(
  url: string,
  form: Pick<Form, 'check_in' | 'adults' | 'children' | 'rooms'>,
  clock: Clock,
): Asked {
  const today = earliestToday(clock)
  const bounds = { first: monthOf(today), last: monthOf(latestArrival(clock)) }
  const wanted = new URL(url).searchParams.get('month')
  const month = readMonth(wanted, monthOf(form.check_in), bounds)
  const { adults, children, rooms } = form
  const params = {
    ...{ from: firstNight(month, today), to: `${monthAfter(month, 2)}-01` },
    ...{ adults, children, rooms },
  }
  return { month, bounds, params, is_wanted: wanted !== null }
}
