/** One event, one run of its handler, whatever the network does. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Pool } from 'pg'
import pino from 'pino'
import { databasePool, kyselyOver } from '#lib/database'
import { systemClock } from '#lib/dates'
import { migrate } from '#lib/migrate'
import { service } from '#lib/service'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { nobody } from '#lib/token/caller'
import { guard } from '#lib/token/guard'
import { type CloudEvent, cloudEvent } from './event.ts'
import { inbox, type Receive, statelessInbox } from './inbox.ts'
import { inboxMigration } from './migration.ts'
import { eventReceiver, eventRoute } from './receive.ts'

interface Tables {
  'pdf_reports.effects': { event_id: string }
}

let database: TestDatabase
let pool: Pool
let db: Kysely<Tables>

const effects: Migration = {
  up: (own) => own.schema.createTable('pdf_reports.effects').addColumn('event_id', 'text').execute(),
}

beforeAll(async () => {
  database = await testDatabase()
  pool = databasePool({ url: database.url, size: 8, name: 'inbox-test', connect_timeout_ms: 10_000 })
  db = kyselyOver(pool)
  const migrations = { '0001_inbox': inboxMigration('pdf-reports'), '0002_effects': effects }
  await migrate(kyselyOver(pool), 'pdf-reports', migrations)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

const event = (type = 'users.changed') =>
  cloudEvent({
    type,
    source: 'users',
    subject: 'usr_1',
    data: { email: 'ada@example.org' },
    clock: systemClock,
  })

const rowsOf = async (table: 'inbox' | 'effects', { id }: CloudEvent): Promise<number> =>
  (await pool.query(`select 1 from pdf_reports.${table} where event_id = $1`, [id])).rowCount ?? 0

function receiver(work: () => Promise<void> = async () => undefined, now_ms?: () => number) {
  const runs: string[] = []
  const receive = inbox({
    db,
    service: 'pdf-reports',
    handlers: {
      'users.changed': async (trx, { id }) => {
        runs.push(id)
        await trx.insertInto('pdf_reports.effects').values({ event_id: id }).execute()
        await work()
      },
    },
    ...(now_ms === undefined ? {} : { now_ms }),
  })
  return { receive, runs }
}

test('a duplicate is acknowledged without running the handler', async () => {
  const { receive, runs } = receiver()
  const [one, other] = [event(), event()]
  expect(one.id).toStartWith('evt_')
  for (const delivered of [one, other, one, one]) await receive(delivered)
  expect(runs).toEqual([one.id, other.id])
  expect(await rowsOf('effects', one)).toBe(1)
})

test('twenty deliveries at once run the handler once', async () => {
  const { receive, runs } = receiver(() => Bun.sleep(50))
  const one = event()
  await Promise.all(Array.from({ length: 20 }, () => receive(one)))
  expect(runs).toEqual([one.id])
  expect(await rowsOf('effects', one)).toBe(1)
})

test('a handler that throws leaves nothing, and the next delivery runs it again', async () => {
  let broken = true
  const { receive, runs } = receiver(async () => {
    if (broken) throw new Error('no')
  })
  const one = event()
  expect(await receive(one).catch((error: Error) => error.message)).toBe('no')
  expect([await rowsOf('inbox', one), await rowsOf('effects', one)]).toEqual([0, 0])
  broken = false
  await receive(one)
  expect(runs).toHaveLength(2)
  expect([await rowsOf('inbox', one), await rowsOf('effects', one)]).toEqual([1, 1])
})

test('of two deliveries at once, the second takes over when the first fails', async () => {
  const hold = Promise.withResolvers<void>()
  let n = 0
  const { receive, runs } = receiver(async () => {
    if (++n > 1) return
    await hold.promise
    throw new Error('the first fails')
  })
  const one = event()
  const outcomes = Promise.allSettled([receive(one), receive(one)])
  await Bun.sleep(100)
  expect(runs).toHaveLength(1)
  hold.resolve()
  expect((await outcomes).map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect([runs.length, await rowsOf('effects', one)]).toEqual([2, 1])
})

test('an unknown type is acknowledged and not remembered', async () => {
  const { receive, runs } = receiver()
  for (const type of ['users.unheard_of', 'constructor', '__proto__']) {
    const one = event(type)
    await receive(one)
    expect(await rowsOf('inbox', one)).toBe(0)
  }
  expect(runs).toEqual([])
})

test('ids are forgotten after thirty days, a thousand at a time, at most once an hour otherwise', async () => {
  await sql`truncate pdf_reports.inbox`.execute(db)
  const fill = (count: number, days: number) =>
    sql`insert into pdf_reports.inbox
        select ${`old-${days}-`}::text || n, now() - make_interval(days => ${days})
        from generate_series(1, ${count}::int) n`.execute(db)
  await fill(1_500, 31)
  await fill(5, 29)
  const count = async () => (await pool.query('select count(*) from pdf_reports.inbox')).rows[0].count
  let now_ms = 1e12
  const { receive } = receiver(undefined, () => now_ms)
  await receive(event())
  expect(await count()).toBe(1_506 - 1_000)
  await receive(event())
  expect(await count()).toBe(507 - 500)
  await fill(1, 40)
  await receive(event())
  expect(await count()).toBe(9)
  now_ms += 3_600_000
  await receive(event())
  expect(await count()).toBe(9)
})

test('a service without a database runs handlers each time', async () => {
  const seen: string[] = []
  const receive = statelessInbox({ 'users.changed': async ({ subject }) => void seen.push(subject ?? '') })
  for (const type of ['users.changed', 'users.changed', 'toString']) await receive(event(type))
  expect(seen).toEqual(['usr_1', 'usr_1'])
})

/** As a service mounts it. */
function mounted(receive: Receive) {
  const receiveEvent = eventReceiver(receive)
  const verifier = {
    verify: async () => ({ ...nobody, subject: 'users', scopes: new Set(['pdf-reports:events']) }),
  }
  const { handle } = service({
    name: 'pdf-reports',
    description: 'a test',
    log: pino({ level: 'silent' }),
    routes: new Elysia().use(guard({ verifier })).post('/v1/events', ({ request }) => receiveEvent(request), {
      ...eventRoute(),
      requires: 'pdf-reports:events',
    }),
  })
  const json = 'application/cloudevents+json'
  return async (
    body: string,
    type = json,
    headers: Record<string, string> = { authorization: 'Bearer x' },
  ) => {
    const init = { method: 'POST', body, headers: { 'content-type': type, ...headers } }
    const response = await handle(new Request('http://pdf-reports/v1/events', init))
    const text = await response.text()
    return { status: response.status, problem: text === '' ? undefined : JSON.parse(text) }
  }
}

