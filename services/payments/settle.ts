/** The jobs of payments, and the look for payments that nobody has heard of for a while and for days to be compared. */
import type { Logger } from '#lib/log'
import { advance } from './advance.ts'
import type { PaymentsDeps } from './deps.ts'
import { reconcileDays } from './reconcile.ts'
import { recover } from './recover.ts'
import { payBack } from './refunds.ts'
import * as sql from './sql.ts'
import { enqueue, type Task, task_queue } from './tasks.ts'

export const LOOK_EVERY_MS = 60_000
const MINUTE_MS = 60_000
const LIMIT = 100

export function settle(deps: PaymentsDeps, log: Pick<Logger, 'warn'>, look_ms: number = LOOK_EVERY_MS) {
  deps.jobs.work<Task>(task_queue.name, ({ data }) => perform(deps, data))
  let running: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    running = look(deps).catch((error: unknown) => log.warn({ err: error }, 'looking for payments failed'))
  }, look_ms)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

export function perform(deps: PaymentsDeps, task: Task): Promise<void> {
  switch (task.kind) {
    case 'settle':
      return advance(deps, task.payment_id)
    case 'refund':
      return payBack(deps, task.refund_id)
    case 'recover':
      return recover(deps, task.payment_id)
  }
}

/** Webhooks and jobs may both be lost with their databases' last second: the rows are what counts. */
export async function look(deps: PaymentsDeps): Promise<void> {
  const before = new Date(deps.now().getTime() - MINUTE_MS)
  const found = await sql.paymentsUnderWay(deps.db, before, LIMIT)
  await deps.inTransaction(async (trx) => {
    for (const { id } of found) await enqueue(deps, trx, { kind: 'settle', payment_id: id })
  })
  await reconcileDays(deps)
  await deps.keys.sweep(deps.db)
}
