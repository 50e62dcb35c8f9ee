/** The stay that a change asks for, as the address of its page says it. */
import { type Static, Type as t } from '@sinclair/typebox'
import { type FieldError, Problem } from '#lib/problem'
import { queryParser } from '#lib/query'
import { queryString } from '#lib/transport'
import type { Reservation } from '#service/reservations/bookings/contract'
import { RoomTypeId, StayParams } from '#service/search/contract'

const { check_in, check_out, adults, children, rooms } = StayParams.properties
const Params = t.Object({ check_in, check_out, adults, children, rooms, room_type_id: RoomTypeId })
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

/** Undefined where nothing was asked for yet. */
export function readNewStay(
  url: string,
): { stay: NewStay; errors?: undefined } | { stay?: undefined; errors: readonly FieldError[] } | undefined {
  if (new URL(url).search === '') return undefined
  try {
    const { adults = 2, children = 0, rooms = 1, ...rest } = parse(url)
    return { stay: { ...rest, adults, children, rooms } }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { errors: error.errors ?? [] }
  }
}

export const isSame = (a: NewStay, b: NewStay): boolean =>
  (Object.keys(a) as (keyof NewStay)[]).every((name) => a[name] === b[name])

export const changeQuery = (stay: NewStay): string => queryString(stay).slice(1)
