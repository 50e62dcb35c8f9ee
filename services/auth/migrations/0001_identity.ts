/** Clients, accounts, sessions, consents, grants with their codes and refresh tokens, revocations, signing keys. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table auth.clients (
      id text primary key,
      name text not null,
      kind text not null check (kind in ('confidential', 'public')),
      secret_hash bytea,                           -- SHA-256: a secret of 256 random bits needs no slow hash
      jwks jsonb,                                  -- public keys, for private_key_jwt
      redirect_uris text[] not null,
      end_session_uris text[] not null,
      grant_types text[] not null,
      scopes text[] not null,
      on_behalf text[] not null,                   -- what it may do for a person whose token it was given
      first_party boolean not null,                -- ours: people are not asked for their consent
      service text,                                -- the audience of tokens that it may exchange and introspect
      created_at timestamptz not null default now(),
      check ((kind = 'public') = (secret_hash is null and jwks is null))
    )`.execute(db)

  await sql`
    create table auth.accounts (
      subject text primary key,                    -- usr_…
      login text unique,                           -- a verified email address in lower case; null until it is one
      password_hash text not null,
      created_at timestamptz not null default now(),
      password_changed_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index accounts_without_login on auth.accounts (created_at) where login is null`.execute(db)

  await sql`
    create table auth.sessions (
      hash bytea primary key,                      -- SHA-256 of the cookie
      id text not null unique,
      subject text not null references auth.accounts on delete cascade,
      signed_in_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`create index sessions_of_subject on auth.sessions (subject)`.execute(db)
  await sql`create index sessions_by_end on auth.sessions (expires_at)`.execute(db)

  await sql`
    create table auth.consents (
      subject text not null references auth.accounts on delete cascade,
      client_id text not null references auth.clients on delete cascade,
      scopes text[] not null,
      given_at timestamptz not null,
      primary key (subject, client_id)
    )`.execute(db)

  // What a person granted to a client: the family of one sign-in's refresh tokens.
  await sql`
    create table auth.grants (
      id text primary key,                         -- grt_…, the access tokens' sid
      subject text not null references auth.accounts on delete cascade,
      client_id text not null references auth.clients on delete cascade,
      session_id text,
      scopes text[] not null,
      resource text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz
    )`.execute(db)
  await sql`create index grants_of_subject on auth.grants (subject)`.execute(db)
  await sql`create index grants_by_end on auth.grants (expires_at)`.execute(db)

  await sql`
    create table auth.codes (
      hash bytea primary key,                      -- SHA-256 of the code
      client_id text not null references auth.clients on delete cascade,
      subject text not null references auth.accounts on delete cascade,
      session_id text,
      redirect_uri text not null,
      code_challenge text not null,                -- S256
      scopes text[] not null,
      resource text,
      expires_at timestamptz not null,
      grant_id text                                -- set when it is redeemed: once
    )`.execute(db)
  await sql`create index codes_by_end on auth.codes (expires_at)`.execute(db)

  await sql`
    create table auth.refresh_tokens (
      hash bytea primary key,                      -- SHA-256 of the token
      grant_id text not null references auth.grants on delete cascade,
      created_at timestamptz not null,
      used_at timestamptz,
      answer bytea                                 -- what it was exchanged for, readable with the token alone; see refresh.ts
    )`.execute(db)
  await sql`create index refresh_tokens_of_grant on auth.refresh_tokens (grant_id)`.execute(db)

  // Followed by every service; an entry is forgotten when no token that it concerns can still be good.
  await sql`
    create table auth.revocations (
      id text primary key,                         -- a grant, or one access token's jti
      revoked_at timestamptz not null,
      forget_at timestamptz not null
    )`.execute(db)
  await sql`create index revocations_by_time on auth.revocations (revoked_at)`.execute(db)

  await sql`
    create table auth.signing_keys (
      generation integer primary key,              -- of two processes that rotate at once, one wins
      kid text not null unique,
      public_jwk jsonb not null,
      private_key bytea not null,                  -- AES-256-GCM, with a key from the configuration
      created_at timestamptz not null,
      activates_at timestamptz not null            -- signs from here on, until the next generation does
    )`.execute(db)

  // Client assertions (RFC 7523) are good once.
  await sql`
    create table auth.assertions (
      hash bytea primary key,
      expires_at timestamptz not null
    )`.execute(db)

  // Failed sign-ins, by a hash of the account's name or of the address.
  await sql`
    create table auth.failures (
      key bytea primary key,
      count integer not null,
      since timestamptz not null
    )`.execute(db)
  await sql`create index failures_by_time on auth.failures (since)`.execute(db)
}
