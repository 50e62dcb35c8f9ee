import { afterAll, beforeAll, expect, test } from 'bun:test'
import { databasePool, kyselyOver } from '#lib/database'
import { migrate } from '#lib/migrate'
import { Problem } from '#lib/problem'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { type Answer, idempotency, type KeyedRequest } from './idempotency.ts'
import { idempotencyMigration } from './migration.ts'

let database: TestDatabase
let pool: ReturnType<typeof databasePool>
let now = new Date('2026-11-23T12:00:00Z')
const keys = idempotency('shop', () => now)
const db = () => kyselyOver<unknown>(pool)
beforeAll(async () => {
  database = await testDatabase()
  pool = databasePool({ url: database.url, size: 10, name: 'idempotency-test' })
  await migrate(db(), 'shop', { '0001_keys': idempotencyMigration('shop') })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

let made = 0
const order: KeyedRequest = { key: 'key-00000001', owner: 'ada', route: 'POST /orders', body: { size: 1 } }
const run = (changes: Partial<KeyedRequest> = {}, work = async (): Promise<Answer> => answerOf(++made)) =>
  db()
    .transaction()
    .execute((trx) => keys.run(trx, { ...order, ...changes }, work))
const answerOf = (n: number) => ({ status: 201, body: `{"n":${n}}` })
const codeOf = (error: unknown) => (error instanceof Problem ? error.code : String(error))

test('fifty at once have one effect and one answer', async () => {
  made = 0
  const answers = await Promise.all(Array.from({ length: 50 }, () => run()))
  expect(made).toBe(1)
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify(answerOf(1))]),
  )
})

test('another body is refused; another owner or route is another key', async () => {
  made = 0
  await run({ key: 'key-00000002' })
  expect(await run({ key: 'key-00000002', body: { size: 2 } }).catch(codeOf)).toBe('idempotency_key_reused')
  await run({ key: 'key-00000002', owner: 'bob' })
  await run({ key: 'key-00000002', route: 'POST /refunds' })
  expect(made).toBe(3)
})

test('a refusal keeps nothing: the next one is the first', async () => {
  made = 0
  const fail = () => Promise.reject(new Error('sold out'))
  expect(await run({ key: 'key-00000003' }, fail).catch(String)).toBe('Error: sold out')
  expect(await run({ key: 'key-00000003', body: { size: 3 } })).toEqual(answerOf(1))
})

test('a key is required, and has a form', async () => {
  expect(await run({ key: null }).catch(codeOf)).toBe('idempotency_key_required')
  for (const key of ['short', 'with space', 'x'.repeat(201), 'ümlaut-ümlaut'])
    expect(await run({ key }).catch(codeOf)).toBe('idempotency_key_invalid')
})

test('after a day it is forgotten', async () => {
  made = 0
  const first = { key: 'key-00000004' }
  await run(first)
  now = new Date(now.getTime() + 24 * 3_600_000)
  await keys.sweep(db())
  await run(first)
  expect(made).toBe(1)
  now = new Date(now.getTime() + 1)
  await keys.sweep(db())
  await run({ ...first, body: 'other' })
  expect(made).toBe(2)
})
