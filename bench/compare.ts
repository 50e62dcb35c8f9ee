/** A comparison with all that it needs: a PostgreSQL of its own with the workload's data, and the run on it. */
import { join } from 'node:path'
import { root } from '#lib/child'
import { databasePool } from '#lib/database'
import { freePort } from '#lib/ports'
import { ensureDatabase, type PostgresServer, startPostgres } from '#lib/postgres/server'
import { unlessAborted } from './interrupt.ts'
import { environment } from './measure/environment.ts'
import { pin } from './measure/pinning.ts'
import type { AllOptions, Comparison, RunOptions } from './options.ts'
import { type Environment, type ModelResult, type RunResult, SCHEMA } from './result.ts'
import { type Progress, run, trialsOf } from './run.ts'
import { serverVersion } from './sql.ts'
import { CONFIDENCE } from './stats/interval.ts'
import { BENCH_TODAY } from './today.ts'

const DATABASE = 'bench'

export interface CompareContext {
  /** For the record. */
  command: string
  signal: AbortSignal
  progress: Progress
  /** So that a program in a hurry can end it. */
  onStarted: (server: Pick<PostgresServer, 'kill'>) => void
}

export interface ComparedContext extends CompareContext {
  /** After each trial, with what there is by then. */
  measured?: (result: RunResult) => Promise<void>
}

/** Rejects with the signal's reason when that aborts. The PostgreSQL server has ended by then, as in every case. */
export async function compare(options: AllOptions, context: ComparedContext): Promise<RunResult> {
  const { signal, progress } = context
  const started_at = new Date()
  return inDatabase(options, context, async (database_url) => {
    const described = await describe(options, context.command, started_at, database_url)
    const done: ModelResult[] = []
    const resultOf = (results: ModelResult[], ended: string | null): RunResult => ({
      ...{ schema: SCHEMA, ended, environment: described, results },
    })
    progress.expect(
      options.comparisons.reduce((sum, comparison) => sum + trialsOf({ ...options, ...comparison }), 0),
    )
    for (const [i, comparison] of options.comparisons.entries()) {
      if (i > 0) await unlessAborted(signal, prepared(options, comparison, database_url))
      const results = await run({
        ...{ options: { ...options, ...comparison }, database_url, progress, signal },
        measured: (some) => context.measured?.(resultOf([...done, ...some], 'not all is measured yet')),
      })
      done.push(...results)
    }
    return resultOf(done, null)
  })
}

const prepared = ({ seed, profile }: RunOptions, { workload }: Comparison, database_url: string) =>
  workload.prepare(database_url, { seed, profile, today: BENCH_TODAY })

export type DatabaseOptions = Pick<RunOptions, 'workload' | 'seed' | 'profile' | 'data_dir' | 'cpus'>

/** `work` with a PostgreSQL of its own that holds the workload's data. */
export async function inDatabase<T>(
  { workload, seed, profile, data_dir, cpus }: DatabaseOptions,
  { signal, progress, onStarted }: CompareContext,
  work: (database_url: string) => Promise<T>,
): Promise<T> {
  // Everything that is started from here inherits it.
  if (cpus !== undefined) pin(process.pid, cpus)
  const server = await startPostgres({
    data_dir: data_dir ?? join(root, '.data/bench', profile, 'postgres'),
    port: await freePort(),
    durability: 'disposable',
    max_connections: 200,
    log: progress.say,
  }).catch((error: unknown) => {
    // Ctrl-C in a terminal also ends what has no process group of its own, and what then fails is no news.
    signal.throwIfAborted()
    throw error
  })
  onStarted(server)
  try {
    signal.throwIfAborted()
    await unlessAborted(signal, ensureDatabase(server, DATABASE))
    const database_url = server.url(DATABASE)
    progress.say(`preparing ${workload.name} on profile ${profile}`)
    await unlessAborted(signal, workload.prepare(database_url, { seed, profile, today: BENCH_TODAY }))
    return await work(database_url)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await server.stop()
  }
}

/** Where and how, for the record. */
export async function describe(
  options: RunOptions,
  command: string,
  started_at: Date,
  url: string,
): Promise<Environment> {
  const pool = databasePool({ url, size: 1, name: 'bench-observer' })
  try {
    return {
      ...environment(command, await serverVersion(pool), started_at),
      profile: options.profile,
      today: BENCH_TODAY,
      seed: options.seed,
      pool: options.pool,
      workers: options.workers,
      cpus: options.cpus ? [...options.cpus] : null,
      duration_s: options.duration,
      warmup_s: options.warmup,
      timeout_s: options.timeout,
      repetitions: options.repetitions,
      precision: options.precision ?? null,
      confidence: CONFIDENCE,
      quick: options.quick,
      published: options.publish !== undefined,
    }
  } finally {
    await pool.end()
  }
}
