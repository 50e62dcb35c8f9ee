/** All that is held of a person, wherever: their account, what they booked, and what they paid. */
import type { Payment } from '#service/payments/contract'
import type { Reservation } from '#service/reservations/bookings/contract'
import type { PersonClients } from '../session/clients.ts'

/** Asked for at once: one person's export is no reason for others to wait. */
const AT_ONCE = 4
const PAGE = 100
/** More than a person books in a life; the file says when it ends before all is in it. */
const MAX_TRIPS = 2_000

export interface Export {
  account: unknown
  reservations: Reservation[]
  payments: Payment[]
  /** Whether that is all. */
  complete: boolean
}

/** All of it or none: throws where a service is away. A part would pass for the whole. */
export async function exportOf({ me, reservations, payments }: PersonClients): Promise<Export> {
  const account = await me.export()
  const trips: Reservation[] = []
  let cursor: string | null | undefined
  do {
    const page = await reservations.list({ limit: PAGE, ...(cursor ? { cursor } : {}) })
    trips.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== null && trips.length < MAX_TRIPS)
  const paid: Payment[][] = []
  for (let i = 0; i < trips.length; i += AT_ONCE) {
    const some = trips.slice(i, i + AT_ONCE)
    paid.push(...(await Promise.all(some.map(async ({ id }) => (await payments.ofReservation(id)).data))))
  }
  return { account, reservations: trips, payments: paid.flat(), complete: cursor === null }
}
