/**
 * What follows a booking's transactions outside of them: taking, giving free and paying back money, and letters. Each is
 * a job that was written in the transaction that owes it, and can be done again without harm.
 */
import type { Mailer } from '#lib/email/mailer'
import { UpstreamProblem } from '#lib/transport'
import { type PaymentStatus, payment_statuses } from '#service/payments/contract'
import { settleChange } from './change.ts'
import type { BookingDeps } from './deps.ts'
import { paymentAuthorized, paymentCaptured, paymentFailed } from './paying.ts'
import { deliver } from './post.ts'
import * as sql from './sql.ts'
import { type Letter, letter_queue, type Task, task_queue } from './tasks.ts'

export function runSaga(deps: BookingDeps, post: { mailer: Mailer; site_url: string }): void {
  deps.jobs.work<Task>(task_queue.name, ({ data }) => perform(deps, data))
  deps.jobs.work<Letter>(letter_queue.name, ({ data }) => deliver(deps, post, data))
}

export async function perform(deps: BookingDeps, task: Task): Promise<void> {
  switch (task.kind) {
    case 'capture':
      return taken(deps, task, await settled(deps.payments.capture(task.payment_id)))
    case 'void':
      return given(deps, task, await settled(deps.payments.void(task.payment_id)))
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

interface Settled {
  status: PaymentStatus
  /** Undefined where a refusal did not say. */
  amount?: number
}
interface PaymentTask {
  payment_id: string
  booking_id: string
}

/** How a payment stands: a refusal says so, too. One that nobody there has heard of will not come to anything. */
async function settled(asked: ReturnType<BookingDeps['payments']['payment']>): Promise<Settled> {
  try {
    const { status, amount } = await asked
    return { status, ...(amount === null ? {} : { amount: amount.amount }) }
  } catch (error) {
    if (!(error instanceof UpstreamProblem)) throw error
    if (error.problem.code === 'unknown_payment') return { status: 'failed' }
    const status = error.problem.code === 'payment_status' ? statusOf(error) : undefined
    if (status === undefined) throw error
    return { status }
  }
}

function statusOf({ problem }: UpstreamProblem): PaymentStatus | undefined {
  const { state } = problem as { state?: unknown }
  return payment_statuses.find((status) => status === state)
}

/** After a capture: taken is what was wanted; failed and voided cannot be mended, and the guest hears of it. */
async function taken(deps: BookingDeps, task: PaymentTask, { status, amount = 0 }: Settled): Promise<void> {
  const payment = toldOf(task, amount)
  await deps.inTransaction(async (trx) => {
    if (status === 'captured') await paymentCaptured(deps, trx, payment)
    else if (status === 'failed' || status === 'voided') await paymentFailed(deps, trx, payment)
    else throw new Error(`the payment is ${status}`)
  })
}

/** After a void: what was taken in the meantime is paid back. */
async function given(deps: BookingDeps, task: PaymentTask, { status }: Settled): Promise<void> {
  if (status === 'failed' || status === 'voided') return
  if (status !== 'captured') throw new Error(`the payment is ${status}`)
  const { amount = 0 } = await settled(deps.payments.payment(task.payment_id))
  await deps.inTransaction((trx) => paymentCaptured(deps, trx, toldOf(task, amount)))
}

/** A payment that was begun and never heard of again: given up, unless the bank says otherwise. */
async function resolve(deps: BookingDeps, task: PaymentTask): Promise<void> {
  const seen = await settled(deps.payments.payment(task.payment_id))
  // Whoever has not confirmed by now is not waited for. Whoever does so at this moment may be faster.
  const { status } = ['processing', 'requires_confirmation'].includes(seen.status)
    ? await settled(deps.payments.void(task.payment_id))
    : seen
  await deps.inTransaction(async (trx) => {
    const payment = toldOf(task, 0)
    if (status === 'failed' || status === 'voided') await paymentFailed(deps, trx, payment)
    else if (status === 'authorized' || status === 'captured') await paymentAuthorized(deps, trx, payment)
    else throw new Error(`the payment is ${status}`)
  })
}

const toldOf = ({ payment_id, booking_id: reservation_id }: PaymentTask, amount: number) => ({
  ...{ payment_id, reservation_id, amount },
})

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
  ['failed', 'voided'].includes(statusOf(error) ?? '')
