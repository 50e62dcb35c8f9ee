/** Every migration in order. A landed one is frozen: change the schema by adding another. */
import type { Migration } from 'kysely/migration'
import * as inventory from './0001_inventory.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_inventory': inventory,
}
