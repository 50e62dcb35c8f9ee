/** Revocations at home: asked of the database each time, since `auth` is where they are made. */
import type { Revocations } from '#lib/token/verify'
import * as sql from './sql.ts'

export const localRevocations = (db: sql.Db): Revocations => ({
  isRevoked: (ids) => sql.isRevoked(db, ids),
})
