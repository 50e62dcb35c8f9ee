/** What a transaction leaves to be done outside of it. Each may be done again without harm. */
import type { QueueDefinition } from '#lib/jobs/jobs'
import type { PaymentsDeps } from './deps.ts'
import type { Trx } from './sql.ts'

export type Task =
  /** Find out how a payment stands, and go on from there. */
  | { kind: 'settle'; payment_id: string }
  | { kind: 'refund'; refund_id: string }
  /** The bank's statement has a capture that our books have not. */
  | { kind: 'recover'; payment_id: string }

/** For when the process that asks does not live to hear the answer. */
export const SETTLE_AFTER_S = 15

export const task_queue: QueueDefinition = {
  name: 'payments',
  concurrency: 4,
  expire_s: 60,
  retry_delay_max_s: 30,
}
/** The receipt and its letter: a queue of its own, so that a mail server that hangs holds up no money. */
export const receipt_queue: QueueDefinition = { name: 'receipts', retry_delay_max_s: 300, expire_s: 60 }
export const reconcile_queue: QueueDefinition = { name: 'reconcile', concurrency: 1, expire_s: 300 }

export async function enqueue(
  { jobs }: Pick<PaymentsDeps, 'jobs'>,
  trx: Trx,
  task: Task,
  delay_s = 0,
): Promise<void> {
  await jobs.enqueue(trx, task_queue.name, task, delay_s === 0 ? {} : { delay_s })
}
