/** What a transaction of a booking leaves to be done outside of it: see `saga.ts`. */
import type { QueueDefinition } from '#lib/jobs/jobs'
import type { LetterKind } from '../letters/letters.ts'
import type { Trx } from '../sql.ts'
import type { BookingDeps } from './deps.ts'

export type Task = { booking_id: string } & (
  | { kind: 'capture' | 'void' | 'resolve'; payment_id: string }
  | { kind: 'refund'; refund_id: string }
  | { kind: 'change'; change_id: string }
)
export const task_queue: QueueDefinition = {
  name: 'bookings',
  concurrency: 4,
  expire_s: 60,
  retry_delay_max_s: 30,
}

export interface Letter {
  kind: LetterKind
  booking_id: string
  /** What caused it, once for each kind: part of the Message-ID. */
  ref: string
  /** Of the booking when it became due: a change that comes before the letter has gone has a letter of its own. */
  version: number
}
export const letter_queue: QueueDefinition = { name: 'letters', retry_delay_max_s: 300, expire_s: 45 }

export async function enqueue(
  deps: Pick<BookingDeps, 'jobs'>,
  trx: Trx,
  task: Task,
  delay_s = 0,
): Promise<void> {
  await deps.jobs.enqueue(trx, task_queue.name, task, delay_s === 0 ? {} : { delay_s })
}

export async function writeLetter(deps: Pick<BookingDeps, 'jobs'>, trx: Trx, letter: Letter): Promise<void> {
  await deps.jobs.enqueue(trx, letter_queue.name, letter)
}
