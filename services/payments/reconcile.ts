/** Our books against the bank's statement. A difference is written down, and what the bank knows better is asked for. */
import { addDays, dateText } from '#lib/dates'
import type { StatementLine } from './bank.ts'
import * as books from './books/sql.ts'
import { PaymentId, RefundId } from './contract.ts'
import type { PaymentsDeps } from './deps.ts'
import { enqueue, reconcile_queue } from './tasks.ts'

const DAY_MS = 86_400_000

export interface Difference {
  /** `missing_here`: the bank did something that we have not booked; `missing_there`: we have booked what it does not know. */
  kind: 'missing_here' | 'missing_there' | 'amount'
  reference: string
  ours: number | null
  theirs: number | null
  currency: string
}

interface Booked {
  reference: string
  currency: string
  amount: number
}

/** Pure: what stands in one of the two alone, or in both with another amount. */
export function differences(ours: readonly Booked[], theirs: readonly Booked[]): Difference[] {
  const keyOf = ({ reference, currency }: Booked) => `${reference} ${currency}`
  const here = sums(ours, keyOf)
  const there = sums(theirs, keyOf)
  return [...new Set([...here.keys(), ...there.keys()])].sort().flatMap((key): Difference[] => {
    const [reference = '', currency = ''] = key.split(' ')
    const [our, their] = [here.get(key), there.get(key)]
    if (our === their) return []
    const kind = our === undefined ? 'missing_here' : their === undefined ? 'missing_there' : 'amount'
    return [{ kind, reference, ours: our ?? null, theirs: their ?? null, currency }]
  })
}

function sums(rows: readonly Booked[], keyOf: (row: Booked) => string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.amount)
  return sums
}

const signed = ({ type, amount, reference, currency }: StatementLine): Booked => ({
  reference,
  currency,
  amount: type === 'capture' ? amount : -amount,
})

/**
 * The days from `from` to `to`, both included. A day more of ours is read on both sides: what happened at midnight is of
 * one day here and of another there.
 */
export async function reconcile(
  deps: PaymentsDeps,
  from: string,
  to: string,
): Promise<{ checked: number; differences: Difference[] }> {
  const { db, bank, now } = deps
  const theirs = (await bank.statement(from, to)).map(signed)
  const wide = await books.bankLines(db, addDays(from, -1), addDays(to, 2))
  const day_of_ours = new Set(
    (await books.bankLines(db, from, addDays(to, 1))).map(({ reference }) => reference),
  )
  const named = new Set(theirs.map(({ reference }) => reference))
  // Of the days around it only what the bank has in these.
  const ours = wide.filter(({ reference }) => named.has(reference) || day_of_ours.has(reference))
  const around = new Set(
    (await bank.statement(addDays(from, -1), addDays(to, 1))).map(({ reference }) => reference),
  )
  const found = differences(ours, theirs).filter(
    ({ kind, reference }) => !(kind === 'missing_there' && around.has(reference)),
  )
  await deps.inTransaction(async (trx) => {
    const row = { from, to, checked: theirs.length, differences: found }
    await books.writeReconciliation(trx, row, now())
    if (from === to) await books.endDay(trx, from, found.length, now())
    for (const { kind, reference } of found) {
      if (kind !== 'missing_here') continue
      if (isPayment(reference)) await enqueue(deps, trx, { kind: 'recover', payment_id: reference })
      if (isRefund(reference)) await enqueue(deps, trx, { kind: 'refund', refund_id: reference })
    }
  })
  for (const difference of found) {
    deps.counted(difference.kind)
    deps.log.error({ difference, from, to }, 'our books and the bank differ')
  }
  return { checked: theirs.length, differences: found }
}

const [isPayment, isRefund] = [PaymentId, RefundId].map(({ pattern }) => {
  const form = new RegExp(String(pattern))
  return (reference: string) => form.test(reference)
}) as [(reference: string) => boolean, (reference: string) => boolean]

/** Days that are made up for at one time; the rest follows a minute later. */
const MOST_DAYS = 31

/** Writes a job for each day that is over and was not compared yet, also of those when no process was there. */
export async function reconcileDays(deps: PaymentsDeps): Promise<readonly string[]> {
  const today = dateText(Math.floor(deps.now().getTime() / DAY_MS))
  return deps.inTransaction(async (trx) => {
    const days = await books.takeDays(trx, addDays(today, -1), MOST_DAYS, deps.now())
    for (const day of days) await deps.jobs.enqueue(trx, reconcile_queue.name, { day })
    return days
  })
}

export function reconcileDaily(deps: PaymentsDeps): void {
  deps.jobs.work<{ day: string }>(reconcile_queue.name, async ({ data: { day } }) => {
    await reconcile(deps, day, day)
  })
}
