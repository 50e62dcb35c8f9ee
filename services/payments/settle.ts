/** The jobs of payments, and the look for payments that nobody has heard of for a while. */
import type { Logger } from '#lib/log'
import type { PaymentsDeps } from './deps.ts'
import { advance, payBack } from './payments.ts'
import * as sql from './sql.ts'
import { enqueue, reconcile_queue, type Task, task_queue } from './tasks.ts'

const LOOK_EVERY_MS = 60_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const LIMIT = 100

export function settle(deps: PaymentsDeps, log: Pick<Logger, 'warn'>) {
  deps.jobs.work<Task>(task_queue.name, async ({ data }) => {
    if (data.kind === 'refund') return payBack(deps, data.refund_id)
    await advance(deps, data.payment_id)
  })
  let running: Promise<unknown> = Promise.resolve()
  let day = Math.floor(deps.now().getTime() / DAY_MS)
  const timer = setInterval(() => {
    running = look().catch((error: unknown) => log.warn({ err: error }, 'looking for payments failed'))
  }, LOOK_EVERY_MS)
  timer.unref()

  /** Webhooks and jobs may both be lost with their databases' last second: the rows are what counts. */
  async function look(): Promise<void> {
    const before = new Date(deps.now().getTime() - MINUTE_MS)
    const found = await sql.paymentsUnderWay(deps.db, before, LIMIT)
    const today = Math.floor(deps.now().getTime() / DAY_MS)
    await deps.inTransaction(async (trx) => {
      for (const { id } of found) await enqueue(deps, trx, { kind: 'settle', payment_id: id })
      if (today !== day) await deps.jobs.enqueue(trx, reconcile_queue.name, {})
    })
    if (today === day) return
    day = today
    await deps.keys.sweep(deps.db)
  }
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
