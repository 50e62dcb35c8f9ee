/** Every statement of a fault run: time that passes, and what the databases say afterwards. */
import type { Pool } from 'pg'
import type { Sold } from '#service/reservations/bookings/contract'
import type { Owner } from './taps.ts'

const rows = async <Row>(pool: Pool, text: string, values: unknown[] = []): Promise<Row[]> =>
  (await pool.query(text, values)).rows as Row[]

// --- Time --------------------------------------------------------------------------------------------------

/** As if the longest pause before another attempt were over. */
export async function jobsAtOnce(pool: Pool, owner: Owner): Promise<void> {
  await pool.query(
    `update ${owner}_jobs.job set start_after = now() where state in ('created', 'retry') and start_after > now()`,
  )
}

/** As if the workers that were killed had been silent for long enough: of what runs since then nothing is repeated. */
export async function jobsOfTheDead(pool: Pool, owner: Owner, killed_at: Date): Promise<void> {
  await pool.query(
    `update ${owner}_jobs.job set state = 'retry', start_after = now() where state = 'active' and started_on <= $1`,
    [killed_at],
  )
}

interface Unfinished {
  what: string
}

export async function unfinished(pools: Readonly<Record<Owner, Pool>>, owner: string): Promise<string[]> {
  const bookings = await rows<Unfinished>(
    pools.reservations,
    `select id || ' is ' || state as what from reservations.bookings where owner = $1 and state in ('hold', 'paying')
     union all
     select id || ' is confirmed and not paid' from reservations.bookings
     where owner = $1 and state = 'confirmed' and paid_at is null
     union all
     select c.id || ' is pending' from reservations.changes c join reservations.bookings b on b.id = c.booking_id
     where b.owner = $1 and c.state = 'pending'
     union all
     select r.id || ' is not paid back' from reservations.refunds r join reservations.bookings b on b.id = r.booking_id
     where b.owner = $1 and r.done_at is null`,
    [owner],
  )
  const payments = await rows<Unfinished>(
    pools.payments,
    `select id || ' is ' || status as what from payments.payments
     where owner = $1 and status in ('processing', 'requires_confirmation', 'authorized')
     union all
     select id || ' has sent no receipt' from payments.payments
     where owner = $1 and status = 'captured' and document is not null and receipt_sent_at is null
     union all
     select r.id || ' is ' || r.status from payments.refunds r join payments.payments p on p.id = r.payment_id
     where p.owner = $1 and r.status <> 'refunded'`,
    [owner],
  )
  const jobs = await Promise.all(
    (['reservations', 'payments'] as const).map((one) =>
      rows<Unfinished>(
        pools[one],
        `select '${one} has a job of ' || name || ': ' || coalesce(output ->> 'message', left(data::text, 200)) as what
         from ${one}_jobs.job where state in ('created', 'retry', 'active') and name !~ '^__'`,
      ),
    ),
  )
  return [...bookings, ...payments, ...jobs.flat()].map(({ what }) => what)
}

// --- Afterwards --------------------------------------------------------------------------------------------

export interface Room {
  room_type_id: string
  hotel_id: string
}
export const roomTypes = (pool: Pool): Promise<Room[]> =>
  rows(pool, 'select id as room_type_id, hotel_id from reservations.room_types order by id')

export interface BookingSeen {
  id: string
  state: string
  total: number
  check_out: string
  sold: Sold
  payment_id: string | null
  paid: boolean
  paid_at: Date | null
}
export const bookingsOf = (pool: Pool, owner: string): Promise<BookingSeen[]> =>
  rows(
    pool,
    `select id, state, total::float8 as total, check_out::text as check_out, sold, payment_id, paid_at is not null as paid, paid_at
     from reservations.bookings where owner = $1 order by id`,
    [owner],
  )

export interface TransitionSeen {
  booking_id: string
  state: string
  cause: string
  at: Date
}
export const transitionsOf = (pool: Pool, owner: string): Promise<TransitionSeen[]> =>
  rows(
    pool,
    `select t.booking_id, t.state, t.cause, t.at from reservations.transitions t
     join reservations.bookings b on b.id = t.booking_id where b.owner = $1 order by t.booking_id, t.version`,
    [owner],
  )

export const changesOf = (pool: Pool, owner: string): Promise<{ id: string; booking_id: string }[]> =>
  rows(
    pool,
    `select c.id, c.booking_id from reservations.changes c join reservations.bookings b on b.id = c.booking_id
     where b.owner = $1 and c.state = 'done'`,
    [owner],
  )

