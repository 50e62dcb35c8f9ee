/** Every statement of `auth`. Each takes a database or a transaction. */

import type { JWK } from 'jose'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { SigningKeyRow } from '#lib/keys/sql'

export interface AuthSchema {
  'auth.clients': ClientRow
  'auth.accounts': AccountRow
  'auth.sessions': SessionRow
  'auth.consents': { subject: string; client_id: string; scopes: string[]; given_at: Date }
  'auth.grants': GrantRow
  'auth.codes': CodeRow
  'auth.refresh_tokens': RefreshTokenRow
  'auth.revocations': { id: string; revoked_at: Date; forget_at: Date }
  'auth.signing_keys': SigningKeyRow
  'auth.assertions': { hash: Buffer; expires_at: Date }
  'auth.failures': { key: Buffer; count: number; since: Date }
}

export interface ClientRow {
  id: string
  name: string
  kind: 'confidential' | 'public'
  secret_hash: Buffer | null
  jwks: { keys: JWK[] } | null
  redirect_uris: string[]
  end_session_uris: string[]
  grant_types: string[]
  scopes: string[]
  on_behalf: string[]
  first_party: boolean
  service: string | null
}
export interface AccountRow {
  subject: string
  login: string | null
  password_hash: string
  created_at: Date
  password_changed_at: Date
}
export interface SessionRow {
  hash: Buffer
  id: string
  subject: string
  signed_in_at: Date
  expires_at: Date
}
export interface GrantRow {
  id: string
  subject: string
  client_id: string
  session_id: string | null
  scopes: string[]
  resource: string | null
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
}
export interface CodeRow {
  hash: Buffer
  client_id: string
  subject: string
  session_id: string | null
  redirect_uri: string
  code_challenge: string
  scopes: string[]
  resource: string | null
  expires_at: Date
  grant_id: string | null
}
export interface RefreshTokenRow {
  hash: Buffer
  grant_id: string
  created_at: Date
  used_at: Date | null
  answer: Buffer | null
}
export type Db = Kysely<AuthSchema>
export type Trx = Transaction<AuthSchema>

// --- Clients -----------------------------------------------------------------------------------------------

export const clientById = (db: Db, id: string): Promise<ClientRow | undefined> =>
  db.selectFrom('auth.clients').selectAll().where('id', '=', id).executeTakeFirst()

/** By the registry, which may have changed since the last start. */
export async function putClient(db: Db, client: ClientRow): Promise<void> {
  const { id, ...rest } = { ...client, jwks: client.jwks === null ? null : json(client.jwks) }
  await db
    .insertInto('auth.clients')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute()
}

