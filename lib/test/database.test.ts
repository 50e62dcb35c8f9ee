import { expect, test } from 'bun:test'
import { withClient } from '#lib/postgres/sql'
import { testDatabase } from './database.ts'

const count = (url: string) =>
  withClient(url, async (client) => (await client.query('SELECT count(*)::int AS n FROM rooms')).rows[0].n)

test('five test files at once share one preparation, and each has rooms of its own', async () => {
  let preparations = 0
  const template = {
    name: 'rooms',
    key: 'v1',
    prepare: async (url: string) => {
      preparations += 1
      await withClient(url, (client) =>
        client.query('CREATE TABLE rooms AS SELECT generate_series(1, 10) AS id'),
      )
    },
  }
  const databases = await Promise.all(Array.from({ length: 5 }, () => testDatabase({ template })))
  expect(preparations).toBe(1)
  const [first, second] = databases
  if (first === undefined || second === undefined) throw new Error('five databases expected')
  await withClient(first.url, (client) => client.query('DELETE FROM rooms WHERE id > 3'))
  expect(await count(first.url)).toBe(3)
  expect(await count(second.url)).toBe(10)

  await testDatabase({ template: { ...template, key: 'v2' } })
  expect(preparations).toBe(2)
  await Promise.all(databases.map((database) => database.drop()))
  await expect(count(first.url)).rejects.toThrow('does not exist')
})

test('a preparation that fails is tried again by the next caller', async () => {
  let attempts = 0
  const template = {
    name: 'flaky',
    key: 'v1',
    prepare: async (url: string) => {
      attempts += 1
      await withClient(url, (client) => client.query('CREATE TABLE rooms (id int)'))
      if (attempts === 1) throw new Error('first attempt')
    },
  }
  await expect(testDatabase({ template })).rejects.toThrow('first attempt')
  const database = await testDatabase({ template })
  expect(await count(database.url)).toBe(0)
})

test('without a template the database is empty, in UTF-8, compared by code point', async () => {
  const { url } = await testDatabase()
  const [row] = await withClient(
    url,
    async (client) =>
      (
        await client.query(
          `SELECT 'Z' < 'a' AS by_code_point, lower('ÉCOLE') AS lowered, current_setting('server_encoding') AS encoding`,
        )
      ).rows,
  )
  expect(row).toEqual({ by_code_point: true, lowered: 'école', encoding: 'UTF8' })
})
