/** A comparison with all that it needs: a PostgreSQL of its own with the workload's data, and the run on it. */
import { join } from 'node:path'
import { root } from '#lib/child'
import { databasePool } from '#lib/database'
import { freePort } from '#lib/ports'
import { ensureDatabase, type PostgresServer, startPostgres } from '#lib/postgres/server'
import { unlessAborted } from './interrupt.ts'
import { environment } from './measure/environment.ts'
import { pin } from './measure/pinning.ts'
import type { RunOptions } from './options.ts'
import { type RunResult, SCHEMA } from './result.ts'
import { BENCH_TODAY, run } from './run.ts'
import { serverVersion } from './sql.ts'

const DATABASE = 'bench'

export interface CompareContext {
  /** For the record. */
  command: string
  signal: AbortSignal
  progress: (line: string) => void
  /** So that a program in a hurry can end it. */
  onStarted: (server: Pick<PostgresServer, 'kill'>) => void
}

/** Rejects with the signal's reason when that aborts. The PostgreSQL server has ended by then, as in every case. */
export async function compare(options: RunOptions, context: CompareContext): Promise<RunResult> {
  const { signal, progress } = context
  const { workload, seed, profile } = options
  const started_at = new Date()
  // Everything that is started from here inherits it.
  if (options.cpus !== undefined) pin(process.pid, options.cpus)
  const server = await startPostgres({
    data_dir: options.data_dir ?? join(root, '.data/bench', profile, 'postgres'),
    port: await freePort(),
    durability: 'disposable',
    max_connections: 200,
    log: progress,
  }).catch((error: unknown) => {
    // Ctrl-C in a terminal also ends what has no process group of its own, and what then fails is no news.
    signal.throwIfAborted()
    throw error
  })
  context.onStarted(server)
  try {
    signal.throwIfAborted()
    await unlessAborted(signal, ensureDatabase(server, DATABASE))
    const database_url = server.url(DATABASE)
    progress(`preparing ${workload.name} on profile ${profile}`)
    await unlessAborted(signal, workload.prepare(database_url, { seed, profile, today: BENCH_TODAY }))
    const described = await describe(options, context.command, started_at, database_url)
    const results = await run({ options, database_url, progress, signal })
    return { schema: SCHEMA, environment: described, results }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await server.stop()
  }
}

async function describe(options: RunOptions, command: string, started_at: Date, url: string) {
  const pool = databasePool({ url, size: 1, name: 'bench-observer' })
  try {
    return {
      ...environment(command, await serverVersion(pool), started_at),
      profile: options.profile,
      today: BENCH_TODAY,
      seed: options.seed,
      connections: options.connections,
      pool: options.pool,
      workers: options.workers,
      cpus: options.cpus ? [...options.cpus] : null,
      duration_s: options.duration,
      warmup_s: options.warmup,
      timeout_s: options.timeout,
      quick: options.quick,
    }
  } finally {
    await pool.end()
  }
}
