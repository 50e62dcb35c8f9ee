/** Every statement of `users`. Each takes a database or a transaction. */
import type { Kysely, Transaction } from 'kysely'
import type { Locale, ProfileChange } from './contract.ts'

export interface UsersSchema {
  'users.people': PersonRow
  'users.codes': CodeRow
  'users.emails': EmailRow
  'users.erasures': ErasureRow
  'users.erasure_acknowledgements': { erasure_id: string; service: string; acknowledged_at: Date | null }
  'users.idempotency_keys': { key_hash: Buffer; fingerprint: Buffer; created_at: Date }
}

export interface PersonRow {
  id: string
  email: string
  email_key: string
  name: string
  locale: Locale
  phone: string | null
  state: 'unverified' | 'active' | 'erasing'
  version: number
  created_at: Date
  updated_at: Date
}
export type Purpose = 'verify' | 'change_email' | 'reset'
export interface CodeRow {
  id: string
  user_id: string
  purpose: Purpose
  email: string
  created_at: Date
  expires_at: Date
  used_at: Date | null
}
export interface EmailRow {
  id: string
  user_id: string | null
  kind: string
  code_id: string | null
  recipient: string | null
  name: string | null
  locale: Locale
  created_at: Date
  sent_at: Date | null
  refused_at: Date | null
}
export interface ErasureRow {
  id: string
  /** Null when it is finished. */
  user_id: string | null
  requested_at: Date
  finished_at: Date | null
}

export type Db = Kysely<UsersSchema>
export type Trx = Transaction<UsersSchema>

// --- People ------------------------------------------------------------------------------------------------

export async function insertPerson(trx: Trx, person: PersonRow): Promise<void> {
  await trx.insertInto('users.people').values(person).execute()
}

export const personById = (db: Db, id: string): Promise<PersonRow | undefined> =>
  db.selectFrom('users.people').selectAll().where('id', '=', id).executeTakeFirst()

/** Locked, so that what is decided about a person is decided by one. */
export const lockPerson = (trx: Trx, id: string): Promise<PersonRow | undefined> =>
  trx.selectFrom('users.people').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Who has proved the address. */
export const personByEmail = (db: Db, email_key: string): Promise<PersonRow | undefined> =>
  db
    .selectFrom('users.people')
    .selectAll()
    .where('email_key', '=', email_key)
    .where('state', '<>', 'unverified')
    .executeTakeFirst()

/** Who claimed the address last and has not proved it. */
export const lastUnverified = (db: Db, email_key: string): Promise<PersonRow | undefined> =>
  db
    .selectFrom('users.people')
    .selectAll()
    .where('email_key', '=', email_key)
    .where('state', '=', 'unverified')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Throws 23505 when another person has proved the address meanwhile. */
