/** Every statement of the bookings. Each takes a database or a transaction of `reservations`. */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../sql.ts'
import type { Guest, Sold } from './contract.ts'
import type { Cause, State } from './state.ts'

const one = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row | undefined> =>
  (await statement.execute(db)).rows[0]
const all = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row[]> =>
  (await statement.execute(db)).rows

export interface Booking {
  id: string
  owner: string
  state: State
  version: number
  sold: Sold
  guest: Guest
  special_requests: string | null
  hold_until: Date
  attempt_id: string | null
  payment_id: string | null
  paid_at: Date | null
  /** Of a cancellation, as it was answered; null for none, and for those from before it was written down. */
  refund_percent: number | null
  created_at: Date
}
const COLUMNS = sql.raw(
  'id, owner, state, version, sold, guest, special_requests, hold_until, attempt_id, payment_id, paid_at, refund_percent, created_at',
)

/** False when the quote was used before; waits for a transaction that is just using it. */
export async function useQuote(trx: Trx, jti: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
insert into reservations.used_quotes (jti, used_at) values (${jti}, ${now}) on conflict do nothing`.execute(
    trx,
  )
  return numAffectedRows === 1n
}

export type NewBooking = Pick<Booking, 'id' | 'owner' | 'sold' | 'guest' | 'special_requests' | 'hold_until'>

/** With its first transition. */
export async function insertBooking(trx: Trx, booking: NewBooking, now: Date): Promise<void> {
  await insertedBooking(booking, now).execute(trx)
}

export function insertedBooking(booking: NewBooking, now: Date): RawBuilder<unknown> {
  const { id, owner, sold, guest, special_requests, hold_until } = booking
  return sql`
with booked as (
  insert into reservations.bookings (id, owner, state, version, sold, guest, special_requests, room_type_id, check_in,
    check_out, rooms, total, hold_until, due_at, created_at, updated_at)
  values (${id}, ${owner}, 'hold', 1, ${JSON.stringify(sold)}::jsonb, ${JSON.stringify(guest)}::jsonb,
    ${special_requests}, ${sold.room_type.id}, ${sold.check_in}::date, ${sold.check_out}::date, ${sold.rooms},
    ${sold.total.amount}, ${hold_until}, ${hold_until}, ${now}, ${now})
  returning id
)
insert into reservations.transitions (booking_id, version, state, cause, at)
select id, 1, 'hold', 'held', ${now} from booked`
}

/** Whoever else wants to change it waits. */
export const lockBooking = (trx: Trx, id: string): Promise<Booking | undefined> =>
  one(trx, sql<Booking>`select ${COLUMNS} from reservations.bookings where id = ${id} for update`)

export const readBooking = (db: Db, id: string, owner: string): Promise<Booking | undefined> =>
  one(db, sql<Booking>`select ${COLUMNS} from reservations.bookings where id = ${id} and owner = ${owner}`)

export const bookingById = (db: Db, id: string): Promise<Booking | undefined> =>
  one(db, sql<Booking>`select ${COLUMNS} from reservations.bookings where id = ${id}`)

/** The newest first, after a position. */
export const listBookings = (
  db: Db,
  query: {
    owner: string
    state: string | undefined
    after: { created_at: string; id: string } | undefined
    limit: number
  },
): Promise<Booking[]> =>
  all(
    db,
    sql<Booking>`
select ${COLUMNS} from reservations.bookings
where owner = ${query.owner} and (${query.state ?? null}::text is null or state = ${query.state ?? null})
  and (${query.after?.id ?? null}::text is null
    or (created_at, id) < (${query.after?.created_at ?? null}::timestamptz, ${query.after?.id ?? null}))
order by created_at desc, id desc limit ${query.limit}`,
  )

export interface Update {
  state: State
  cause: Cause
  /** When time alone changes something again; null for never. */
  due_at: Date | null
  attempt_id?: string | null
  payment_id?: string
  sold?: Sold
  refund_percent?: number
}

/** One version more, and the transition that says why. */
export async function moveBooking(trx: Trx, booking: Booking, update: Update, now: Date): Promise<Booking> {
  const { state, cause, due_at } = update
  const attempt_id = update.attempt_id === undefined ? booking.attempt_id : update.attempt_id
  const payment_id = update.payment_id ?? booking.payment_id
  const sold = update.sold ?? booking.sold
  const refund_percent = update.refund_percent ?? booking.refund_percent
  const version = booking.version + 1
  await sql`
with moved as (
  update reservations.bookings set state = ${state}, version = ${version}, due_at = ${due_at},
    attempt_id = ${attempt_id}, payment_id = ${payment_id}, sold = ${JSON.stringify(sold)}::jsonb,
    room_type_id = ${sold.room_type.id}, check_in = ${sold.check_in}::date, check_out = ${sold.check_out}::date,
    rooms = ${sold.rooms}, total = ${sold.total.amount}, refund_percent = ${refund_percent}, updated_at = ${now}
  where id = ${booking.id} and version = ${booking.version}
  returning id
)
insert into reservations.transitions (booking_id, version, state, cause, at)
select id, ${version}, ${state}, ${cause}, ${now} from moved`.execute(trx)
  return { ...booking, state, version, attempt_id, payment_id, sold, refund_percent }
}

export async function setDue(db: Db, id: string, due_at: Date | null): Promise<void> {
  await sql`update reservations.bookings set due_at = ${due_at} where id = ${id}`.execute(db)
}

export async function lettersResent(
  trx: Trx,
  id: string,
): Promise<{ resent: number; resent_at: Date | null }> {
  const row = await one(
    trx,
    sql<{ resent: number; resent_at: Date | null }>`
select letters_resent as resent, letter_resent_at as resent_at from reservations.bookings where id = ${id}`,
  )
  return row ?? { resent: 0, resent_at: null }
}

export async function countResent(trx: Trx, id: string, now: Date): Promise<void> {
  await sql`
update reservations.bookings set letters_resent = letters_resent + 1, letter_resent_at = ${now}
where id = ${id}`.execute(trx)
}

/** True the first time. */
export async function markPaid(trx: Trx, id: string, now: Date): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update reservations.bookings set paid_at = ${now} where id = ${id} and paid_at is null`.execute(
      trx,
    )
  return numAffectedRows === 1n
}

