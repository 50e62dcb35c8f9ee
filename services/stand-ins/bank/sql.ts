/** Bun only. The bank's own file: its tables, and every statement on them. */
import { Database } from 'bun:sqlite'
import type {
  AuthorizationStatus,
  Brand,
  CardBehaviour,
  DeclineCode,
  StatementEntry,
  WebhookType,
} from './contract.ts'

/** `*_ms` are for what becomes due; `*_at` are what is shown. */
const tables = `
  create table if not exists card_tokens (
    token text primary key,
    brand text not null,
    last4 text not null check (length(last4) = 4),
    behaviour text not null,
    used integer not null default 0,
    created_ms integer not null
  ) strict, without rowid;
  create index if not exists card_tokens_unused on card_tokens (created_ms) where used = 0;

  create table if not exists authorizations (
    id text primary key,
    card_token text not null references card_tokens,
    status text not null,
    decline_code text,
    confirmation text unique,
    return_url text,
    amount integer not null check (amount > 0),
    captured integer not null default 0 check (captured between 0 and amount),
    refunded integer not null default 0 check (refunded between 0 and captured),
    currency text not null,
    reference text not null,
    merchant_initiated integer not null,
    created_at text not null,
    expires_at text,
    due_ms integer,
    check ((status = 'declined') = (decline_code is not null)),
    check ((status = 'captured') = (captured > 0))
  ) strict, without rowid;
  create index if not exists authorizations_of_reference on authorizations (reference, id);
  create index if not exists authorizations_due on authorizations (due_ms) where due_ms is not null;

  create table if not exists refunds (
    id text primary key,
    authorization_id text not null references authorizations,
    amount integer not null check (amount > 0),
    reference text not null,
    created_at text not null
  ) strict, without rowid;
  create index if not exists refunds_of_authorization on refunds (authorization_id, id);

  create table if not exists statement (
    sequence integer primary key autoincrement,
    type text not null check (type in ('capture', 'refund')),
    authorization_id text not null references authorizations,
    refund_id text unique references refunds,
    reference text not null,
    amount integer not null check (amount > 0),
    currency text not null,
    created_at text not null,
    check ((type = 'refund') = (refund_id is not null))
  ) strict;
  create index if not exists statement_by_time on statement (created_at, sequence);
  create unique index if not exists statement_captures on statement (authorization_id) where type = 'capture';
  create trigger if not exists statement_stays before update on statement
    begin select raise(abort, 'the statement is never changed'); end;
  create trigger if not exists statement_is_kept before delete on statement
    begin select raise(abort, 'the statement is never changed'); end;

  create table if not exists answers (
    key text primary key,
    fingerprint text not null,
    status integer not null,
    body text not null,
    created_ms integer not null
  ) strict, without rowid;
  create index if not exists answers_by_time on answers (created_ms);

  create table if not exists webhooks (
    sequence integer primary key autoincrement,
    authorization_id text not null,
    type text not null,
    body text not null,
    held integer not null,
    attempts integer not null default 0,
    created_ms integer not null,
    due_ms integer,
    delivered_ms integer
  ) strict;
  create index if not exists webhooks_due on webhooks (due_ms) where due_ms is not null;
  create index if not exists webhooks_by_time on webhooks (created_ms);
  create index if not exists webhooks_held on webhooks (authorization_id) where held = 1;

  create table if not exists settings (name text primary key, value text not null) strict, without rowid;
`

export interface CardRow {
  token: string
  brand: Brand
  last4: string
  behaviour: CardBehaviour
}

export interface AuthorizationRow {
  id: string
  card_token: string
  status: AuthorizationStatus
  decline_code: DeclineCode | null
  confirmation: string | null
  return_url: string | null
  amount: number
  captured: number
  refunded: number
  currency: string
  reference: string
  merchant_initiated: number
  created_at: string
  expires_at: string | null
  due_ms: number | null
  /** Of its card. */
  brand: Brand
  last4: string
  behaviour: CardBehaviour
}

export interface RefundRow {
  id: string
  authorization_id: string
  amount: number
  currency: string
  reference: string
  created_at: string
}

