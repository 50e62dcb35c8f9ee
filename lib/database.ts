/**
 * PostgreSQL pools that survive a killed backend, Kysely over them, and the mapping of lost connections to a 503.
 */
import type { Socket } from 'node:net'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '#lib/log'
import { type Problem, unavailable } from '#lib/problem'

export interface PoolOptions {
  url: string
  /** Most connections at once. */
  size: number
  /** Shown in pg_stat_activity. */
  name: string
  /** Server-side bound on one statement. Not `query_timeout`: that hands a wedged client back to the pool. */
  statement_timeout_ms?: number
  /** Bound on waiting for a connection, whether for the server or for another query to give one back. */
  connect_timeout_ms?: number
  log?: Pick<Logger, 'warn'>
}

// DATE stays text: as a Date it would be local midnight and shift across time zones.
// BIGINT becomes a number: every count and amount of ours is far below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.DATE) return (value: string) => value
    if (oid === pg.types.builtins.INT8) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** Above the statement timeout: longer silence is not a slow statement but a server that hangs or is cut off. */
const SILENCE_MARGIN_MS = 1_000

export function databasePool(options: PoolOptions): pg.Pool {
  const statement_timeout_ms = options.statement_timeout_ms ?? 5_000
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    application_name: options.name,
    types,
    connectionTimeoutMillis: options.connect_timeout_ms ?? 2_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statement_timeout_ms,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
  })
  // An idle or checked-out client whose backend is killed emits 'error'; without these listeners the process ends.
  pool.on('error', (error) => options.log?.warn({ err: error }, 'idle database connection lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log?.warn({ err: error }, 'database connection lost'))
    if (statement_timeout_ms > 0) endWhenSilent(client, statement_timeout_ms + SILENCE_MARGIN_MS)
  })
  return pool
}

/**
 * A server that hangs does not keep its own timeout, and nothing else ends such a query. The connection is closed, so
 * that the query fails and the pool lets go of the client. Looked at from time to time, since a timer for each query
 * would cost each query; not by the socket's own time-out, which under Bun 1.4 fires once in a connection's life.
 */
function endWhenSilent(client: pg.PoolClient, silence_ms: number): void {
  const inner = client as unknown as { readyForQuery: boolean; connection: { stream: Socket } }
  const { stream } = inner.connection
  let heard = { bytes: -1, at_ms: 0 }
  const look = setInterval(() => {
    // Idle in the pool, or in a transaction whose next statement has not come yet.
    const bytes = inner.readyForQuery ? -1 : stream.bytesRead
    if (bytes === -1 || bytes !== heard.bytes) heard = { bytes, at_ms: performance.now() }
    else if (performance.now() - heard.at_ms >= silence_ms)
      stream.destroy(Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' }))
  }, SILENCE_MARGIN_MS / 4)
  look.unref()
  stream.once('close', () => clearInterval(look))
}

export function kyselyOver<Schema>(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

/** SQLSTATE classes: 08 connection, 53 out of resources, 57P shutdown; 57014 is our own statement timeout. */
const UNAVAILABLE_SQLSTATE = /^(08|53|57P0|57014)/
const UNAVAILABLE_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/

/** A 503 when the database is away for the moment, `undefined` when the error is something else. */
export function databaseProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [error]
  const away = errors.some((one) => {
    if (!(one instanceof Error)) return false
    const code = 'code' in one && typeof one.code === 'string' ? one.code : ''
    return (
      UNAVAILABLE_SQLSTATE.test(code) || UNAVAILABLE_SYSTEM.has(code) || UNAVAILABLE_MESSAGE.test(one.message)
    )
  })
  return away ? unavailable('database_unavailable', 'The database is unavailable', 2, error) : undefined
}