/** Those whose time has come, the oldest first. */
export const bookingsDue = async (db: Db, now: Date, limit: number): Promise<string[]> =>
  (
    await all(
      db,
      sql<{ id: string }>`
select id from reservations.bookings where due_at <= ${now} order by due_at limit ${limit}`,
    )
  ).map(({ id }) => id)

/** Undefined where it is not due any more, or others are at it. */
export const lockDue = (trx: Trx, id: string, now: Date): Promise<Booking | undefined> =>
  one(
    trx,
    sql<Booking>`
select ${COLUMNS} from reservations.bookings where id = ${id} and due_at <= ${now} for update skip locked`,
  )

// --- History, changes --------------------------------------------------------------------------------------

export interface Transition {
  booking_id: string
  state: State
  cause: string
  at: Date
}

export const transitionsOf = (db: Db, ids: readonly string[]): Promise<Transition[]> =>
  all(
    db,
    sql<Transition>`
select booking_id, state, cause, at from reservations.transitions where booking_id = any(${ids}::text[])
order by booking_id, version`,
  )

/** Why it is what it is. */
export const lastCause = async (
  db: Db,
  { id, version }: Pick<Booking, 'id' | 'version'>,
): Promise<string | undefined> =>
  (
    await one(
      db,
      sql<{ cause: string }>`
select cause from reservations.transitions where booking_id = ${id} and version = ${version}`,
    )
  )?.cause

export interface Change {
  id: string
  booking_id: string
  state: 'pending' | 'done' | 'declined'
  sold: Sold
  before: Sold
  difference: number
  decline_code: string | null
}
const CHANGE = sql.raw('id, booking_id, state, sold, before, difference::float8 as difference, decline_code')

/** `version`: of the booking, once the change is done. */
export async function insertChange(
  trx: Trx,
  change: Omit<Change, 'decline_code'> & { version: number | null },
  now: Date,
): Promise<void> {
  const { id, booking_id, state, sold, before, difference, version } = change
  await sql`
insert into reservations.changes (id, booking_id, state, sold, before, difference, version, created_at, ended_at)
values (${id}, ${booking_id}, ${state}, ${JSON.stringify(sold)}::jsonb, ${JSON.stringify(before)}::jsonb,
  ${difference}, ${version}, ${now}, ${state === 'pending' ? null : now})`.execute(trx)
}

/** The stay as it was at a version: before the first change that came later. */
export const soldAt = async (
  db: Db,
  { id, sold }: Pick<Booking, 'id' | 'sold'>,
  version: number,
): Promise<Sold> =>
  (
    await one(
      db,
      sql<{ before: Sold }>`
select before from reservations.changes where booking_id = ${id} and version > ${version} order by version limit 1`,
    )
  )?.before ?? sold

export const changeById = (db: Db, id: string): Promise<Change | undefined> =>
  one(db, sql<Change>`select ${CHANGE} from reservations.changes where id = ${id}`)

