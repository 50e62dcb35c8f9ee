/** What the desk of a hotel shows: who arrives, what is sold, and the rates, which may be away. */
import { addDays, type Clock, earliestToday, parseDate } from '#lib/dates'
import { UpstreamProblem } from '#lib/transport'
import type { Arrivals, DeskNights } from '#service/reservations/desk/contract'
import type { Hotel } from '#service/search/contract'
import type { HotelRates } from '#service/search/rates/contract'
import type { Fields } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { latestArrival } from '../links.ts'
import type { Person } from '../session/people.ts'

export const DAYS = [7, 14, 31] as const
/** Who came last month is asked for; before it there is nothing to do at a desk. */
const BACK_DAYS = 31

export interface Range {
  from: string
  days: number
}

export interface DeskView extends Range {
  hotel_id: string
  /** Undefined while search is away: the rest is shown without names and prices. */
  hotel: Hotel | undefined
  rates: HotelRates['data'] | undefined
  arrivals: Arrivals
  nights: DeskNights['data']
  notice?: string | undefined
  /** The form that was sent, with what is wrong with it. */
  sent?: Sent | undefined
}

export interface Sent {
  section: 'nights' | 'rates'
  room_type_id: string
  values: Fields
  errors: ReadonlyMap<string, string>
}

/** What the address asks for, within what there is. */
export function readRange(url: string, clock: Clock): Range {
  const params = new URL(url).searchParams
  const asked = params.get('from') ?? ''
  const today = earliestToday(clock)
  const wanted = parseDate(asked) === undefined ? today : asked
  const days = DAYS.find((count) => String(count) === params.get('days')) ?? DAYS[0]
  // As texts dates sort as they follow each other.
  const [, from = today] = [addDays(today, -BACK_DAYS), wanted, latestArrival(clock)].sort()
  return { from, days }
}

/** Throws what reservations says: who works here is for them to know. */
export async function loadDesk(
  { clientsOf, quotes }: Pick<Deps, 'clientsOf' | 'quotes'>,
  person: Person,
  hotel_id: string,
  { from, days }: Range,
): Promise<DeskView> {
  const client = clientsOf(person).desk
  const range = { from, to: addDays(from, days - 1) }
  const [arrivals, nights, hotel, rates] = await Promise.all([
    client.arrivals(hotel_id, range),
    client.nights(hotel_id, range),
    quotes.hotel(hotel_id).catch(unlessAway),
    quotes.rates(hotel_id, { from, to: addDays(from, days) }).catch(unlessAway),
  ])
  return { ...{ hotel_id, hotel, from, days, arrivals }, nights: nights.data, rates: rates?.data }
}

function unlessAway(error: unknown): undefined {
  if (error instanceof UpstreamProblem && error.problem.status < 500) throw error
  return undefined
}
