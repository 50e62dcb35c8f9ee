/** How bookings end without their guests: nobody came, or time alone. */
import { earliestToday } from '#lib/dates'
import { Problem } from '#lib/problem'
import type { Trx } from '../sql.ts'
import type { Reservation } from './contract.ts'
import type { BookingDeps } from './deps.ts'
import { after, changePending, move, release, unknown } from './move.ts'
import { resource } from './resource.ts'
import * as sql from './sql.ts'
import { enqueue } from './tasks.ts'

/** What somebody else has to end first is looked at again after so long. */
const AGAIN_S = 60

/** The hotel says that nobody came. */
export async function noShow(deps: BookingDeps, id: string): Promise<Reservation> {
  const { clock, now, inTransaction, db } = deps
  const booking = await inTransaction(async (trx) => {
    const found = await sql.lockBooking(trx, id)
    if (found === undefined) throw unknown()
    if (found.state === 'no_show') return found
    if (found.sold.check_in > earliestToday(clock))
      throw new Problem(409, 'stay_not_begun', 'The stay has not begun')
    // Its difference may be paid at any moment, for a stay that could not be changed any more.
    const [pending] = await sql.pendingChanges(trx, [id])
    if (pending !== undefined) throw changePending()
    return move(trx, found, { cause: 'guest_missing', due_at: null }, now())
  })
  return resource(db, booking)
}

/** Does what time alone does to one booking; nothing when it is not due, or another process is at it. */
export const sweepOne = (deps: BookingDeps, id: string): Promise<void> =>
  deps.inTransaction(async (trx) => {
    const now = deps.now()
    const booking = await sql.lockDue(trx, id, now)
    if (booking !== undefined) await pass(deps, trx, booking, now)
  })

async function pass(deps: BookingDeps, trx: Trx, booking: sql.Booking, now: Date): Promise<void> {
  const { id, attempt_id } = booking
  switch (booking.state) {
    case 'hold':
      await release(trx, booking, { cause: 'time_over', due_at: null }, now)
      return
    case 'paying':
      // Only payments knows how that ended; asked again as long as nothing has come of it.
      await enqueue(deps, trx, { kind: 'resolve', payment_id: attempt_id ?? '', booking_id: id })
      await sql.setDue(trx, id, after(now, AGAIN_S))
      return
    case 'confirmed': {
      const [pending] = await sql.pendingChanges(trx, [id])
      const is_settled = pending === undefined && booking.paid_at !== null
      if (is_settled) await move(trx, booking, { cause: 'stay_over', due_at: null }, now)
      // The jobs that take its money go on until the bank has said something.
      else await sql.setDue(trx, id, after(now, AGAIN_S))
      return
    }
    default:
      await sql.setDue(trx, id, null)
  }
}
