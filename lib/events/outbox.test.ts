/** Events from a transaction to a subscriber's handler, over real HTTP and real databases. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { runInContext } from '#lib/context'
import { databasePool, kyselyOver } from '#lib/database'
import { systemClock } from '#lib/dates'
import { type JobsOptions, jobs, prepareJobs } from '#lib/jobs/jobs'
import { freePort } from '#lib/ports'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { contextOf } from '#lib/trace'
import { httpTransport } from '#lib/transport'
import { type CloudEvent, cloudEvent } from './event.ts'
import { type Acknowledgement, event_queue, type PublisherOptions, publisher } from './outbox.ts'
import { readEvent } from './receive.ts'

let database: TestDatabase
let pool: Pool
let db: Kysely<unknown>
const logged: unknown[][] = []
const log: JobsOptions['log'] = {
  info: (...line: unknown[]) => void logged.push(line),
  warn: (...line: unknown[]) => void logged.push(line),
  error: (...line: unknown[]) => void logged.push(line),
}
/** One service for each test: schemas keep their jobs apart. */
let made = 0
const ends: (() => Promise<unknown>)[] = []

interface Delivered {
  event: CloudEvent
  headers: Headers
}

/** A subscriber on a port, which may not listen yet. */
async function subscriber(answer: (delivered: Delivered, n: number) => Response | Promise<Response>) {
  const port = await freePort()
  const delivered: Delivered[] = []
  return {
    delivered,
    url: `http://127.0.0.1:${port}`,
    listen: () => {
      const server = Bun.serve({
        port,
        hostname: '127.0.0.1',
        reusePort: false,
        fetch: async (request) => {
          expect(new URL(request.url).pathname).toBe('/v1/events')
          expect(request.method).toBe('POST')
          const one = { event: await readEvent(request), headers: request.headers }
          delivered.push(one)
          return answer(one, delivered.length)
        },
      })
      ends.push(() => server.stop(true))
    },
  }
}

async function publishing(urls: Record<string, string>, options: Partial<PublisherOptions> = {}) {
  const service = `source-${++made}`
  const queues = [{ ...event_queue, retry_delay_max_s: 1 }]
  await prepareJobs({ database_url: database.url, service, queues })
  const own = jobs({ database_url: database.url, service, queues, log })
  const outbox = publisher({
    jobs: own,
    subscribers: (type) => (type === 'users.erasure_requested' ? Object.keys(urls) : []),
    transport: (name) => httpTransport(urls[name] ?? ''),
    tokenFor: async (name) => `token-for-${name}`,
    ...options,
  })
  own.start()
  ends.push(own.stop)
  const schema = service.replace('-', '_')
  return {
    publish: (event: CloudEvent) => db.transaction().execute((trx) => outbox.publish(trx, event)),
    outbox,
    stored: async () =>
      (await pool.query(`select state, data, retry_count from ${schema}_jobs.job where name = 'events'`))
        .rows,
  }
}

const erasure = (type = 'users.erasure_requested') =>
  cloudEvent({
    type,
    source: 'users',
    subject: 'usr_1',
    data: { user_id: 'usr_1', email: 'ada@example.org' },
    clock: systemClock,
  })

async function until(what: string, probe: () => boolean | Promise<boolean>) {
  const deadline_ms = performance.now() + 20_000
  while (!(await probe())) {
    if (performance.now() > deadline_ms) throw new Error(`never happened: ${what}`)
    await Bun.sleep(20)
  }
}

beforeAll(async () => {
  database = await testDatabase()
  pool = databasePool({ url: database.url, size: 4, name: 'outbox-test' })
  db = kyselyOver(pool)
})

afterAll(async () => {
  for (const end of ends.reverse()) await end()
  await pool.end()
  await database.drop()
})

const ok = () => new Response(null, { status: 204 })

test.concurrent('every subscriber is told, with a token of its own, in the trace of the cause', async () => {
  const [a, b] = [await subscriber(ok), await subscriber(() => new Response('thanks', { status: 202 }))]
  a.listen()
  b.listen()
  const acknowledged: Acknowledgement[] = []
  const { publish, stored } = await publishing(
    { search: a.url, payments: b.url },
    { onAcknowledged: async (one) => void acknowledged.push(one) },
  )
  const context = contextOf(new Headers())
  const event = runInContext(context, () => erasure())
  expect(await publish(event)).toEqual(['search', 'payments'])
  await until('both have it', async () => (await stored()).every((job) => job.state === 'completed'))
  expect(await stored()).toHaveLength(2)
  for (const [name, { delivered }] of Object.entries({ search: a, payments: b })) {
    expect(delivered).toHaveLength(1)
    expect(delivered[0]?.event).toEqual(event)
    expect(delivered[0]?.headers.get('content-type')).toBe('application/cloudevents+json')
    expect(delivered[0]?.headers.get('authorization')).toBe(`Bearer token-for-${name}`)
    expect(delivered[0]?.headers.get('traceparent')).toBe(context.traceparent)
    expect(acknowledged).toContainEqual({ event, subscriber: name })
  }
})

test.concurrent('a rolled back transaction tells nobody, nor does a type without subscribers', async () => {
  const { publish, outbox, stored } = await publishing({ search: 'http://127.0.0.1:9' })
  const failed = db.transaction().execute(async (trx) => {
    await outbox.publish(trx, erasure())
    throw new Error('no')
  })
  expect(await failed.catch((error: Error) => error.message)).toBe('no')
  expect(await publish(erasure('users.changed'))).toEqual([])
  expect(await stored()).toEqual([])
})

test.concurrent('a subscriber that is down gets it once it is back, and the other does not wait', async () => {
  const [down, up] = [await subscriber(ok), await subscriber(ok)]
  up.listen()
  const { publish, stored } = await publishing({ search: down.url, payments: up.url })
  const event = erasure()
  await publish(event)
  await until('the other has it', () => up.delivered.length === 1)
  await until('it was tried', async () => (await stored()).some((job) => job.state === 'retry'))
  down.listen()
  await until('it is delivered', async () => (await stored()).every((job) => job.state === 'completed'))
  expect(down.delivered.map((one) => one.event.id)).toEqual([event.id])
  expect(up.delivered).toHaveLength(1)
  expect(JSON.stringify(logged)).toContain('"group":"search"')
  expect(JSON.stringify(logged)).not.toContain('ada@example.org')
})

test.concurrent('a refusal, a redirect and a lost acknowledgement are repeated', async () => {
  const answers = [() => new Response('no', { status: 422 }), () => Response.redirect('/elsewhere'), ok, ok]
  const target = await subscriber((_, n) => (answers[n - 1] ?? ok)())
  target.listen()
  let asked = 0
  const { publish, stored } = await publishing(
    { search: target.url },
    {
      onAcknowledged: async () => {
        if (++asked === 1) throw new Error('not written down')
      },
    },
  )
  await publish(erasure())
  await until('it is settled', async () => (await stored()).some((job) => job.state === 'completed'))
  expect(target.delivered).toHaveLength(4)
  expect(new Set(target.delivered.map((one) => one.event.id)).size).toBe(1)
  expect(asked).toBe(2)
})

test.concurrent('without a token nothing is sent; the delivery waits for one', async () => {
  const target = await subscriber(ok)
  target.listen()
  let asked = 0
  const { publish } = await publishing(
    { search: target.url },
    {
      tokenFor: async () => {
        if (++asked === 1) throw new Error('auth is away')
        return 'late'
      },
    },
  )
  await publish(erasure())
  await until('it is delivered', () => target.delivered.length === 1)
  expect(target.delivered[0]?.headers.get('authorization')).toBe('Bearer late')
})
