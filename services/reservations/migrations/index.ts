/** Every migration in order. A landed one is frozen: change the schema by adding another. */
import type { Migration } from 'kysely/migration'
import { inboxMigration } from '#lib/events/migration'
import { idempotencyMigration } from '#lib/idempotency/migration'
import * as inventory from './0001_inventory.ts'
import * as bookings from './0002_bookings.ts'
import * as desk from './0005_desk.ts'
import * as endings from './0006_endings.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_inventory': inventory,
  '0002_bookings': bookings,
  '0003_idempotency': idempotencyMigration('reservations'),
  '0004_inbox': inboxMigration('reservations'),
  '0005_desk': desk,
  '0006_endings': endings,
}