export async function setEmail(
  trx: Trx,
  id: string,
  email: { email: string; email_key: string },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('users.people')
    .set((eb) => ({ ...email, state: 'active', version: eb('version', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .execute()
}

/** `undefined` when the version is another by now. */
export const changeProfile = (
  db: Db,
  id: string,
  version: number,
  change: ProfileChange,
  now: Date,
): Promise<PersonRow | undefined> =>
  db
    .updateTable('users.people')
    .set((eb) => ({ ...change, version: eb('version', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', '=', 'active')
    .returningAll()
    .executeTakeFirst()

export async function setErasing(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('users.people').set({ state: 'erasing' }).where('id', '=', id).execute()
}

export async function deletePerson(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('users.people').where('id', '=', id).execute()
}

// --- Codes -------------------------------------------------------------------------------------------------

export async function insertCode(trx: Trx, code: CodeRow): Promise<void> {
  await trx.insertInto('users.codes').values(code).execute()
}

export const codeById = (db: Db, id: string): Promise<CodeRow | undefined> =>
  db.selectFrom('users.codes').selectAll().where('id', '=', id).executeTakeFirst()

/**
 * False when it was used before, or withdrawn. Who proves the address of a new account ends what was begun in time,
 * also later.
 */
export async function useCode(trx: Trx, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('users.codes')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where((eb) => eb.or([eb('purpose', '=', 'verify'), eb('expires_at', '>', now)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Ends codes that nobody has used. */
export async function withdrawCodes(
  trx: Trx,
  user_id: string,
  purposes: readonly Purpose[],
  now: Date,
): Promise<void> {
  await trx
    .updateTable('users.codes')
    .set({ expires_at: now })
    .where('user_id', '=', user_id)
    .where('purpose', 'in', purposes)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
}

export const codesOf = (db: Db, user_id: string): Promise<CodeRow[]> =>
  db.selectFrom('users.codes').selectAll().where('user_id', '=', user_id).orderBy('created_at').execute()

// --- Emails ------------------------------------------------------------------------------------------------

export async function insertEmail(trx: Trx, email: EmailRow): Promise<void> {
  await trx.insertInto('users.emails').values(email).execute()
}

/** Locked, so that of two attempts at once one decides what it says. */
export const lockEmail = (trx: Trx, id: string): Promise<EmailRow | undefined> =>
  trx.selectFrom('users.emails').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const readdressEmail = (
  trx: Trx,
  id: string,
  to: Pick<EmailRow, 'user_id' | 'recipient' | 'name' | 'locale' | 'kind' | 'code_id'>,
): Promise<EmailRow> =>
  trx.updateTable('users.emails').set(to).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

export async function deleteEmail(db: Db, id: string): Promise<void> {
  await db.deleteFrom('users.emails').where('id', '=', id).execute()
}

/** Whether it was taken or refused for good: the address is needed no more. */
export async function settleEmail(
  db: Db,
  id: string,
  outcome: 'sent_at' | 'refused_at',
  now: Date,
): Promise<void> {
  await db
    .updateTable('users.emails')
    .set({ [outcome]: now, recipient: null, name: null })
    .where('id', '=', id)
    .execute()
}

export const emailsOf = (db: Db, user_id: string): Promise<EmailRow[]> =>
  db.selectFrom('users.emails').selectAll().where('user_id', '=', user_id).orderBy('created_at').execute()

// --- Erasures ----------------------------------------------------------------------------------------------

export async function insertErasure(
  trx: Trx,
  erasure: ErasureRow,
  services: readonly string[],
): Promise<void> {
  await trx.insertInto('users.erasures').values(erasure).execute()
  for (const service of services) {
    await trx
      .insertInto('users.erasure_acknowledgements')
      .values({ erasure_id: erasure.id, service, acknowledged_at: null })
      .execute()
  }
}

export const erasureOf = (db: Db, user_id: string): Promise<ErasureRow | undefined> =>
  db.selectFrom('users.erasures').selectAll().where('user_id', '=', user_id).executeTakeFirst()

/** Locked: of two acknowledgements at once, one sees that it is the last. */
export const lockErasure = (trx: Trx, id: string): Promise<ErasureRow | undefined> =>
  trx.selectFrom('users.erasures').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export async function acknowledge(trx: Trx, erasure_id: string, service: string, now: Date): Promise<void> {
  await trx
    .updateTable('users.erasure_acknowledgements')
    .set({ acknowledged_at: now })
    .where('erasure_id', '=', erasure_id)
    .where('service', '=', service)
    .where('acknowledged_at', 'is', null)
    .execute()
}

export async function outstanding(trx: Trx, erasure_id: string): Promise<number> {
  const { count } = await trx
    .selectFrom('users.erasure_acknowledgements')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('erasure_id', '=', erasure_id)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** What is left says that somebody was forgotten, and when. */
export async function finishErasure(trx: Trx, id: string, now: Date): Promise<void> {
  await trx
    .updateTable('users.erasures')
    .set({ finished_at: now, user_id: null })
    .where('id', '=', id)
    .execute()
}

// --- Idempotency -------------------------------------------------------------------------------------------

/** The fingerprint that the key has: this one when it is new. Waits for a transaction that is just using it. */
export async function claimKey(
  trx: Trx,
  key_hash: Buffer,
  fingerprint: Buffer,
  now: Date,
): Promise<Buffer | undefined> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('users.idempotency_keys')
    .values({ key_hash, fingerprint, created_at: now })
    .onConflict((conflict) => conflict.column('key_hash').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 1n) return undefined
  const found = await trx
    .selectFrom('users.idempotency_keys')
    .select('fingerprint')
    .where('key_hash', '=', key_hash)
    .executeTakeFirst()
  return found?.fingerprint
}

// --- Cleaning ----------------------------------------------------------------------------------------------

export interface Ends {
  unverified_before: Date
  codes_before: Date
  emails_before: Date
  keys_before: Date
}

export async function deleteEnded(db: Db, ends: Ends): Promise<void> {
  await db
    .deleteFrom('users.people')
    .where('state', '=', 'unverified')
    .where('created_at', '<', ends.unverified_before)
    .execute()
  await db.deleteFrom('users.codes').where('expires_at', '<', ends.codes_before).execute()
  await db
    .deleteFrom('users.emails')
    .where('recipient', 'is', null)
    .where('created_at', '<', ends.emails_before)
    .execute()
  await db.deleteFrom('users.idempotency_keys').where('created_at', '<', ends.keys_before).execute()
}