/** False when the id is taken. */
export async function insertClient(db: Db, client: ClientRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('auth.clients')
    .values({ ...client, jwks: client.jwks === null ? null : json(client.jwks) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export const allClients = (db: Db): Promise<ClientRow[]> =>
  db.selectFrom('auth.clients').selectAll().orderBy('id').execute()

export async function deleteClient(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('auth.clients').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}

/** False when this assertion was seen before. */
export async function useAssertion(db: Db, hash: Buffer, expires_at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('auth.assertions')
    .values({ hash, expires_at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

// --- Accounts ----------------------------------------------------------------------------------------------

export const accountByLogin = (db: Db, login: string): Promise<AccountRow | undefined> =>
  db.selectFrom('auth.accounts').selectAll().where('login', '=', login).executeTakeFirst()

export const accountBySubject = (db: Db, subject: string): Promise<AccountRow | undefined> =>
  db.selectFrom('auth.accounts').selectAll().where('subject', '=', subject).executeTakeFirst()

/** Until it has a login, the newest password counts. False when it has one. */
export async function createAccount(
  db: Db,
  subject: string,
  password_hash: string,
  now: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('auth.accounts')
    .values({ subject, login: null, password_hash, created_at: now, password_changed_at: now })
    .onConflict((conflict) =>
      conflict
        .column('subject')
        .doUpdateSet({ password_hash, password_changed_at: now })
        .where('auth.accounts.login', 'is', null),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** False when there is no such account. Throws 23505 when the login is another's. */
export async function setLogin(db: Db, subject: string, login: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('auth.accounts')
    .set({ login })
    .where('subject', '=', subject)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function setPasswordHash(
  trx: Trx,
  subject: string,
  password_hash: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('auth.accounts')
    .set({ password_hash, password_changed_at: now })
    .where('subject', '=', subject)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** With everything that hangs on it; its grants are to be revoked before. */
export async function deleteAccount(trx: Trx, subject: string): Promise<void> {
  await trx.deleteFrom('auth.accounts').where('subject', '=', subject).execute()
}

// --- Sessions and consents ---------------------------------------------------------------------------------

export async function insertSession(db: Db, session: SessionRow): Promise<void> {
  await db.insertInto('auth.sessions').values(session).execute()
}

export const sessionByHash = (db: Db, hash: Buffer, now: Date): Promise<SessionRow | undefined> =>
  db
    .selectFrom('auth.sessions')
    .selectAll()
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst()

export const sessionsOf = (db: Db, subject: string, now: Date): Promise<SessionRow[]> =>
  db
    .selectFrom('auth.sessions')
    .selectAll()
    .where('subject', '=', subject)
    .where('expires_at', '>', now)
    .orderBy('signed_in_at')
    .execute()

export async function deleteSession(db: Db, hash: Buffer): Promise<void> {
  await db.deleteFrom('auth.sessions').where('hash', '=', hash).execute()
}

export async function deleteSessionsOf(trx: Trx, subject: string): Promise<void> {
  await trx.deleteFrom('auth.sessions').where('subject', '=', subject).execute()
}

export async function consentedScopes(db: Db, subject: string, client_id: string): Promise<string[]> {
  const found = await db
    .selectFrom('auth.consents')
    .select('scopes')
    .where('subject', '=', subject)
    .where('client_id', '=', client_id)
    .executeTakeFirst()
  return found?.scopes ?? []
}

export async function putConsent(
  db: Db,
  consent: { subject: string; client_id: string; scopes: string[]; given_at: Date },
): Promise<void> {
  const { scopes, given_at } = consent
  await db
    .insertInto('auth.consents')
    .values(consent)
    .onConflict((conflict) => conflict.columns(['subject', 'client_id']).doUpdateSet({ scopes, given_at }))
    .execute()
}

// --- Codes, grants, refresh tokens -------------------------------------------------------------------------

export async function insertCode(db: Db, code: CodeRow): Promise<void> {
  await db.insertInto('auth.codes').values(code).execute()
}

/** Locked: of two who redeem it at once, the second sees what the first did. */
export const lockCode = (trx: Trx, hash: Buffer): Promise<CodeRow | undefined> =>
  trx.selectFrom('auth.codes').selectAll().where('hash', '=', hash).forUpdate().executeTakeFirst()

export async function redeemCode(trx: Trx, hash: Buffer, grant_id: string): Promise<void> {
  await trx.updateTable('auth.codes').set({ grant_id }).where('hash', '=', hash).execute()
}

export async function insertGrant(trx: Trx, grant: GrantRow): Promise<void> {
  await trx.insertInto('auth.grants').values(grant).execute()
}

export const grantById = (db: Db, id: string): Promise<GrantRow | undefined> =>
  db.selectFrom('auth.grants').selectAll().where('id', '=', id).executeTakeFirst()

export const grantsOf = (db: Db, subject: string): Promise<(GrantRow & { client: string })[]> =>
  db
    .selectFrom('auth.grants')
    .innerJoin('auth.clients', 'auth.clients.id', 'auth.grants.client_id')
    .selectAll('auth.grants')
    .select('auth.clients.name as client')
    .where('subject', '=', subject)
    .orderBy('auth.grants.created_at')
    .execute()

export interface RevokeWhat {
  id?: string
  subject?: string
  session_id?: string
  client_id?: string
}

/** Revokes what is not revoked yet, and tells the services so until no access token of it can be good. */
export async function revokeGrants(trx: Trx, what: RevokeWhat, now: Date, forget_at: Date): Promise<number> {
  const revoked = await trx
    .updateTable('auth.grants')
    .set({ revoked_at: now })
    .where('revoked_at', 'is', null)
    .$if(what.id !== undefined, (q) => q.where('id', '=', what.id ?? ''))
    .$if(what.subject !== undefined, (q) => q.where('subject', '=', what.subject ?? ''))
    .$if(what.session_id !== undefined, (q) => q.where('session_id', '=', what.session_id ?? ''))
    .$if(what.client_id !== undefined, (q) => q.where('client_id', '=', what.client_id ?? ''))
    .returning('id')
    .execute()
  for (const { id } of revoked) await insertRevocation(trx, id, now, forget_at)
  return revoked.length
}

export async function insertRefreshToken(trx: Trx, hash: Buffer, grant_id: string, now: Date): Promise<void> {
  await trx
    .insertInto('auth.refresh_tokens')
    .values({ hash, grant_id, created_at: now, used_at: null, answer: null })
    .execute()
}

/**
 * Locked: of twenty who refresh with it at once, one rotates it and nineteen see that it did. The grant first, as
 * everybody who ends one does, so that nobody waits in a circle.
 */
export async function lockRefreshToken(
  trx: Trx,
  hash: Buffer,
): Promise<{ token: RefreshTokenRow; grant: GrantRow } | undefined> {
  const grant = await trx
    .selectFrom('auth.grants as grants')
    .innerJoin('auth.refresh_tokens as tokens', 'tokens.grant_id', 'grants.id')
    .selectAll('grants')
    .where('tokens.hash', '=', hash)
    .forUpdate('grants')
    .executeTakeFirst()
  if (grant === undefined) return undefined
  const token = await refreshTokenByHash(trx, hash)
  return token === undefined ? undefined : { token, grant }
}

export const refreshTokenByHash = (db: Db, hash: Buffer): Promise<RefreshTokenRow | undefined> =>
  db.selectFrom('auth.refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst()

export async function useRefreshToken(trx: Trx, hash: Buffer, used_at: Date, answer: Buffer): Promise<void> {
  await trx.updateTable('auth.refresh_tokens').set({ used_at, answer }).where('hash', '=', hash).execute()
}

// --- Revocations -------------------------------------------------------------------------------------------

export async function insertRevocation(db: Db, id: string, revoked_at: Date, forget_at: Date): Promise<void> {
  await db
    .insertInto('auth.revocations')
    .values({ id, revoked_at, forget_at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export const revocationsSince = (
  db: Db,
  since: Date,
  now: Date,
): Promise<{ id: string; forget_at: Date }[]> =>
  db
    .selectFrom('auth.revocations')
    .select(['id', 'forget_at'])
    .where('revoked_at', '>=', since)
    .where('forget_at', '>', now)
    .orderBy('revoked_at')
    .execute()

export async function isRevoked(db: Db, ids: readonly string[]): Promise<boolean> {
  const found = await db
    .selectFrom('auth.revocations')
    .select('id')
    .where('id', 'in', [...ids])
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

// --- Throttling --------------------------------------------------------------------------------------------

/** Failures counted for each key in the window that is open. */
export async function failuresOf(
  db: Db,
  keys: readonly Buffer[],
  window_began: Date,
): Promise<{ key: Buffer; count: number; since: Date }[]> {
  return db
    .selectFrom('auth.failures')
    .selectAll()
    .where('key', 'in', [...keys])
    .where('since', '>', window_began)
    .execute()
}

/** One more for this key; a new window begins where the last one is over. Returns the count with this one. */
export async function countFailure(db: Db, key: Buffer, now: Date, window_began: Date): Promise<number> {
  const over = sql<boolean>`auth.failures.since <= ${window_began}`
  const { count } = await db
    .insertInto('auth.failures')
    .values({ key, count: 1, since: now })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        count: sql<number>`case when ${over} then 1 else auth.failures.count + 1 end`,
        since: sql<Date>`case when ${over} then ${now}::timestamptz else auth.failures.since end`,
      }),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  return count
}

export async function forgiveFailures(db: Db, keys: readonly Buffer[]): Promise<void> {
  await db
    .deleteFrom('auth.failures')
    .where('key', 'in', [...keys])
    .execute()
}

// --- Cleaning ----------------------------------------------------------------------------------------------

export interface Ends {
  now: Date
  failures_before: Date
  accounts_before: Date
  answers_before: Date
}

/** What nobody can use any more. A code stays as long as its grant could be asked about; a replay must be seen. */
export async function deleteEnded(
  db: Db,
  { now, failures_before, accounts_before, answers_before }: Ends,
): Promise<void> {
  await db.deleteFrom('auth.sessions').where('expires_at', '<', now).execute()
  await db.deleteFrom('auth.codes').where('expires_at', '<', failures_before).execute()
  await db.deleteFrom('auth.grants').where('expires_at', '<', now).execute()
  await db.deleteFrom('auth.revocations').where('forget_at', '<', now).execute()
  await db.deleteFrom('auth.assertions').where('expires_at', '<', now).execute()
  await db.deleteFrom('auth.failures').where('since', '<', failures_before).execute()
  await db
    .deleteFrom('auth.accounts')
    .where('login', 'is', null)
    .where('created_at', '<', accounts_before)
    .execute()
  await db
    .updateTable('auth.refresh_tokens')
    .set({ answer: null })
    .where('answer', 'is not', null)
    .where('used_at', '<', answers_before)
    .execute()
}

/** pg would send an array as a PostgreSQL one, and an object is what jsonb takes: as text both are right. */
const json = <T>(value: T) => sql<T>`${JSON.stringify(value)}::jsonb`
