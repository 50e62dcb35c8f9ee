/** The keys that access tokens are signed with. */
import { keyRing as ringOf } from '#lib/keys/ring'
import { signingKeys as allKeys } from '#lib/keys/sql'
import { derivedKey } from '#lib/secrets'
import type { Db } from './sql.ts'
import { ACCESS_TOKEN_LIFE_S } from './times.ts'

export { ForeignKeyError, type KeyRing } from '#lib/keys/ring'

/** Of the service's own secret. */
export const sealingKey = (auth_secret: string): Buffer => derivedKey(auth_secret, 'auth.signing-keys')

interface AuthKeyOptions {
  db: Db
  /** 32 bytes from the configuration. */
  sealing_key: Buffer
  now_ms?: () => number
}

export const keyRing = (options: AuthKeyOptions) =>
  ringOf({ ...options, service: 'auth', token_life_s: ACCESS_TOKEN_LIFE_S })

export const signingKeys = (db: Db) => allKeys(db, 'auth')