export interface AnswerRow {
  fingerprint: string
  status: number
  body: string
}

export interface WebhookRow {
  sequence: number
  authorization_id: string
  type: WebhookType
  body: string
  attempts: number
  created_ms: number
}

type EntryRow = Omit<StatementEntry, 'id'> & { sequence: number }
type NewAuthorization = Omit<AuthorizationRow, 'brand' | 'last4' | 'behaviour' | 'captured' | 'refunded'>

const whole = `select a.*, c.brand, c.last4, c.behaviour
  from authorizations a join card_tokens c on c.token = a.card_token`

type Bound<Params> = { [K in keyof Params]: string | number | null }
interface Query<Row, Params> {
  get(params: Params): Row | null
  all(params: Params): Row[]
  run(params: Params): unknown
}

export type BankStore = ReturnType<typeof openStore>

/** `path` of the file, or `:memory:`. What is committed survives the end of the process and of the machine. */
export function openStore(path: string) {
  const db = new Database(path, { create: true, strict: true, readwrite: true })
  db.run('pragma journal_mode = wal')
  db.run('pragma synchronous = full')
  db.run('pragma foreign_keys = on')
  db.run('pragma busy_timeout = 2000')
  db.run(tables)
  // The driver's own types know no interfaces as parameters.
  const query = <Row, Params extends Bound<Params>>(text: string) =>
    db.query(text) as unknown as Query<Row, Params>
  const none = {}

  const statements = {
    card: query<CardRow, { token: string }>(
      'select token, brand, last4, behaviour from card_tokens where token = $token',
    ),
    addCard: query<never, CardRow & { now_ms: number }>(
      `insert into card_tokens (token, brand, last4, behaviour, created_ms)
       values ($token, $brand, $last4, $behaviour, $now_ms)`,
    ),
    useCard: query<never, { token: string }>(
      'update card_tokens set used = 1 where token = $token and used = 0',
    ),
    forgetCards: query<never, { before_ms: number }>(
      'delete from card_tokens where used = 0 and created_ms < $before_ms',
    ),

    authorization: query<AuthorizationRow, { id: string }>(`${whole} where a.id = $id`),
    authorizationToConfirm: query<AuthorizationRow, { confirmation: string }>(
      `${whole} where a.confirmation = $confirmation`,
    ),
    authorizationsOf: query<AuthorizationRow, { reference: string; after: string; limit: number }>(
      `${whole} where a.reference = $reference and a.id > $after order by a.id limit $limit`,
    ),
    authorizationsDue: query<AuthorizationRow, { now_ms: number }>(
      `${whole} where a.due_ms <= $now_ms order by a.due_ms limit 100`,
    ),
    addAuthorization: query<never, NewAuthorization>(
      `insert into authorizations (id, card_token, status, decline_code, confirmation, return_url, amount, currency,
         reference, merchant_initiated, created_at, expires_at, due_ms)
       values ($id, $card_token, $status, $decline_code, $confirmation, $return_url, $amount, $currency,
         $reference, $merchant_initiated, $created_at, $expires_at, $due_ms)`,
    ),
    setStatus: query<
      never,
      Pick<AuthorizationRow, 'id' | 'status' | 'decline_code' | 'expires_at' | 'due_ms' | 'captured'>
    >(
      `update authorizations set status = $status, decline_code = $decline_code, expires_at = $expires_at,
         due_ms = $due_ms, captured = $captured where id = $id`,
    ),

    refund: query<RefundRow, { id: string }>(
      `select r.*, a.currency from refunds r join authorizations a on a.id = r.authorization_id where r.id = $id`,
    ),
    refundsOf: query<RefundRow, { authorization_id: string }>(
      `select r.*, a.currency from refunds r join authorizations a on a.id = r.authorization_id
       where r.authorization_id = $authorization_id order by r.id`,
    ),
    addRefund: query<never, Omit<RefundRow, 'currency'>>(
      `insert into refunds (id, authorization_id, amount, reference, created_at)
       values ($id, $authorization_id, $amount, $reference, $created_at)`,
    ),
    countRefund: query<never, { authorization_id: string; amount: number }>(
      'update authorizations set refunded = refunded + $amount where id = $authorization_id',
    ),

    addEntry: query<never, Omit<EntryRow, 'sequence'>>(
      `insert into statement (type, authorization_id, refund_id, reference, amount, currency, created_at)
       values ($type, $authorization_id, $refund_id, $reference, $amount, $currency, $created_at)`,
    ),
    entries: query<EntryRow, { after: number; from: string; to: string; limit: number }>(
      `select * from statement where sequence > $after and created_at >= $from and created_at < $to
       order by sequence limit $limit`,
    ),

    answer: query<AnswerRow, { key: string }>(
      'select fingerprint, status, body from answers where key = $key',
    ),
    addAnswer: query<never, AnswerRow & { key: string; now_ms: number }>(
      `insert into answers (key, fingerprint, status, body, created_ms)
       values ($key, $fingerprint, $status, $body, $now_ms)`,
    ),
    forgetAnswers: query<never, { before_ms: number }>('delete from answers where created_ms < $before_ms'),

    addWebhook: query<never, Omit<WebhookRow, 'sequence' | 'attempts'> & { held: number; due_ms: number }>(
      `insert into webhooks (authorization_id, type, body, held, created_ms, due_ms)
       values ($authorization_id, $type, $body, $held, $created_ms, $due_ms)`,
    ),
    webhooksDue: query<WebhookRow, { now_ms: number; limit: number }>(
      `select sequence, authorization_id, type, body, attempts, created_ms from webhooks
       where due_ms <= $now_ms order by due_ms, sequence limit $limit`,
    ),
    webhookDelivered: query<never, { sequence: number; now_ms: number }>(
      'update webhooks set delivered_ms = $now_ms, due_ms = null, held = 0 where sequence = $sequence',
    ),
    webhookFailed: query<never, { sequence: number; due_ms: number | null }>(
      'update webhooks set attempts = attempts + 1, due_ms = $due_ms where sequence = $sequence',
    ),
    releaseHeld: query<never, { authorization_id: string; before: number; now_ms: number }>(
      `update webhooks set held = 0, due_ms = $now_ms
       where authorization_id = $authorization_id and held = 1 and sequence < $before`,
    ),
    webhooksAtOnce: query<never, { now_ms: number }>(
      'update webhooks set due_ms = $now_ms, attempts = 0 where due_ms is not null and held = 0',
    ),
    forgetWebhooks: query<never, { before_ms: number }>(
      'delete from webhooks where due_ms is null and created_ms < $before_ms',
    ),
    webhooksWaiting: query<{ count: number }, Record<string, never>>(
      'select count(*) as count from webhooks where due_ms is not null',
    ),

    setting: query<{ value: string }, { name: string }>('select value from settings where name = $name'),
    set: query<never, { name: string; value: string }>(
      `insert into settings (name, value) values ($name, $value) on conflict (name) do update set value = $value`,
    ),
    next_due: query<{ due_ms: number | null }, Record<string, never>>(
      `select min(due_ms) as due_ms from (
         select min(due_ms) as due_ms from authorizations where due_ms is not null
         union all select min(due_ms) from webhooks where due_ms is not null)`,
    ),
  }

  return {
    ...statements,
    nextDue: (): number | null => statements.next_due.get(none)?.due_ms ?? null,
    waitingWebhooks: (): number => statements.webhooksWaiting.get(none)?.count ?? 0,
    /** All or nothing; on the disk when it returns. */
    transaction: <T>(work: () => T): T => db.transaction(work).immediate(),
    /** Throws when the file cannot be written any more. */
    check: () => db.transaction(() => statements.set.run({ name: 'checked', value: '' })).immediate(),
    /** For tests: each row of each table. */
    everything: () =>
      ['card_tokens', 'authorizations', 'refunds', 'statement', 'answers', 'webhooks', 'settings'].map(
        (table) => db.query(`select * from ${table}`).all(),
      ),
    close: () => db.close(),
  }
}
