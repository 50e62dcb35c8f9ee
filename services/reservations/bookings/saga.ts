/**
 * What follows a booking's transactions outside of them: taking, giving free and paying back money, and letters. Each is
 * a job that was written in the transaction that owes it, and can be done again without harm.
 */
import { EmailError } from '#lib/email/error'
import type { Mailer } from '#lib/email/mailer'
import { UpstreamProblem } from '#lib/transport'
import type { Payment } from '#service/payments/contract'
import { type LetterFacts, letterOf } from '../letters/letters.ts'
import { paymentAuthorized, paymentCaptured, paymentFailed } from './bookings.ts'
import { settleChange } from './change.ts'
import type { BookingDeps } from './deps.ts'
import { documentOf } from './resource.ts'
import * as sql from './sql.ts'
import { type Letter, letter_queue, type Task, task_queue } from './tasks.ts'

export function runSaga(deps: BookingDeps, post: { mailer: Mailer; site_url: string }): void {
  deps.jobs.work<Task>(task_queue.name, ({ data }) => perform(deps, data))
  deps.jobs.work<Letter>(letter_queue.name, ({ data }) => deliver(deps, post, data))
}

async function perform(deps: BookingDeps, task: Task): Promise<void> {
  switch (task.kind) {
    case 'capture':
      return told(deps, task, await deps.payments.capture(task.payment_id).catch(lost))
    case 'void':
      await deps.payments.void(task.payment_id).catch(unlessUnknown)
      return
    case 'resolve':
      return resolve(deps, task)
    case 'refund':
      return refund(deps, task.refund_id)
    case 'change': {
      const change = await settleChange(deps, task.change_id)
      if (change?.state === 'pending') throw new Error('the difference is not through yet')
      return
    }
  }
}

type Settled = Pick<Payment, 'status'>

/** Captured is what was wanted; lost is what cannot be mended: the guest hears of it. */
function lost(error: unknown): Settled {
  if (error instanceof UpstreamProblem && ['payment_status', 'unknown_payment'].includes(error.problem.code))
    return { status: 'failed' }
  throw error
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof UpstreamProblem && ['payment_status', 'unknown_payment'].includes(error.problem.code))
    return undefined
  throw error
}

async function told(
  deps: BookingDeps,
  { payment_id, booking_id: reservation_id }: { payment_id: string; booking_id: string },
  { status }: Settled,
): Promise<void> {
  const payment = { payment_id, reservation_id, amount: 0 }
  await deps.inTransaction(async (trx) => {
    if (status === 'captured') await paymentCaptured(deps, trx, payment)
    else if (status === 'failed' || status === 'voided') await paymentFailed(deps, trx, payment)
    else throw new Error(`the payment is ${status}`)
  })
}

/** A payment that was begun and never heard of again: given up, unless the bank says otherwise. */
async function resolve(deps: BookingDeps, task: { payment_id: string; booking_id: string }): Promise<void> {
  const { payment_id, booking_id: reservation_id } = task
  const seen = await deps.payments.payment(payment_id).catch(lost)
  // Whoever has not confirmed by now is not waited for.
  const { status } = ['processing', 'requires_confirmation'].includes(seen.status)
    ? await deps.payments.void(payment_id).catch(lost)
    : seen
  await deps.inTransaction(async (trx) => {
    const payment = { payment_id, reservation_id, amount: 0 }
    if (status === 'failed' || status === 'voided') await paymentFailed(deps, trx, payment)
    else if (status === 'authorized' || status === 'captured') await paymentAuthorized(deps, trx, payment)
    else throw new Error(`the payment is ${status}`)
  })
}

/** What is owed back, once. Of a payment that was lost before it was taken nothing is. */
export async function refund(deps: Pick<BookingDeps, 'db' | 'payments' | 'now'>, id: string): Promise<void> {
  const owed = await sql.refundById(deps.db, id)
  if (owed === undefined || owed.done_at !== null) return
  const booking = await sql.bookingById(deps.db, owed.booking_id)
  if (booking === undefined) throw new Error('a refund without a booking')
  const amount = { amount: owed.amount, currency: booking.sold.currency }
  const { status } = await deps.payments
    .refund(owed.payment_id, { refund_id: id, amount, reason: owed.reason })
    .catch((error: unknown) => {
      if (wasNeverTaken(error)) return { status: 'refunded' as const }
      throw error
    })
  if (status !== 'refunded') throw new Error(`the refund is ${status}`)
  await sql.markRefunded(deps.db, id, deps.now())
}

const wasNeverTaken = (error: unknown) =>
  error instanceof UpstreamProblem &&
  error.problem.code === 'payment_status' &&
  'state' in error.problem &&
  (error.problem.state === 'failed' || error.problem.state === 'voided')

async function deliver(
  deps: BookingDeps,
  { mailer, site_url }: { mailer: Mailer; site_url: string },
  { kind, booking_id, ref }: Letter,
): Promise<void> {
  const booking = await sql.bookingById(deps.db, booking_id)
  if (booking === undefined) return
  const facts = await factsOf(deps, booking, ref)
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
  { db }: BookingDeps,
  booking: sql.Booking,
  ref: string,
): Promise<Omit<LetterFacts, 'site_url'>> {
  const change = ref.startsWith('chg_') ? await sql.changeById(db, ref) : undefined
  // As it was then: a change that came later has a letter of its own.
  const sold = change?.sold ?? booking.sold
  const refunds = await sql.refundsOf(db, [booking.id])
  const back = refunds.filter(({ reason }) => reason === 'cancelled')
  const paid = booking.payment_id === null ? 'unpaid' : 'paid'
  return {
    document: documentOf({ ...booking, sold }),
    hold_until: booking.hold_until,
    ...(change === undefined ? {} : { before: change.before }),
    refund: { amount: back.reduce((sum, { amount }) => sum + amount, 0), currency: sold.currency },
    ending: ref === 'payment_lost' ? ref : paid,
  }
}
