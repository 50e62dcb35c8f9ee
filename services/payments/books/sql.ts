/** Every statement of the books: the ledger, its comparison with the bank, invoices and credit notes. */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../sql.ts'

const one = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row | undefined> =>
  (await statement.execute(db)).rows[0]
const all = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row[]> =>
  (await statement.execute(db)).rows

// --- Ledger ------------------------------------------------------------------------------------------------

export interface Entry {
  kind: 'capture' | 'refund'
  reference: string
  currency: string
  /** What the bank has more of ours from then on. */
  amount: number
}

export async function writeEntry(trx: Trx, entry: Entry, now: Date): Promise<void> {
  const { kind, reference, currency, amount } = entry
  await sql`
with entry as (
  insert into payments.ledger_entries (kind, reference, at) values (${kind}, ${reference}, ${now}) returning id
)
insert into payments.ledger_lines (entry_id, account, currency, amount)
select id, line.account, ${currency}, line.amount
from entry, (values ('bank', ${amount}::bigint), ('guests', ${-amount}::bigint)) as line (account, amount)`.execute(
    trx,
  )
}

/** What the bank's account says for days, UTC: `to` is the day after the last. */
export const bankLines = (db: Db, from: string, to: string): Promise<Entry[]> =>
  all(
    db,
    sql<Entry>`
select e.kind, e.reference, l.currency, l.amount::float8 as amount
from payments.ledger_entries e join payments.ledger_lines l on l.entry_id = e.id and l.account = 'bank'
where e.at >= ${from}::timestamp at time zone 'utc' and e.at < ${to}::timestamp at time zone 'utc' order by e.id`,
  )

export const hasEntry = async (
  trx: Trx,
  { kind, reference }: Pick<Entry, 'kind' | 'reference'>,
): Promise<boolean> =>
  (await one(
    trx,
    sql`select 1 from payments.ledger_entries where kind = ${kind} and reference = ${reference}`,
  )) !== undefined

export async function writeReconciliation(
  db: Db,
  row: { from: string; to: string; checked: number; differences: readonly object[] },
  now: Date,
): Promise<void> {
  await sql`
insert into payments.reconciliations (from_day, to_day, checked, differences, at)
values (${row.from}::date, ${row.to}::date, ${row.checked}, ${JSON.stringify(row.differences)}::jsonb, ${now})`.execute(
    db,
  )
}

/**
 * The days, UTC, up to `last` that nobody has compared with the bank's statement, from that of the first payment on; each
 * is answered once, to whoever writes the job for it in the same transaction.
 */
export const takeDays = async (trx: Trx, last: string, most: number, now: Date): Promise<string[]> =>
  (
    await all(
      trx,
      sql<{ day: string }>`
insert into payments.reconciled_days (day, queued_at)
select day::date, ${now} from (
  select generate_series(min(created_at at time zone 'utc')::date, ${last}::date, interval '1 day') as day
  from payments.payments
) days
where not exists (select from payments.reconciled_days known where known.day = days.day::date)
order by day limit ${most}
on conflict do nothing returning day::text as day`,
    )
  ).map(({ day }) => day)

export async function endDay(trx: Trx, day: string, differences: number, now: Date): Promise<void> {
  await sql`
update payments.reconciled_days set done_at = ${now}, differences = ${differences} where day = ${day}::date`.execute(
    trx,
  )
}

// --- Invoices ----------------------------------------------------------------------------------------------

/** The next of its year. Others that want one wait until this transaction is through. */
export async function takeInvoice(trx: Trx, payment_id: string, year: number, now: Date): Promise<string> {
  const row = await one(
    trx,
    sql<{ number: string }>`
with next as (
  insert into payments.invoice_counters as c (year, last) values (${year}, 1)
  on conflict (year) do update set last = c.last + 1
  returning last
)
insert into payments.invoices (number, year, sequence, payment_id, issued_at)
select ${year}::text || '-' || lpad(last::text, 6, '0'), ${year}, last, ${payment_id}, ${now} from next
returning number`,
  )
  if (row === undefined) throw new Error('no number for an invoice')
  return row.number
}

/** As an invoice's number, in a series of their own. */
export async function takeCreditNote(trx: Trx, refund_id: string, year: number, now: Date): Promise<void> {
  await sql`
with next as (
  insert into payments.credit_note_counters as c (year, last) values (${year}, 1)
  on conflict (year) do update set last = c.last + 1
  returning last
)
insert into payments.credit_notes (number, year, sequence, refund_id, issued_at)
select 'C' || ${year}::text || '-' || lpad(last::text, 6, '0'), ${year}, last, ${refund_id}, ${now} from next`.execute(
    trx,
  )
}

export const creditNoteByNumber = (
  db: Db,
  number: string,
): Promise<{ number: string; refund_id: string; issued_at: Date } | undefined> =>
  one(
    db,
    sql<{ number: string; refund_id: string; issued_at: Date }>`
select number, refund_id, issued_at from payments.credit_notes where number = ${number}`,
  )

/** The invoice of the payment that a change was paid beside. */
export const firstInvoice = (db: Db, reservation_id: string): Promise<{ number: string } | undefined> =>
  one(
    db,
    sql<{ number: string }>`
select i.number from payments.invoices i join payments.payments p on p.id = i.payment_id
where p.reservation_id = ${reservation_id} and p.change_id is null order by i.issued_at limit 1`,
  )

export interface InvoiceRow {
  number: string
  payment_id: string
  issued_at: Date
}

export const invoicesOf = (db: Db, payment_ids: readonly string[]): Promise<InvoiceRow[]> =>
  all(
    db,
    sql<InvoiceRow>`
select number, payment_id, issued_at from payments.invoices where payment_id = any(${payment_ids}::text[])`,
  )

export const invoiceByNumber = (db: Db, number: string): Promise<InvoiceRow | undefined> =>
  one(
    db,
    sql<InvoiceRow>`select number, payment_id, issued_at from payments.invoices where number = ${number}`,
  )
