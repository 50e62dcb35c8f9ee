/** People, the codes that prove an address is theirs, the emails to them, and their being forgotten. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users.people (
      id text primary key,                         -- usr_…
      email text not null,
      email_key text not null,                     -- as addresses are compared: lower case
      name text not null,
      locale text not null,
      phone text,
      state text not null check (state in ('unverified', 'active', 'erasing')),
      version integer not null default 1,          -- the ETag
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db)
  // Anybody may claim an address; only one can have proved it.
  await sql`create unique index people_by_email on users.people (email_key) where state <> 'unverified'`.execute(
    db,
  )
  await sql`create index unverified_people on users.people (email_key, created_at) where state = 'unverified'`.execute(
    db,
  )

  // The code itself is not here: it follows from the id and a key of the configuration.
  await sql`
    create table users.codes (
      id text primary key,
      user_id text not null references users.people on delete cascade,
      purpose text not null check (purpose in ('verify', 'change_email', 'reset')),
      email text not null,                         -- what it proves
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`.execute(db)
  await sql`create index codes_of_person on users.codes (user_id)`.execute(db)
  await sql`create index codes_by_end on users.codes (expires_at)`.execute(db)

  await sql`
    create table users.emails (
      id text primary key,                         -- part of the Message-ID
      user_id text references users.people on delete set null,
      kind text not null,
      code_id text,
      recipient text,                              -- null once the email was taken, or never will be
      name text,
      locale text not null,
      created_at timestamptz not null,
      sent_at timestamptz,
      refused_at timestamptz
    )`.execute(db)
  await sql`create index emails_of_person on users.emails (user_id)`.execute(db)

  await sql`
    create table users.erasures (
      id text primary key,
      user_id text not null unique,                -- an id alone, of nobody any more
      requested_at timestamptz not null,
      finished_at timestamptz
    )`.execute(db)
  await sql`
    create table users.erasure_acknowledgements (
      erasure_id text not null references users.erasures on delete cascade,
      service text not null,
      acknowledged_at timestamptz,
      primary key (erasure_id, service)
    )`.execute(db)

  await sql`
    create table users.idempotency_keys (
      key_hash bytea primary key,
      fingerprint bytea not null,                  -- keyed: of a body with a password
      created_at timestamptz not null
    )`.execute(db)
}
