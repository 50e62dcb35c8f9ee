/** A letter once more, for a guest who has lost it: about the booking as it is now, seldom, and not for ever. */
import { Problem } from '#lib/problem'
import type { LetterKind } from '../letters/letters.ts'
import type { BookingDeps } from './deps.ts'
import { unknown } from './move.ts'
import * as sql from './sql.ts'
import type { State } from './state.ts'
import { writeLetter } from './tasks.ts'

/** Between two of one booking. */
const PAUSE_S = 60
/** Of one booking, in all. */
const MOST = 10

const letters: Readonly<Partial<Record<State, LetterKind>>> = {
  hold: 'hold',
  confirmed: 'confirmed',
  completed: 'confirmed',
  no_show: 'confirmed',
  cancelled: 'cancelled',
}

/** Throws 409 `reservation_state` when there is nothing to tell, 429 `too_many_letters` too soon or too often. */
export async function resendLetter(
  deps: BookingDeps,
  id: string,
  owner: string,
): Promise<{ status: 'email_sent' }> {
  return deps.inTransaction(async (trx) => {
    const booking = await sql.lockBooking(trx, id)
    if (booking === undefined || booking.owner !== owner) throw unknown()
    // Of what is not paid yet there is nothing to confirm.
    const is_confirmation = letters[booking.state] === 'confirmed'
    const kind = is_confirmation && booking.paid_at === null ? undefined : letters[booking.state]
    if (kind === undefined)
      throw new Problem(409, 'reservation_state', 'There is no letter about it now', {
        members: { state: booking.state },
      })
    const now = deps.now()
    const { resent, resent_at } = await sql.lettersResent(trx, id)
    const wait_s = resent_at === null ? 0 : Math.ceil((resent_at.getTime() - now.getTime()) / 1_000) + PAUSE_S
    if (resent >= MOST) throw tooMany(24 * 3_600)
    if (wait_s > 0) throw tooMany(wait_s)
    await sql.countResent(trx, id, now)
    // Another letter, and so another Message-ID: mail programs would hide a second one of the same.
    await writeLetter(deps, trx, {
      ...{ kind, booking_id: id, version: booking.version },
      ref: `again_${resent + 1}`,
    })
    return { status: 'email_sent' as const }
  })
}

const tooMany = (retry_after_s: number) =>
  new Problem(429, 'too_many_letters', 'The letter was sent again just now, or too often', {
    headers: { 'retry-after': String(retry_after_s) },
  })
