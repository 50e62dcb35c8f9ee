/**
 * Durable jobs in a service's own database: enqueued in the transaction that causes them, run at least once, again
 * until they work. The mechanism is pg-boss; what is here is how this platform uses it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { fromKysely, type Job as StoredJob } from 'pg-boss'
import { currentContext, runInContext } from '#lib/context'
import { databasePool } from '#lib/database'
import type { Logger } from '#lib/log'
import { contextOf } from '#lib/trace'
import { bossOver } from './boss.ts'
import { describeFailure } from './failure.ts'
import {
  attemptsOf,
  DEFAULT_CONCURRENCY,
  DEFAULT_EXPIRE_S,
  HEARTBEAT_REFRESH_S,
  type QueueDefinition,
} from './queue.ts'

export { type PrepareJobsOptions, prepareJobs } from './prepare.ts'
export { jobsSchemaOf, type QueueDefinition } from './queue.ts'

/** What `enqueue` needs of a Kysely transaction. A plain Kysely is refused by its type: it would not roll back. */
export type JobTransaction = Pick<Transaction<unknown>, 'executeQuery' | 'isTransaction'>

export interface Job<Data> {
  readonly id: string
  readonly data: Data
  /** 1 for the first. */
  readonly attempt: number
  /** Aborted when the attempt has taken too long, was taken over by another worker, or the service stops. */
  readonly signal: AbortSignal
}

/** A rejection repeats the job later. Runs at least once, so it must be idempotent. */
export type JobHandler<Data> = (job: Job<Data>) => Promise<unknown>

export interface EnqueueOptions {
  /** Not before so many seconds from now. */
  readonly delay_s?: number
  /** For queues with `one_per_group`. A name that may stand in a log, unlike the data. */
  readonly group?: string
}

export interface Jobs {
  /** In the caller's transaction: rolled back with it. Returns the job's id. */
  enqueue(trx: JobTransaction, queue: string, data: object, options?: EnqueueOptions): Promise<string>
  /** One handler for a queue, registered before `start`. `Data` is what this service enqueued itself. */
  work<Data extends object>(queue: string, handler: JobHandler<Data>): void
  /** Returns at once; without a database it goes on trying in the background. */
  start(): void
  /** Rejects until workers run, and while the database is away. */
  ready(): Promise<void>
  /** Looks for jobs now. Only a hint for this process: work is found without it, half a second later. */
  wake(queue: string): void
  /** Jobs now running get a second, then run again at the next start. Takes at most two seconds; never rejects. */
  stop(): Promise<void>
}

export interface JobsOptions {
  database_url: string
  service: string
  queues: readonly QueueDefinition[]
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Connections: workers hold one only while they fetch or settle. */
  pool_size?: number
  polling_s?: number
  /** How often jobs of killed workers are looked for. */
  supervise_s?: number
}

/** What is stored: the trace goes on in the job, as it would in a call. */
interface Envelope {
  readonly data: object
  readonly traceparent?: string
}

const STOP_GRACE_MS = 1_000
const STOP_MARGIN_MS = 500
const POOL_END_MS = 300
const START_RETRY_MAX_MS = 5_000
/** A lost database fails every poll of every worker. */
const WARN_INTERVAL_MS = 10_000
/** All but the first worker of a queue: they are woken by the one before them. */
const RELAXED_POLLING_S = 5
/** Most transactions have committed by then. There is no hook for it, and one that has not is found by the poll. */
const WAKE_AFTER_MS = 20

