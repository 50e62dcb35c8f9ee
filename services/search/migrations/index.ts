/** Every migration in order. A landed one is frozen: change the schema by adding another. */
import type { Migration } from 'kysely/migration'
import * as catalogue from './0001_catalogue.ts'
import * as quotes_and_rates from './0002_quotes_and_rates.ts'
import * as inventory from './0003_inventory.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_catalogue': catalogue,
  '0002_quotes_and_rates': quotes_and_rates,
  '0003_inventory': inventory,
}