export const pendingChanges = (db: Db, booking_ids: readonly string[]): Promise<Change[]> =>
  all(
    db,
    sql<Change>`
select ${CHANGE} from reservations.changes where state = 'pending' and booking_id = any(${booking_ids}::text[])`,
  )

export async function endChange(
  trx: Trx,
  id: string,
  end: { state: 'done' | 'declined'; decline_code: string | null; version: number | null },
  now: Date,
): Promise<void> {
  await sql`
update reservations.changes set state = ${end.state}, decline_code = ${end.decline_code}, version = ${end.version},
  ended_at = ${now}
where id = ${id}`.execute(trx)
}

// --- Money -------------------------------------------------------------------------------------------------

export interface Paid {
  payment_id: string
  amount: number
  refunded: number
}

export async function insertPayment(
  trx: Trx,
  payment: { payment_id: string; booking_id: string; amount: number },
  now: Date,
): Promise<void> {
  const { payment_id, booking_id, amount } = payment
  await sql`
insert into reservations.payments (payment_id, booking_id, amount, created_at)
values (${payment_id}, ${booking_id}, ${amount}, ${now}) on conflict do nothing`.execute(trx)
}

/** The last one first. */
export const paymentsOf = (trx: Trx, booking_id: string): Promise<Paid[]> =>
  all(
    trx,
    sql<Paid>`
select payment_id, amount::float8 as amount, refunded::float8 as refunded from reservations.payments
where booking_id = ${booking_id} order by created_at desc, payment_id desc for update`,
  )

export const paymentOf = async (
  trx: Trx,
  booking_id: string,
  payment_id: string,
): Promise<Paid | undefined> =>
  (await paymentsOf(trx, booking_id)).find((paid) => paid.payment_id === payment_id)

/** A payment that has ended without money. */
export async function insertFailed(trx: Trx, payment_id: string, now: Date): Promise<void> {
  await sql`
insert into reservations.failed_payments (payment_id, failed_at) values (${payment_id}, ${now})
on conflict do nothing`.execute(trx)
}

export const hasFailed = async (trx: Trx, payment_id: string): Promise<boolean> =>
  (await one(trx, sql`select 1 from reservations.failed_payments where payment_id = ${payment_id}`)) !==
  undefined

export interface Refund {
  id: string
  booking_id: string
  payment_id: string
  amount: number
  reason: string
  done_at: Date | null
}

/** Promised from then on: the payment has so much less to give. */
export async function insertRefund(trx: Trx, refund: Omit<Refund, 'done_at'>, now: Date): Promise<void> {
  const { id, booking_id, payment_id, amount, reason } = refund
  await sql`
with promised as (
  update reservations.payments set refunded = refunded + ${amount} where payment_id = ${payment_id}
  returning payment_id
)
insert into reservations.refunds (id, booking_id, payment_id, amount, reason, created_at)
select ${id}, ${booking_id}, payment_id, ${amount}, ${reason}, ${now} from promised`.execute(trx)
}

const REFUND = sql.raw('id, booking_id, payment_id, amount::float8 as amount, reason, done_at')

export const refundById = (db: Db, id: string): Promise<Refund | undefined> =>
  one(db, sql<Refund>`select ${REFUND} from reservations.refunds where id = ${id}`)

export const refundsOf = (db: Db, booking_ids: readonly string[]): Promise<Refund[]> =>
  all(
    db,
    sql<Refund>`
select ${REFUND} from reservations.refunds where booking_id = any(${booking_ids}::text[]) order by created_at, id`,
  )

export async function markRefunded(db: Db, id: string, now: Date): Promise<void> {
  await sql`update reservations.refunds set done_at = ${now} where id = ${id} and done_at is null`.execute(db)
}

// --- Forgetting --------------------------------------------------------------------------------------------

export async function eraseLater(trx: Trx, owner: string): Promise<void> {
  await sql`update reservations.bookings set erase = true where owner = ${owner}`.execute(trx)
}

/** Guests of bookings that have been over for a while; what was sold and paid stays. */
export async function eraseGuests(db: Db, over: readonly State[], before: Date): Promise<void> {
  await sql`
update reservations.bookings
set guest = '{"name": "(erased)", "email": "erased@vacancy.example"}', special_requests = null, erase = false,
  owner = 'erased'
where erase and state = any(${over}::text[]) and updated_at < ${before}`.execute(db)
}

/** No claim is on its way for so long. */
export async function deleteFailed(db: Db, before: Date): Promise<void> {
  await sql`delete from reservations.failed_payments where failed_at < ${before}`.execute(db)
}

/** Quotes end after fifteen minutes; what they were used for does not. */
export async function deleteUsedQuotes(db: Db, before: Date): Promise<void> {
  await sql`delete from reservations.used_quotes where used_at < ${before}`.execute(db)
}