export function jobs(options: JobsOptions): Jobs {
  const { database_url, service, log, polling_s = 0.5, pool_size = 4 } = options
  const queues = new Map(options.queues.map((queue) => [queue.name, queue]))
  const handlers = new Map<string, JobHandler<never>>()
  /** Ids of pg-boss's workers, by queue, in the order in which they wake each other. */
  const workers = new Map<string, string[]>()
  const wakes = new Map<string, NodeJS.Timeout>()
  const stopping = new AbortController()
  const pool = databasePool({ url: database_url, size: pool_size, name: `${service}-jobs` })
  const boss = bossOver({
    pool,
    service,
    preparing: false,
    ...(options.supervise_s === undefined ? {} : { supervise_s: options.supervise_s }),
  })
  const warn = limitedWarning(log, stopping.signal)
  boss.on('error', (error) => warn(error, 'jobs: the database does not do its part'))
  // Its data may have statements with their values: the message alone.
  boss.on('warning', ({ message }) => log.warn({ warning: message.slice(0, 200) }, 'jobs: pg-boss warns'))
  let starting: Promise<void> | undefined
  let running = false

  const definitionOf = (queue: string): QueueDefinition => {
    const definition = queues.get(queue)
    if (definition === undefined) throw new TypeError(`${service} has no queue ${queue}`)
    return definition
  }

  const wake = (queue: string) => {
    const [first] = workers.get(queue) ?? []
    if (first !== undefined && !stopping.signal.aborted) boss.notifyWorker(first)
  }

  const wakeSoon = (queue: string) => {
    if (!workers.has(queue) || wakes.has(queue)) return
    const timer = setTimeout(() => {
      wakes.delete(queue)
      wake(queue)
    }, WAKE_AFTER_MS)
    wakes.set(queue, timer.unref())
  }

  const run = async (queue: QueueDefinition, handler: JobHandler<never>, job: StoredJob<Envelope>) => {
    const { data, traceparent } = job.data
    const attempt = job.retryCount + 1
    const headers = new Headers(traceparent === undefined ? {} : { traceparent })
    const expire_ms = (queue.expire_s ?? DEFAULT_EXPIRE_S) * 1000
    // A context of its own: without one, that of whoever started the workers would be inherited, deadline and all.
    const context = { ...contextOf(headers), deadline_ms: performance.now() + expire_ms }
    try {
      await runInContext(context, () =>
        handler({ id: job.id, data: data as never, attempt, signal: job.signal }),
      )
    } catch (error) {
      const failure = describeFailure(error, data)
      const facts = {
        queue: queue.name,
        group: job.groupId ?? undefined,
        job_id: job.id,
        attempt,
        err: failure,
      }
      if (attempt >= attemptsOf(queue)) log.error(facts, 'job failed for good')
      // The 1st, 2nd, 4th, 8th…: a subscriber that is down for a night must not fill the disk.
      else if (Number.isInteger(Math.log2(attempt))) log.warn(facts, 'job failed, will be repeated')
      // pg-boss stores what is thrown: no more of it than the log may have.
      throw Object.assign(new Error(failure.message), { name: failure.type, stack: '' })
    }
  }

  /**
   * Each of pg-boss's workers runs one job at a time and would wait out its poll after each, so it is told to look
   * again at once. Whoever finds a job wakes the next: only the first worker of a queue polls often.
   */
  const startWorkers = async (queue: QueueDefinition, handler: JobHandler<never>) => {
    const ids: string[] = []
    workers.set(queue.name, ids)
    for (let i = 0; i < (queue.concurrency ?? DEFAULT_CONCURRENCY); i++) {
      const id = await boss.work<Envelope>(
        queue.name,
        {
          pollingIntervalSeconds: i === 0 ? polling_s : Math.max(polling_s, RELAXED_POLLING_S),
          heartbeatRefreshSeconds: HEARTBEAT_REFRESH_S,
          ...(queue.one_per_group === true ? { localGroupConcurrency: 1 } : {}),
        },
        async ([job]) => {
          const [own, next] = [ids[i], ids[i + 1]]
          if (next !== undefined) boss.notifyWorker(next)
          try {
            if (job !== undefined) await run(queue, handler, job)
          } finally {
            if (own !== undefined) boss.notifyWorker(own)
          }
        },
      )
      ids.push(id)
    }
  }

  const startBoss = async () => {
    for (let wait_ms = 250; !stopping.signal.aborted; wait_ms = Math.min(wait_ms * 2, START_RETRY_MAX_MS)) {
      try {
        await boss.start()
        for (const [name, handler] of handlers) {
          if (stopping.signal.aborted) return
          if (!workers.has(name)) await startWorkers(definitionOf(name), handler)
        }
        running = true
        return
      } catch (error) {
        warn(error, 'jobs: not started yet')
        await sleep(wait_ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
      }
    }
  }

  return {
    wake,
    enqueue: async (trx, queue, data, { delay_s, group } = {}) => {
      definitionOf(queue)
      const traceparent = currentContext()?.traceparent
      const envelope: Envelope = { data, ...(traceparent === undefined ? {} : { traceparent }) }
      const id = await boss.send(queue, envelope, {
        db: fromKysely(trx),
        ...(delay_s === undefined ? {} : { startAfter: Math.max(0, delay_s) }),
        ...(group === undefined ? {} : { group: { id: group } }),
      })
      if (id === null) throw new Error(`no job was made in ${queue}`)
      if (delay_s === undefined) wakeSoon(queue)
      return id
    },
    work: (queue, handler) => {
      definitionOf(queue)
      if (handlers.has(queue)) throw new TypeError(`${service}: ${queue} has a handler`)
      if (starting !== undefined)
        throw new TypeError(`${service}: ${queue} needs its handler before the start`)
      handlers.set(queue, handler)
    },
    start: () => {
      starting ??= startBoss()
    },
    ready: async () => {
      if (!running || stopping.signal.aborted) throw new Error('jobs do not run')
      await pool.query('select 1')
    },
    stop: async () => {
      if (stopping.signal.aborted) return
      stopping.abort()
      for (const timer of wakes.values()) clearTimeout(timer)
      const stopped = async () => {
        await starting
        await boss.stop({ graceful: true, timeout: STOP_GRACE_MS })
      }
      await within(stopped(), STOP_GRACE_MS + STOP_MARGIN_MS)
      await within(pool.end(), POOL_END_MS)
    },
  }
}

/** Resolves when the work is done, has failed, or has taken too long. */
async function within(work: Promise<unknown>, limit_ms: number): Promise<void> {
  const limit = new AbortController()
  const settled = work.catch(() => undefined)
  const late = sleep(limit_ms, undefined, { signal: limit.signal }).catch(() => undefined)
  await Promise.race([settled, late])
  limit.abort()
}

/** At most one warning in ten seconds, with the number of those that were kept back; none while stopping. */
function limitedWarning(log: Pick<Logger, 'warn'>, stopping: AbortSignal) {
  let last_ms = Number.NEGATIVE_INFINITY
  let kept_back = 0
  return (error: unknown, message: string) => {
    if (stopping.aborted) return
    if (performance.now() - last_ms < WARN_INTERVAL_MS) {
      kept_back++
      return
    }
    log.warn({ err: describeFailure(error), kept_back }, message)
    last_ms = performance.now()
    kept_back = 0
  }
}
