/** Our books against the bank's statement. A difference is written down, and what the bank knows better is asked for. */
import { addDays, dateText } from '#lib/dates'
import type { StatementLine } from './bank.ts'
import type { PaymentsDeps } from './deps.ts'
import * as sql from './sql.ts'
import { enqueue, reconcile_queue } from './tasks.ts'

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
  const wide = await sql.bankLines(db, addDays(from, -1), addDays(to, 2))
  const day_of_ours = new Set(
    (await sql.bankLines(db, from, addDays(to, 1))).map(({ reference }) => reference),
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
    await sql.writeReconciliation(trx, { from, to, checked: theirs.length, differences: found }, now())
    for (const { kind, reference } of found) {
      if (kind !== 'missing_here') continue
      if (reference.startsWith('pay_')) await enqueue(deps, trx, { kind: 'settle', payment_id: reference })
      if (reference.startsWith('rfd_')) await enqueue(deps, trx, { kind: 'refund', refund_id: reference })
    }
  })
  return { checked: theirs.length, differences: found }
}

/** Each day the day before. The next is written in the same transaction as the one that was done. */
export function reconcileDaily(deps: PaymentsDeps): void {
  deps.jobs.work<Record<string, never>>(reconcile_queue.name, async () => {
    const yesterday = addDays(dateText(Math.floor(deps.now().getTime() / 86_400_000)), -1)
    await reconcile(deps, yesterday, yesterday)
  })
}
