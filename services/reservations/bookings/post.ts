/** Letters on their way: what they tell is the booking as it was when they became due. */
import { EmailError } from '#lib/email/error'
import type { Mailer } from '#lib/email/mailer'
import { type LetterFacts, letterOf } from '../letters/letters.ts'
import type { BookingDeps } from './deps.ts'
import { documentOf } from './resource.ts'
import * as sql from './sql.ts'
import type { Letter } from './tasks.ts'

export async function deliver(
  deps: Pick<BookingDeps, 'db'>,
  { mailer, site_url }: { mailer: Mailer; site_url: string },
  letter: Letter,
): Promise<void> {
  const { kind, booking_id, ref } = letter
  const booking = await sql.bookingById(deps.db, booking_id)
  if (booking === undefined) return
  const facts = await factsOf(deps, booking, letter)
  try {
    await mailer.send({
      ...letterOf(kind, { ...facts, site_url }),
      // The same for every attempt: whoever gets it twice, because an answer was lost, sees it once.
      message_id: `<${booking_id}.${kind}.${ref}@vacancy.example>`,
    })
  } catch (error) {
    // An address that does not exist stays so.
    if (!(error instanceof EmailError && error.kind === 'permanent')) throw error
  }
}

async function factsOf(
  { db }: Pick<BookingDeps, 'db'>,
  booking: sql.Booking,
  // Without a version: of a letter that an older release wrote.
  { ref, version = booking.version }: Omit<Letter, 'version'> & { version?: number },
): Promise<Omit<LetterFacts, 'site_url'>> {
  const change = ref.startsWith('chg_') ? await sql.changeById(db, ref) : undefined
  const sold = await sql.soldAt(db, booking, version)
  const refunds = await sql.refundsOf(db, [booking.id])
  const back = refunds.filter(({ reason }) => reason === 'cancelled')
  const is_lost = (await sql.lastCause(db, { id: booking.id, version })) === 'payment_lost'
  const paid = booking.payment_id === null ? 'unpaid' : 'paid'
  return {
    document: documentOf({ ...booking, sold }),
    hold_until: booking.hold_until,
    ...(change === undefined ? {} : { before: change.before }),
    refund: { amount: back.reduce((sum, { amount }) => sum + amount, 0), currency: sold.currency },
    ending: is_lost ? 'payment_lost' : paid,
  }
}
