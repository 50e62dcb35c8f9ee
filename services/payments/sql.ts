/** Every statement of `payments`. Each takes a database or a transaction. */
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { ReservationDocument } from '#service/reservations/bookings/contract'
import type { PaymentStatus } from './contract.ts'

export type PaymentsSchema = Record<never, never>
export type Db = Kysely<PaymentsSchema>
export type Trx = Transaction<PaymentsSchema>

const one = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row | undefined> =>
  (await statement.execute(db)).rows[0]
const all = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row[]> =>
  (await statement.execute(db)).rows

export interface Refusal {
  status: number
  code: string
  title: string
  members?: Record<string, unknown>
}

export interface PaymentRow {
  id: string
  reservation_id: string
  change_id: string | null
  owner: string
  status: PaymentStatus
  version: number
  card_token: string
  card_brand: string | null
  card_last4: string | null
  return_url: string | null
  amount: number | null
  currency: string | null
  document: ReservationDocument | null
  /** Of a payment for a change: the stay before it. */
  before: ReservationDocument | null
  refusal: Refusal | null
  authorization_id: string | null
  confirmation_url: string | null
  decline_code: string | null
  captured_at: Date | null
  receipt_sent_at: Date | null
  created_at: Date
}
const PAYMENT = sql.raw(
  `id, reservation_id, change_id, owner, status, version, card_token, card_brand, card_last4, return_url,
   amount::float8 as amount, currency, document, before, refusal, authorization_id, confirmation_url, decline_code, captured_at,
   receipt_sent_at, created_at`,
)

export type NewRow = Pick<PaymentRow, 'id' | 'reservation_id' | 'owner' | 'card_token' | 'return_url'> &
  Partial<Pick<PaymentRow, 'change_id' | 'amount' | 'currency' | 'document' | 'before'>>

/** With its first transition; false when there is a payment for this change. */
export async function insertPayment(trx: Trx, row: NewRow, now: Date): Promise<boolean> {
  const { id, reservation_id, owner, card_token, return_url } = row
  const { change_id = null, amount = null, currency = null, document = null, before = null } = row
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value))
  const { numAffectedRows } = await sql`
with made as (
  insert into payments.payments (id, reservation_id, change_id, owner, status, version, card_token, return_url, amount,
    currency, document, before, created_at, updated_at)
  values (${id}, ${reservation_id}, ${change_id}, ${owner}, 'processing', 1, ${card_token}, ${return_url}, ${amount},
    ${currency}, ${json(document)}::jsonb, ${json(before)}::jsonb, ${now}, ${now})
  on conflict (change_id) do nothing
  returning id
)
insert into payments.transitions (payment_id, version, status, cause, at)
select id, 1, 'processing', 'asked', ${now} from made`.execute(trx)
  return numAffectedRows === 1n
}

export const paymentById = (db: Db, id: string): Promise<PaymentRow | undefined> =>
  one(db, sql<PaymentRow>`select ${PAYMENT} from payments.payments where id = ${id}`)

export const lockPayment = (trx: Trx, id: string): Promise<PaymentRow | undefined> =>
  one(trx, sql<PaymentRow>`select ${PAYMENT} from payments.payments where id = ${id} for update`)

export const paymentOfChange = (db: Db, change_id: string): Promise<PaymentRow | undefined> =>
  one(db, sql<PaymentRow>`select ${PAYMENT} from payments.payments where change_id = ${change_id}`)

export const paymentsOf = (db: Db, reservation_id: string, owner: string): Promise<PaymentRow[]> =>
  all(
    db,
    sql<PaymentRow>`
select ${PAYMENT} from payments.payments where reservation_id = ${reservation_id} and owner = ${owner}
order by created_at, id limit 100`,
  )

/** Those that nobody has heard of for a while. */
export const paymentsUnderWay = (db: Db, before: Date, limit: number): Promise<{ id: string }[]> =>
  all(
    db,
    sql<{ id: string }>`
select id from payments.payments
where status in ('processing', 'requires_confirmation', 'authorized') and created_at < ${before} limit ${limit}`,
  )

/** What reservations said that is to be paid. */
export async function setAmount(
  trx: Trx,
  id: string,
  facts: { amount: number; currency: string; document: ReservationDocument },
): Promise<void> {
  await sql`
update payments.payments set amount = ${facts.amount}, currency = ${facts.currency},
  document = ${JSON.stringify(facts.document)}::jsonb where id = ${id}`.execute(trx)
}

