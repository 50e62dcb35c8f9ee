/** Jobs over a real database: as durable as their transaction, run until they work. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect, createServer, type Socket } from 'node:net'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { type Child, spawnChild } from '#lib/child'
import { currentContext, runInContext } from '#lib/context'
import { databasePool, kyselyOver } from '#lib/database'
import { freePort } from '#lib/ports'
import { type TestDatabase, testDatabase } from '#lib/test/database'
import { contextOf } from '#lib/trace'
import { type Job, type JobsOptions, jobs, prepareJobs, type QueueDefinition } from './jobs.ts'

const service = 'pdf-reports'
const queues: readonly QueueDefinition[] = [
  { name: 'plain' },
  { name: 'wide', concurrency: 3 },
  { name: 'grouped', concurrency: 3, one_per_group: true },
  { name: 'bounded', retry_limit: 1, retry_delay_s: 0 },
  { name: 'slow', expire_s: 2, retry_delay_s: 0 },
  { name: 'idle' },
  { name: 'killed', expire_s: 2, retry_delay_s: 0 },
  { name: 'stopping' },
  { name: 'delayed' },
  { name: 'late' },
]

let database: TestDatabase
let pool: Pool
let db: Kysely<unknown>
const logged: unknown[][] = []
const log: JobsOptions['log'] = {
  info: (...line: unknown[]) => void logged.push(line),
  warn: (...line: unknown[]) => void logged.push(line),
  error: (...line: unknown[]) => void logged.push(line),
}
const children: Child[] = []
const running: { stop(): Promise<void> }[] = []

const make = (options: Partial<JobsOptions> = {}) => {
  const made = jobs({ database_url: database.url, service, queues, log, supervise_s: 1, ...options })
  running.push(made)
  return made
}
type Made = ReturnType<typeof make>

const enqueue = (made: Made, queue: string, data: object, options = {}) =>
  db.transaction().execute((trx) => made.enqueue(trx, queue, data, options))

async function until<T>(what: string, probe: () => Promise<T | undefined | false> | T | undefined | false) {
  const deadline_ms = performance.now() + 20_000
  for (;;) {
    const found = await probe()
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline_ms) throw new Error(`never happened: ${what}`)
    await Bun.sleep(20)
  }
}

const started = async (made: Made) => {
  made.start()
  await until('workers run', () =>
    made.ready().then(
      () => true,
      () => false,
    ),
  )
}

const stored = async (queue: string): Promise<{ state: string; retry_count: number; data: unknown }[]> =>
  (
    await pool.query('select state, retry_count, data, output from pdf_reports_jobs.job where name = $1', [
      queue,
    ])
  ).rows

beforeAll(async () => {
  database = await testDatabase()
  pool = databasePool({ url: database.url, size: 4, name: 'jobs-test' })
  db = kyselyOver(pool)
  await Promise.all([1, 2].map(() => prepareJobs({ database_url: database.url, service, queues })))
})

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(running.map((made) => made.stop()))
  await pool.end()
  await database.drop()
})

test('preparing twice is harmless, and takes new options', async () => {
  const changed = queues.map((queue) => (queue.name === 'idle' ? { ...queue, expire_s: 7 } : queue))
  await prepareJobs({ database_url: database.url, service, queues: changed })
  const { rows } = await pool.query(
    `select expire_seconds, retry_limit, retention_seconds from pdf_reports_jobs.queue where name = 'idle'`,
  )
  expect(rows).toEqual([{ expire_seconds: 7, retry_limit: 1_000_000, retention_seconds: 315_360_000 }])
})

test('rollback leaves no job, commit leaves exactly one; neither needs workers', async () => {
  const made = make()
  const failure = new Error('changed my mind')
  const rolled_back = db.transaction().execute(async (trx) => {
    await made.enqueue(trx, 'idle', { a: 1 })
    throw failure
  })
  expect(await rolled_back.catch((error: unknown) => error)).toBe(failure)
  expect(await stored('idle')).toEqual([])
  await enqueue(made, 'idle', { a: 1 })
  expect(await stored('idle')).toMatchObject([{ state: 'created', data: { data: { a: 1 } } }])
})

test('a queue that does not exist is refused before it harms the transaction', async () => {
  const made = make()
  expect(() => made.work('nowhere', async () => undefined)).toThrow('pdf-reports has no queue nowhere')
  await db.transaction().execute(async (trx) => {
    const refused = await made.enqueue(trx, 'nowhere', {}).catch((error: Error) => error.message)
    expect(refused).toBe('pdf-reports has no queue nowhere')
    await made.enqueue(trx, 'idle', { a: 2 })
  })
  expect(await stored('idle')).toHaveLength(2)
})

test.concurrent('a job that throws is repeated until it works, in its trace, and its data is in no log', async () => {
  const made = make()
  const seen: { attempt: number; trace: string | undefined; data: unknown }[] = []
  made.work<{ to: string; secret: { code: string } }>('plain', async ({ attempt, data }) => {
    seen.push({ attempt, trace: currentContext()?.traceparent.slice(3, 35), data })
    if (attempt < 2) {
      throw Object.assign(new Error(`550 no such user ${data.to}`), { code: 'EENVELOPE', detail: data })
    }
  })
  await started(made)
  const data = { to: 'ada@example.org', secret: { code: 'hunter2' } }
  const context = contextOf(new Headers())
  const trace = context.traceparent.slice(3, 35)
  await runInContext(context, () => enqueue(made, 'plain', data))
  await until('it is completed', async () => (await stored('plain')).some((job) => job.state === 'completed'))
  expect(seen).toEqual([1, 2].map((attempt) => ({ attempt, trace, data })))
  await made.stop()
  const text = JSON.stringify(logged)
  expect(text).toContain('550 no such user …')
  expect(text).toContain('EENVELOPE')
  expect(text).not.toContain('ada@example.org')
  expect(text).not.toContain('hunter2')
})

test.concurrent('a bounded queue gives up, and says so', async () => {
  const made = make()
  const attempts: number[] = []
  made.work('bounded', async ({ attempt }) => {
    attempts.push(attempt)
    throw new Error('never')
  })
  await started(made)
  await enqueue(made, 'bounded', {})
  await until('it has failed', async () => (await stored('bounded')).some((job) => job.state === 'failed'))
  expect(attempts).toEqual([1, 2])
  expect(JSON.stringify(logged)).toContain('job failed for good')
  await made.stop()
})

test.concurrent('a delayed job waits', async () => {
  const made = make()
  const began_ms = performance.now()
  let ran_ms = 0
  made.work('delayed', async () => {
    ran_ms = performance.now()
  })
  await started(made)
  await enqueue(made, 'delayed', {}, { delay_s: 1 })
  await until('it ran', () => ran_ms > 0)
  expect(ran_ms - began_ms).toBeGreaterThan(950)
  await made.stop()
})

test.concurrent('the job of a worker killed with -9 runs again', async () => {
  const script = `
    import { jobs } from '#lib/jobs/jobs'
    const log = { info() {}, warn() {}, error() {} }
    const queues = [{ name: 'slow' }]
    const made = jobs({ database_url: ${JSON.stringify(database.url)}, service: '${service}', queues, log })
    made.work('slow', async () => { console.log('taken'); await Bun.sleep(60_000) })
    made.start()
    process.stdin.resume()`
  const taken = Promise.withResolvers<void>()
  const errors: string[] = []
  const child = spawnChild({
    args: ['--eval', script],
    onLine: (line) => (line === 'taken' ? taken.resolve() : errors.push(line)),
  })
  children.push(child)
  const made = make()
  await enqueue(made, 'slow', { n: 1 })
  await Promise.race([taken.promise, Bun.sleep(10_000)])
  expect(errors).toEqual([])
  child.kill('SIGKILL')
  expect(await child.exited).toBe(137)
  expect(await stored('slow')).toMatchObject([{ state: 'active', retry_count: 0 }])
  const rerun = Promise.withResolvers<Job<object>>()
  made.work('slow', async (job) => rerun.resolve(job))
  await started(made)
  expect(await rerun.promise).toMatchObject({ attempt: 2, data: { n: 1 } })
  await made.stop()
})

test.concurrent('without a database it starts later, and stops at once', async () => {
  const port = await freePort()
  const url = new URL(database.url)
  const proxied = `postgres://${url.username}:${url.password}@127.0.0.1:${port}${url.pathname}`
  const away = make({ database_url: proxied })
  away.start()
  expect(await away.ready().catch((error: Error) => error.message)).toBe('jobs do not run')
  await Bun.sleep(300)
  let began_ms = performance.now()
  await away.stop()
  expect(performance.now() - began_ms).toBeLessThan(1_000)

  const late = make({ database_url: proxied })
  let ran = false
  late.work('late', async () => {
    ran = true
  })
  late.start()
  await Bun.sleep(300)
  const sockets: Socket[] = []
  const proxy = createServer((client) => {
    const server = connect(Number(url.port), url.hostname)
    for (const socket of [client, server]) socket.on('error', () => undefined)
    sockets.push(client.pipe(server), server)
    server.pipe(client)
  }).listen(port, '127.0.0.1')
  await until('it has started', () =>
    late.ready().then(
      () => true,
      () => false,
    ),
  )
  await enqueue(late, 'late', {})
  await until('it works', () => ran)
  // The database hangs: stopping does not wait for it.
  for (const socket of sockets) socket.unpipe().pause()
  await Bun.sleep(600)
  began_ms = performance.now()
  await late.stop()
  expect(performance.now() - began_ms).toBeLessThan(2_000)
  proxy.close()
  for (const socket of sockets) socket.destroy()
})

test.concurrent('started before it was prepared, it waits', async () => {
  const early = make({ service: 'early', queues: [{ name: 'first' }] })
  const ran = Promise.withResolvers<void>()
  early.work('first', async () => ran.resolve())
  early.start()
  await Bun.sleep(100)
  expect(await early.ready().catch((error: Error) => error.message)).toBe('jobs do not run')
  await prepareJobs({ database_url: database.url, service: 'early', queues: [{ name: 'first' }] })
  await enqueue(early, 'first', {})
  await ran.promise
  await early.stop()
})

test.concurrent('stopping lets running jobs finish, and takes two seconds at most', async () => {
  const made = make()
  const state = { quick: 'none', stuck: 'none' }
  made.work<{ stuck: boolean }>('stopping', async ({ data: { stuck }, signal }) => {
    if (!stuck) {
      state.quick = 'taken'
      await Bun.sleep(300)
      state.quick = 'done'
      return
    }
    state.stuck = 'taken'
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    state.stuck = 'aborted'
  })
  await started(made)
  await enqueue(made, 'stopping', { stuck: true })
  await enqueue(made, 'stopping', { stuck: false })
  await until('both are taken', () => state.quick === 'taken' && state.stuck === 'taken')
  const began_ms = performance.now()
  await made.stop()
  expect(performance.now() - began_ms).toBeLessThan(2_000)
  expect(state).toEqual({ quick: 'done', stuck: 'aborted' })
  const left = (await stored('stopping')).filter((job) => job.state !== 'completed')
  expect(left).toMatchObject([{ state: 'retry', data: { data: { stuck: true } } }])
  await made.stop()
})

test('completed jobs are deleted within a quarter of an hour', async () => {
  const { rows } = await pool.query(
    `select deletion_seconds from pdf_reports_jobs.job where name = 'plain' and state = 'completed'`,
  )
  expect(rows).toEqual([{ deletion_seconds: 600 }])
})

test('as many run at once as the queue allows, and a backlog does not wait for polls', async () => {
  const made = make()
  let now = 0
  let most = 0
  let done = 0
  made.work('wide', async () => {
    most = Math.max(most, ++now)
    await Bun.sleep(15)
    now--
    done++
  })
  await started(made)
  const began_ms = performance.now()
  await db.transaction().execute(async (trx) => {
    for (let i = 0; i < 30; i++) await made.enqueue(trx, 'wide', { i })
  })
  await until('all are done', () => done === 30)
  expect(most).toBe(3)
  // By polls alone, three workers with one job each in half a second would take five.
  expect(performance.now() - began_ms).toBeLessThan(3_000)
  await made.stop()
})

test('a group that hangs holds one worker, the others go on', async () => {
  const made = make()
  const hang = Promise.withResolvers<void>()
  const done: string[] = []
  made.work<{ group: string }>('grouped', async ({ data: { group } }) => {
    if (group === 'slow') await hang.promise
    done.push(group)
  })
  await started(made)
  for (let i = 0; i < 5; i++) await enqueue(made, 'grouped', { group: 'slow' }, { group: 'slow' })
  for (let i = 0; i < 5; i++) await enqueue(made, 'grouped', { group: 'fast' }, { group: 'fast' })
  await until('the fast ones are done', () => done.length === 5)
  expect(new Set(done)).toEqual(new Set(['fast']))
  hang.resolve()
  await until('the slow ones are done', () => done.length === 10)
  await made.stop()
})

test('jobs go on after every database connection was killed, and nothing ends the process', async () => {
  const made = make()
  const done: number[] = []
  made.work<{ n: number }>('killed', async ({ data: { n }, attempt }) => {
    if (n === 1 && attempt === 1) {
      await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'pdf-reports-jobs'`,
      )
    }
    done.push(n)
  })
  await started(made)
  await enqueue(made, 'killed', { n: 1 })
  await until('the connections are killed', () => done.includes(1))
  for (let n = 2; n <= 5; n++) await enqueue(made, 'killed', { n })
  await until('the others are done', () => new Set(done).size === 5)
  await until('the interrupted one is settled, too', async () =>
    (await stored('killed')).every((job) => job.state === 'completed'),
  )
  await made.ready()
  await made.stop()
})

test('the type refuses what would not roll back', () => {
  const made = make()
  // @ts-expect-error a plain Kysely is no transaction
  const wrong: () => Promise<string> = () => made.enqueue(db, 'plain', {})
  expect(wrong).toBeFunction()
})
