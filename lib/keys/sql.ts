/** Statements on a service's signing keys. */
import type { JWK } from 'jose'
import { type Kysely, sql } from 'kysely'
import { schemaOf } from '#lib/migrate'

export interface SigningKeyRow {
  generation: number
  kid: string
  public_jwk: JWK
  private_key: Buffer
  created_at: Date
  activates_at: Date
}

interface KeyTables {
  signing_keys: SigningKeyRow
}

/** The keys stand beside the service's own tables, of which nothing is known here. */
const tablesOf = <DB>(db: Kysely<DB>, service: string) =>
  (db as unknown as Kysely<KeyTables>).withSchema(schemaOf(service))

/** The newest first. */
export const signingKeys = <DB>(db: Kysely<DB>, service: string): Promise<SigningKeyRow[]> =>
  tablesOf(db, service).selectFrom('signing_keys').selectAll().orderBy('generation', 'desc').execute()

/** False when another process made this generation first. */
export async function insertSigningKey<DB>(
  db: Kysely<DB>,
  service: string,
  key: SigningKeyRow,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tablesOf(db, service)
    .insertInto('signing_keys')
    .values({ ...key, public_jwk: sql<JWK>`${JSON.stringify(key.public_jwk)}::jsonb` })
    .onConflict((conflict) => conflict.column('generation').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function deleteSigningKeysBefore<DB>(
  db: Kysely<DB>,
  service: string,
  generation: number,
): Promise<void> {
  await tablesOf(db, service).deleteFrom('signing_keys').where('generation', '<', generation).execute()
}
