/** Ids of trips as an address has them. */
import { notFound } from '#lib/problem'
import { ReservationId } from '#service/reservations/bookings/contract'

const form = new RegExp(String(ReservationId.pattern))

/** The id, when it can be one: nothing else is put into the path of another service. */
export function known(id: string): string {
  if (!form.test(id)) throw notFound('not_found', 'There is no such trip')
  return id
}
