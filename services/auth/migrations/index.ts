/** Every migration in order. A landed one is frozen: change the schema by adding another. */
import type { Migration } from 'kysely/migration'
import { inboxMigration } from '#lib/events/migration'
import * as identity from './0001_identity.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_identity': identity,
  '0002_inbox': inboxMigration('auth'),
}
