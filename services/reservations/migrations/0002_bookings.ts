/** Bookings, what has happened to them, and what is still to be done. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reservations.bookings (
      id text collate "C" primary key,             -- res_…
      owner text collate "C" not null,             -- subject of the token: a person, or a customer's client
      state text collate "C" not null,
      version integer not null,                    -- of the last transition
      sold jsonb not null,                         -- what was quoted, and signed by search
      guest jsonb not null,
      special_requests text,
      room_type_id text collate "C" not null,      -- of what is taken of the inventory: as sold says
      check_in date not null,
      check_out date not null,
      rooms smallint not null,
      total bigint not null,
      hold_until timestamptz not null,
      attempt_id text collate "C",                 -- pay_…: the payment under way
      payment_id text collate "C",                 -- pay_…: the one that confirmed it
      paid_at timestamptz,
      due_at timestamptz,                          -- when time alone changes something
      erase boolean not null default false,        -- its guest is to be forgotten when it is over
      created_at timestamptz not null,
      updated_at timestamptz not null
    ) with (fillfactor = 80)`.execute(db)
  await sql`create index bookings_of_owner on reservations.bookings (owner, created_at desc, id desc)`.execute(
    db,
  )
  await sql`create index bookings_due on reservations.bookings (due_at) where due_at is not null`.execute(db)
  await sql`create index bookings_to_erase on reservations.bookings (updated_at) where erase`.execute(db)

  // A quote is good for one booking or one change, whoever has it.
  await sql`
    create table reservations.used_quotes (
      jti text collate "C" primary key,
      used_at timestamptz not null
    )`.execute(db)

  await sql`
    create table reservations.transitions (
      booking_id text collate "C" not null,
      version integer not null,
      state text collate "C" not null,
      cause text collate "C" not null,
      at timestamptz not null,
      primary key (booking_id, version)
    )`.execute(db)

  await sql`
    create table reservations.changes (
      id text collate "C" primary key,             -- chg_…
      booking_id text collate "C" not null,
      state text collate "C" not null check (state in ('pending', 'done', 'declined')),
      sold jsonb not null,                         -- as it will be, or is
      before jsonb not null,                       -- as it was
      difference bigint not null,                  -- to be paid; less than nothing is paid back
      decline_code text,
      created_at timestamptz not null,
      ended_at timestamptz
    )`.execute(db)
  await sql`create unique index one_pending_change on reservations.changes (booking_id) where state = 'pending'`.execute(
    db,
  )

  // What was paid, and how much of each payment has been promised back.
  await sql`
    create table reservations.payments (
      payment_id text collate "C" primary key,
      booking_id text collate "C" not null,
      amount bigint not null check (amount > 0),
      refunded bigint not null default 0 check (refunded between 0 and amount),
      created_at timestamptz not null
    )`.execute(db)
  await sql`create index payments_of_booking on reservations.payments (booking_id)`.execute(db)

  await sql`
    create table reservations.refunds (
      id text collate "C" primary key,             -- rfd_…
      booking_id text collate "C" not null,
      payment_id text collate "C" not null,
      amount bigint not null check (amount > 0),
      reason text not null,
      created_at timestamptz not null,
      done_at timestamptz
    )`.execute(db)
  await sql`create index refunds_of_booking on reservations.refunds (booking_id)`.execute(db)
}
