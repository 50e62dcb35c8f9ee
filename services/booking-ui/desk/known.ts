/** Ids as addresses and forms have them: nothing else is put into the path of another service. */
import { notFound } from '#lib/problem'
import { ReservationId } from '#service/reservations/bookings/contract'
import { HotelId } from '#service/reservations/desk/contract'
import { RoomTypeId } from '#service/search/contract'

const knownAs =
  ({ pattern }: { pattern?: string }) =>
  (id: string | undefined): string => {
    if (id === undefined || !new RegExp(String(pattern)).test(id))
      throw notFound('not_found', 'There is no such thing at this desk')
    return id
  }

export const knownHotel = knownAs(HotelId)
export const knownRoom = knownAs(RoomTypeId)
export const knownTrip = knownAs(ReservationId)