/** Money by reservation, as one of the two services has it. */
export interface Money {
  reservation_id: string
  captured: number
  refunded: number
}
export const moneyOfReservations = (pool: Pool, owner: string): Promise<Money[]> =>
  rows(
    pool,
    `select b.id as reservation_id, sum(p.amount)::float8 as captured,
       (select coalesce(sum(r.amount), 0)::float8 from reservations.refunds r where r.booking_id = b.id) as refunded
     from reservations.bookings b join reservations.payments p on p.booking_id = b.id
     where b.owner = $1 and b.paid_at is not null group by b.id order by b.id`,
    [owner],
  )
export const moneyOfPayments = (pool: Pool, owner: string): Promise<Money[]> =>
  rows(
    pool,
    `select p.reservation_id, sum(p.amount)::float8 as captured, (
       select coalesce(sum(r.amount), 0)::float8 from payments.refunds r join payments.payments q on q.id = r.payment_id
       where q.reservation_id = p.reservation_id and r.status = 'refunded') as refunded
     from payments.payments p where p.owner = $1 and p.status = 'captured'
     group by p.reservation_id order by p.reservation_id`,
    [owner],
  )

export interface PaymentSeen {
  id: string
  reservation_id: string
  status: string
  is_for_change: boolean
  invoices: number
}
export const paymentsOf = (pool: Pool, owner: string): Promise<PaymentSeen[]> =>
  rows(
    pool,
    `select id, reservation_id, status, change_id is not null as is_for_change,
       (select count(*)::int from payments.invoices i where i.payment_id = p.id) as invoices
     from payments.payments p where owner = $1 order by id`,
    [owner],
  )

/** Nights whose count of booked rooms is not what the bookings say, or is more than there are. */
export const wrongNights = (
  pool: Pool,
): Promise<{ night: string; booked: number; live: number; capacity: number }[]> =>
  rows(
    pool,
    `with live as (
       select b.room_type_id, night::date as night, sum(b.rooms)::int as rooms
       from reservations.bookings b, generate_series(b.check_in, b.check_out - 1, interval '1 day') as night
       where b.state not in ('cancelled', 'expired') group by 1, 2
     )
     select t.id || ' ' || coalesce(n.night, l.night)::text as night, coalesce(n.booked, 0) as booked,
       coalesce(l.rooms, 0) as live, coalesce(n.capacity, 0) as capacity
     from (reservations.room_nights n join reservations.room_types t using (room_type_id))
     full join live l on l.room_type_id = t.id and l.night = n.night
     where coalesce(n.booked, 0) <> coalesce(l.rooms, 0) or coalesce(n.booked, 0) > coalesce(n.capacity, 0)`,
  )

/** What our books say that the bank's account did, by reference. */
export const bankLedger = (pool: Pool): Promise<{ reference: string; amount: number }[]> =>
  rows(
    pool,
    `select e.reference, sum(l.amount)::float8 as amount from payments.ledger_entries e
     join payments.ledger_lines l on l.entry_id = e.id where l.account = 'bank' group by 1 order by 1`,
  )
export const ledgerSum = async (pool: Pool): Promise<number> =>
  (
    await rows<{ sum: number }>(
      pool,
      'select coalesce(sum(amount), 0)::float8 as sum from payments.ledger_lines',
    )
  )[0]?.sum ?? Number.NaN

export const invoiceGaps = async (pool: Pool): Promise<number> =>
  (
    await rows<{ gaps: number }>(
      pool,
      `select coalesce(sum(gaps), 0)::int as gaps from (
         select max(sequence) - count(*) as gaps from payments.invoices group by year
         union all
         select max(sequence) - count(*) from payments.credit_notes group by year
         union all
         select count(*) from payments.refunds r where status = 'refunded' and not exists (
           select from payments.credit_notes where refund_id = r.id)
       ) y`,
    )
  )[0]?.gaps ?? Number.NaN

/** Letters that were written more than once: each has one cause. */
export const lettersTwice = async (pool: Pool): Promise<string[]> =>
  (
    await rows<{ what: string }>(
      pool,
      `select data -> 'data' ->> 'kind' || ' of ' || (data -> 'data' ->> 'booking_id') as what
       from reservations_jobs.job where name = 'letters'
       group by data -> 'data' ->> 'booking_id', data -> 'data' ->> 'kind', data -> 'data' ->> 'ref' having count(*) > 1`,
    )
  ).map(({ what }) => what)
