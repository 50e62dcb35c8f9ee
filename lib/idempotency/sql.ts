/** Statements of the keys. `service` is a service's name. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { schemaOf } from '#lib/migrate'

export interface Kept {
  fingerprint: Buffer
  status: number
  body: string
}

/** True when the key is new. Waits for a transaction that is just using it. */
export async function claimKey<DB>(
  trx: Transaction<DB>,
  service: string,
  row: { key_hash: Buffer; fingerprint: Buffer; created_at: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
insert into ${sql.id(schemaOf(service), 'idempotency_keys')} (key_hash, fingerprint, created_at)
values (${row.key_hash}, ${row.fingerprint}, ${row.created_at}) on conflict do nothing`.execute(trx)
  return numAffectedRows === 1n
}

export async function keptAnswer<DB>(
  trx: Transaction<DB>,
  service: string,
  key_hash: Buffer,
): Promise<Kept | undefined> {
  const { rows } = await sql<Kept>`
select fingerprint, status, body from ${sql.id(schemaOf(service), 'idempotency_keys')} where key_hash = ${key_hash}`.execute(
    trx,
  )
  return rows[0]
}

export async function keepAnswer<DB>(
  trx: Transaction<DB>,
  service: string,
  key_hash: Buffer,
  { status, body }: { status: number; body: string },
): Promise<void> {
  await sql`
update ${sql.id(schemaOf(service), 'idempotency_keys')} set status = ${status}, body = ${body} where key_hash = ${key_hash}`.execute(
    trx,
  )
}

/** At most so many; answers how many. */
export async function deleteKeys<DB>(
  db: Kysely<DB>,
  service: string,
  before: Date,
  limit: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
delete from ${sql.id(schemaOf(service), 'idempotency_keys')} where key_hash in (
  select key_hash from ${sql.id(schemaOf(service), 'idempotency_keys')} where created_at < ${before} limit ${limit})`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0n)
}
