/** Payments, refunds, the ledger and invoices. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table payments.payments (
      id text collate "C" primary key,             -- pay_…
      reservation_id text collate "C" not null,    -- res_…
      change_id text collate "C" unique,           -- chg_…: of a payment for a change
      owner text collate "C" not null,
      status text collate "C" not null,
      version integer not null,
      card_token text not null,                    -- the bank's: no number of a card is ever here
      card_brand text,
      card_last4 text check (card_last4 ~ '^[0-9]{4}$'),
      return_url text,
      amount bigint check (amount > 0),            -- null until reservations has said it
      currency text,
      document jsonb,                              -- what was paid for, as reservations said it then
      refusal jsonb,                               -- the problem with which reservations refused
      authorization_id text,                       -- the bank's
      confirmation_url text,
      decline_code text,
      captured_at timestamptz,
      receipt_sent_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db)
  await sql`create index payments_of_reservation on payments.payments (reservation_id)`.execute(db)
  await sql`create index payments_of_owner on payments.payments (owner)`.execute(db)
  await sql`
    create index payments_under_way on payments.payments (created_at)
    where status in ('processing', 'requires_confirmation', 'authorized')`.execute(db)

  await sql`
    create table payments.transitions (
      payment_id text collate "C" not null,
      version integer not null,
      status text collate "C" not null,
      cause text collate "C" not null,
      at timestamptz not null,
      primary key (payment_id, version)
    )`.execute(db)

  await sql`
    create table payments.refunds (
      id text collate "C" primary key,             -- rfd_…, chosen by reservations
      payment_id text collate "C" not null references payments.payments,
      amount bigint not null check (amount > 0),
      reason text not null,
      status text collate "C" not null check (status in ('processing', 'refunded')),
      created_at timestamptz not null,
      done_at timestamptz
    )`.execute(db)
  await sql`create index refunds_of_payment on payments.refunds (payment_id)`.execute(db)

  // Double entry: nothing is ever changed, and the lines of an entry sum to zero.
  await sql`
    create table payments.ledger_entries (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('capture', 'refund')),
      reference text collate "C" not null,         -- pay_… of a capture, rfd_… of a refund
      at timestamptz not null,
      unique (kind, reference)                     -- the last guard against booking one thing twice
    )`.execute(db)
  await sql`
    create table payments.ledger_lines (
      entry_id bigint not null references payments.ledger_entries,
      account text not null check (account in ('bank', 'guests')),
      currency text not null,
      amount bigint not null check (amount <> 0),  -- debit is more than nothing, credit less
      primary key (entry_id, account, currency)
    )`.execute(db)
  await sql`
    create function payments.ledger_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the ledger is never changed';
    end $$`.execute(db)
  for (const table of ['ledger_entries', 'ledger_lines']) {
    await sql`
      create trigger append_only before update or delete or truncate on ${sql.table(`payments.${table}`)}
      for each statement execute function payments.ledger_is_append_only()`.execute(db)
  }
  await sql`
    create function payments.ledger_is_balanced() returns trigger language plpgsql as $$
    begin
      if exists (
        select from payments.ledger_lines where entry_id = new.entry_id group by currency having sum(amount) <> 0
      ) then
        raise exception 'entry % of the ledger does not sum to zero', new.entry_id;
      end if;
      return null;
    end $$`.execute(db)
  await sql`
    create constraint trigger balanced after insert on payments.ledger_lines
    deferrable initially deferred for each row execute function payments.ledger_is_balanced()`.execute(db)

  // One row a year, locked until the invoice that took the number is written: no number is left out.
  await sql`
    create table payments.invoice_counters (year integer primary key, last integer not null)`.execute(db)
  await sql`
    create table payments.invoices (
      number text collate "C" primary key,         -- 2026-000001
      year integer not null,
      sequence integer not null,
      payment_id text collate "C" not null unique references payments.payments,
      issued_at timestamptz not null,
      unique (year, sequence)
    )`.execute(db)

  await sql`
    create table payments.reconciliations (
      id bigint generated always as identity primary key,
      from_day date not null,
      to_day date not null,                        -- the day after the last
      checked integer not null,
      differences jsonb not null,
      at timestamptz not null
    )`.execute(db)
}
