/** Which room for which stay, as the address of the checkout says it. */
import { type Static, Type as t } from '@sinclair/typebox'
import type { Money } from '#lib/money'
import { Problem } from '#lib/problem'
import { queryParser } from '#lib/query'
import { HotelId, RoomTypeId, StayParams } from '#service/search/contract'
import type { QuoteRequest } from '#service/search/quotes/contract'
import { paths } from '../contract.ts'
import type { Form } from '../links.ts'

const { check_in, check_out, adults, children, rooms } = StayParams.properties
const BookParams = t.Object({
  hotel_id: HotelId,
  room_type_id: RoomTypeId,
  check_in,
  check_out,
  adults,
  children,
  rooms,
  /** What was shown, in minor units: another price is pointed out. */
  price: t.Optional(t.Integer({ minimum: 0, maximum: 2 ** 50 })),
  currency: t.Optional(t.String({ pattern: '^[A-Z]{3}$' })),
})
export type BookParams = Static<typeof BookParams>

const parse = queryParser(BookParams)

/** Undefined for an address that says no stay. */
export function readBooking(url: string): BookParams | undefined {
  try {
    return parse(url)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

export function bookPath(asked: Omit<BookParams, 'price' | 'currency'>, price?: Money): string {
  const { hotel_id, room_type_id, check_in, check_out, adults, children = 0, rooms = 1 } = asked
  const query = new URLSearchParams({
    hotel_id,
    room_type_id,
    check_in,
    check_out,
    adults: String(adults ?? 2),
  })
  if (children > 0) query.set('children', String(children))
  if (rooms > 1) query.set('rooms', String(rooms))
  if (price !== undefined) {
    query.set('price', String(price.amount))
    query.set('currency', price.currency)
  }
  return `${paths.book}?${query}`
}

export function quoteRequest(asked: BookParams): QuoteRequest {
  const { price, currency, adults = 2, children = 0, rooms = 1, ...stay } = asked
  return {
    ...stay,
    adults,
    children,
    rooms,
    ...(price === undefined || currency === undefined ? {} : { expected_total: { amount: price, currency } }),
  }
}

/** The stay, for links back to the hotel and to a search. */
export const stayOf = (
  asked: BookParams,
): Pick<Form, 'check_in' | 'check_out' | 'adults' | 'children' | 'rooms'> => ({
  check_in: asked.check_in,
  check_out: asked.check_out,
  adults: asked.adults ?? 2,
  children: asked.children ?? 0,
  rooms: asked.rooms ?? 1,
})
