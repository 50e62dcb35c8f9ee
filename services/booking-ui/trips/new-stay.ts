/** The stay that a change asks for, as the address of its page says it. */
import { type Static, Type as t } from '@sinclair/typebox'
import { type FieldError, Problem } from '#lib/problem'
import { queryParser } from '#lib/query'
import { queryString } from '#lib/transport'
import type { Reservation } from '#service/reservations/bookings/contract'
import { RoomTypeId, StayParams } from '#service/search/contract'

const { check_in, check_out, adults, children, rooms } = StayParams.properties
const Params = t.Object({
  ...{ check_in, check_out, adults, children, rooms },
  room_type_id: t.Optional(RoomTypeId),
})
const parse = queryParser(Params)

export type NewStay = Required<Static<typeof Params>>

export const stayOf = (trip: Reservation): NewStay => ({
  check_in: trip.check_in,
  check_out: trip.check_out,
  adults: trip.adults,
  children: trip.children,
  rooms: trip.rooms,
  room_type_id: trip.room_type.id,
})

/** What the address leaves out stays as it is booked. Undefined where nothing was asked for yet. */
export function readNewStay(
  url: string,
  trip: Reservation,
): { stay: NewStay; errors?: undefined } | { stay?: undefined; errors: readonly FieldError[] } | undefined {
  if (new URL(url).search === '') return undefined
  try {
    return { stay: { ...stayOf(trip), ...parse(url) } }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { errors: error.errors ?? [] }
  }
}

export const isSame = (a: NewStay, b: NewStay): boolean =>
  (Object.keys(a) as (keyof NewStay)[]).every((name) => a[name] === b[name])

export const changeQuery = (stay: NewStay): string => queryString(stay).slice(1)
