/** What there is instead of a room that is gone: other dates of the hotel, and other hotels for the stay. */
import { within } from '#lib/context'
import type { Hotel, HotelOffer } from '#service/search/contract'
import type { Months } from '../components/calendar.tsx'
import type { Deps } from '../deps.ts'
import { monthsOf } from '../finding/calendar.ts'
import { searchParams } from '../form.ts'
import type { Form } from '../links.ts'
import { type BookParams, stayOf } from './asked.ts'

/** A help: of a page's time only so much, and without it the page still says what happened. */
const INSTEAD_MS = 1_500
const HOTELS = 3

export interface Instead {
  form: Form
  /** Undefined where the hotel could not be had. */
  hotel: Hotel | undefined
  calendar: Months | undefined
  hotels: readonly HotelOffer[]
}

export function insteadOf(
  { search, clock }: Pick<Deps, 'search' | 'clock'>,
  asked: BookParams,
): Promise<Instead> {
  const form: Form = { ...stayOf(asked), stars: [], amenities: [], sort: 'recommended' }
  // The month of the stay, whatever the address says of others.
  const { month, bounds, params } = monthsOf('http://site/', form, clock)
  return within(INSTEAD_MS, async () => {
    const [hotel, nights] = await Promise.all([
      search.hotel(asked.hotel_id).catch(() => undefined),
      search
        .calendar(asked.hotel_id, params)
        .then(({ data }) => data)
        .catch(() => undefined),
    ])
    const found =
      hotel === undefined
        ? undefined
        : await search
            .search({ ...searchParams(form, hotel.destination_id, hotel.currency), limit: HOTELS + 1 })
            .catch(() => undefined)
    return {
      form: { ...form, destination_id: hotel?.destination_id },
      hotel,
      calendar: nights === undefined ? undefined : { month, bounds, nights },
      hotels: (found?.data ?? []).filter(({ id }) => id !== asked.hotel_id).slice(0, HOTELS),
    }
  })
}
