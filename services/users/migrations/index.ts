/** Every migration in order. A landed one is frozen: change the schema by adding another. */
import type { Migration } from 'kysely/migration'
import * as people from './0001_people.ts'
import * as erasures from './0002_erasures_of_nobody.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_people': people,
  '0002_erasures_of_nobody': erasures,
}
