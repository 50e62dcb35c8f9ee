/** Migrations on a real server: at once, failing, and out of order. */
import { afterAll, expect, test } from 'bun:test'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { spawnChild } from '#lib/child'
import { databasePool, kyselyOver } from '#lib/database'
import { migrate, schemaOf } from '#lib/migrate'
import { testDatabase } from '#lib/test/database'

const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})
const connected = (url: string) => {
  const db = kyselyOver<unknown>(databasePool({ url, size: 2, name: 'lib-migrate-test' }))
  closing.push(() => db.destroy())
  return db
}
const fresh = async () => {
  const database = await testDatabase()
  closing.push(() => database.drop())
  return { url: database.url, db: connected(database.url) }
}
const statement = (text: string): Migration => ({
  up: async (db) => {
    await sql.raw(text).execute(db)
  },
})
const rooms = { '0001_rooms': statement('CREATE TABLE hotel.rooms (id int PRIMARY KEY)') }
const guests = { '0002_guests': statement('CREATE TABLE hotel.guests (id int PRIMARY KEY)') }

const tables = async (db: Kysely<unknown>, schema = 'hotel') => {
  const { rows } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema} ORDER BY 1`.execute(db)
  return rows.map((row) => row.name).filter((name) => !name.startsWith('migrations'))
}
const ledger = async (db: Kysely<unknown>) => {
  const { rows } = await sql<{ name: string }>`SELECT name FROM hotel.migrations ORDER BY 1`.execute(db)
  return rows.map((row) => row.name)
}

test('four at once on an empty database migrate it once', async () => {
  const { url, db } = await fresh()
  await Promise.all(
    Array.from({ length: 4 }, () => migrate(connected(url), 'hotel', { ...rooms, ...guests })),
  )
  expect(await tables(db)).toEqual(['guests', 'rooms'])
  expect(await ledger(db)).toEqual(['0001_rooms', '0002_guests'])
  await migrate(db, 'hotel', { ...rooms, ...guests })
})

test('so do three processes', async () => {
  const { url, db } = await fresh()
  const script = `import { sql } from 'kysely'; import { migrate } from '#lib/migrate'; import { databasePool, kyselyOver } from '#lib/database'
    const db = kyselyOver(databasePool({ url: process.argv.at(-1), size: 1, name: 'lib-migrate-test' }))
    const up = (db) => sql.raw('CREATE TABLE hotel.rooms (id int)').execute(db)
    await migrate(db, 'hotel', { '0001_rooms': { up } })
    await db.destroy()`
  const lines: string[] = []
  const children = [1, 2, 3].map(() =>
    spawnChild({ args: ['--eval', script, url], onLine: (line) => lines.push(line) }),
  )
  expect([await Promise.all(children.map((child) => child.exited)), lines]).toEqual([[0, 0, 0], []])
  expect(await ledger(db)).toEqual(['0001_rooms'])
})

test('one that fails leaves nothing, and the next start goes on from there', async () => {
  const { db } = await fresh()
  await migrate(db, 'hotel', rooms)
  const broken: Migration = {
    up: async (trx) => {
      await guests['0002_guests'].up(trx)
      await sql`INSERT INTO hotel.rooms VALUES (1)`.execute(trx)
      throw new Error('the disk is on fire')
    },
  }
  const later = { '0003_beds': statement('CREATE TABLE hotel.beds (id int)') }
  const failing = migrate(db, 'hotel', { ...rooms, '0002_guests': broken, ...later })
  await expect(failing).rejects.toThrow('the disk is on fire')
  expect(await tables(db)).toEqual(['rooms'])
  expect(await ledger(db)).toEqual(['0001_rooms'])
  expect((await sql`SELECT * FROM hotel.rooms`.execute(db)).rows).toEqual([])

  await migrate(db, 'hotel', { ...rooms, ...guests, ...later })
  expect(await tables(db)).toEqual(['beds', 'guests', 'rooms'])
})

test('what has landed is frozen: nothing may vanish, and nothing may slip in before it', async () => {
  const { db } = await fresh()
  await migrate(db, 'hotel', { ...rooms, ...guests })
  await expect(migrate(db, 'hotel', rooms)).rejects.toThrow('0002_guests')
  const early = { '0001_a_late_thought': statement('CREATE TABLE hotel.late (id int)') }
  await expect(migrate(db, 'hotel', { ...rooms, ...guests, ...early })).rejects.toThrow(
    'corrupted migrations',
  )
  expect(await tables(db)).toEqual(['guests', 'rooms'])
})

test('services that share a database keep apart', async () => {
  const { db } = await fresh()
  await migrate(db, 'hotel', rooms)
  await migrate(db, 'pdf-reports', { '0001_pages': statement('CREATE TABLE pdf_reports.pages (id int)') })
  expect([await tables(db), await tables(db, schemaOf('pdf-reports'))]).toEqual([['rooms'], ['pages']])
  expect(await ledger(db)).toEqual(['0001_rooms'])
})