test('the route takes an event, and refuses what is none', async () => {
  const received: CloudEvent[] = []
  const post = mounted(async (one) => void received.push(one))
  const one = { ...event(), partitionkey: 'let through' }
  const text = JSON.stringify(one)
  expect(await post(text)).toEqual({ status: 204, problem: undefined })
  expect(await post(text, 'Application/CloudEvents+JSON; charset=utf-8')).toMatchObject({ status: 204 })
  expect(received).toEqual([one, one])

  expect(await post(text, undefined, {})).toMatchObject({ status: 401 })
  for (const type of ['application/json', 'text/plain', 'application/cloudevents-batch+json', '']) {
    expect(await post(text, type)).toMatchObject({ status: 415, problem: { code: 'unsupported_media_type' } })
  }
  expect(await post('{')).toMatchObject({ status: 400, problem: { code: 'malformed_body' } })
  const { type: _, ...untyped } = one
  const wrong: [unknown, string[]][] = [
    [untyped, ['type']],
    [{ ...one, specversion: '0.3', id: '' }, ['specversion', 'id']],
    [{ ...one, time: 'ada@example.org' }, ['time']],
    [[one], ['body']],
    [null, ['body']],
  ]
  for (const [body, fields] of wrong) {
    const { status, problem } = await post(JSON.stringify(body))
    expect(status).toBe(422)
    expect(problem.errors.map((error: { field: string }) => error.field)).toEqual(
      expect.arrayContaining(fields),
    )
    expect(JSON.stringify(problem)).not.toContain('ada@')
  }
  expect(received).toHaveLength(2)
})

test('an event that could not be dealt with is not acknowledged', async () => {
  const post = mounted(() => Promise.reject(new Error('secret')))
  const { status, problem } = await post(JSON.stringify(event()))
  expect([status, problem.code]).toEqual([500, 'internal'])
  expect(JSON.stringify(problem)).not.toContain('secret')
})