export interface Move {
  status: PaymentStatus
  cause: string
  authorization_id?: string | undefined
  confirmation_url?: string | null
  decline_code?: string | null
  card?: { brand: string; last4: string } | undefined
  refusal?: Refusal
}

export async function movePayment(trx: Trx, payment: PaymentRow, move: Move, now: Date): Promise<void> {
  const { status, cause, authorization_id = null, confirmation_url = null, card, refusal } = move
  const version = payment.version + 1
  await sql`
with moved as (
  update payments.payments set status = ${status}, version = ${version},
    authorization_id = coalesce(${authorization_id}, authorization_id), confirmation_url = ${confirmation_url},
    decline_code = ${move.decline_code ?? null}, card_brand = coalesce(${card?.brand ?? null}, card_brand),
    card_last4 = coalesce(${card?.last4 ?? null}, card_last4),
    refusal = ${refusal === undefined ? null : JSON.stringify(refusal)}::jsonb,
    captured_at = ${status === 'captured' ? now : null}, updated_at = ${now}
  where id = ${payment.id} and version = ${payment.version}
  returning id
)
insert into payments.transitions (payment_id, version, status, cause, at)
select id, ${version}, ${status}, ${cause}, ${now} from moved`.execute(trx)
}

/** Of a payment that ended without the bank having said what it had done. */
export async function setAuthorization(
  trx: Trx,
  id: string,
  said: { authorization_id: string; amount: number; currency: string },
): Promise<void> {
  await sql`
update payments.payments set authorization_id = ${said.authorization_id}, amount = coalesce(amount, ${said.amount}),
  currency = coalesce(currency, ${said.currency}) where id = ${id}`.execute(trx)
}

export async function markReceiptSent(db: Db, id: string, now: Date): Promise<void> {
  await sql`update payments.payments set receipt_sent_at = ${now} where id = ${id} and receipt_sent_at is null`.execute(
    db,
  )
}

// --- Refunds -----------------------------------------------------------------------------------------------

export interface RefundRow {
  id: string
  payment_id: string
  amount: number
  reason: string
  status: 'processing' | 'refunded'
  created_at: Date
  /** Its number, once it is paid back. */
  credit_note: string | null
}
const REFUND = sql.raw(
  `id, payment_id, amount::float8 as amount, reason, status, created_at,
   (select number from payments.credit_notes where refund_id = refunds.id) as credit_note`,
)

/** False when there is a refund of this id. */
export async function insertRefund(
  trx: Trx,
  refund: Pick<RefundRow, 'id' | 'payment_id' | 'amount' | 'reason'>,
  now: Date,
): Promise<boolean> {
  const { id, payment_id, amount, reason } = refund
  const { numAffectedRows } = await sql`
insert into payments.refunds (id, payment_id, amount, reason, status, created_at)
values (${id}, ${payment_id}, ${amount}, ${reason}, 'processing', ${now}) on conflict (id) do nothing`.execute(
    trx,
  )
  return numAffectedRows === 1n
}

export const refundById = (db: Db, id: string): Promise<RefundRow | undefined> =>
  one(db, sql<RefundRow>`select ${REFUND} from payments.refunds where id = ${id}`)

export const refundsOf = (db: Db, payment_ids: readonly string[]): Promise<RefundRow[]> =>
  all(
    db,
    sql<RefundRow>`
select ${REFUND} from payments.refunds where payment_id = any(${payment_ids}::text[]) order by created_at, id`,
  )

/** True the first time. */
export async function endRefund(trx: Trx, id: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
update payments.refunds set status = 'refunded', done_at = ${now} where id = ${id} and status = 'processing'`.execute(
    trx,
  )
  return numAffectedRows === 1n
}

// --- Forgetting --------------------------------------------------------------------------------------------

const ERASED = '{"name": "(erased)", "email": "erased@vacancy.example"}'

/** Books stay: the person in them does not. */
export async function pseudonymize(trx: Trx, owner: string, pseudonym: string): Promise<void> {
  await sql`
update payments.payments set owner = ${pseudonym}, return_url = null,
  document = jsonb_set(document, '{guest}', ${ERASED}::jsonb) - 'special_requests',
  before = jsonb_set(before, '{guest}', ${ERASED}::jsonb) - 'special_requests'
where owner = ${owner}`.execute(trx)
}
