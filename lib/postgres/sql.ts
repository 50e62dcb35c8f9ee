/** Every statement that looks after the server itself. */
import pg from 'pg'

/** One connection for the time of `use`. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'lib/postgres',
    connectionTimeoutMillis: 2_000,
  })
  // A server that goes away while we are connected emits 'error', which ends the process when nobody listens.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

export async function ping(url: string): Promise<void> {
  await withClient(url, (client) => client.query('SELECT 1'))
}

export interface Running {
  readonly fsync: string
  readonly max_connections: number
}

export function runningSettings(url: string): Promise<Running> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Running>(
      `SELECT current_setting('fsync') AS fsync, current_setting('max_connections')::int AS max_connections`,
    )
    const [row] = rows
    if (row === undefined) throw new Error('no settings')
    return row
  })
}

/** Duplicate database, or the unique index behind it when two create it at once. */
const EXISTS = new Set(['42P04', '23505'])

export async function createDatabase(url: string, name: string, template?: string): Promise<void> {
  await withClient(url, async (client) => {
    // Copied as files rather than through the log: half of the work for a template as small as those of tests.
    const from =
      template === undefined ? '' : ` TEMPLATE ${client.escapeIdentifier(template)} STRATEGY file_copy`
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${from}`)
  })
}

export async function createDatabaseIfMissing(url: string, name: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError && EXISTS.has(error.code ?? ''))) throw error
    })
  })
}

const NO_SUCH_DATABASE = '3D000'

/**
 * For a server that is not ours: the database that `url` names is created when it is missing, by way of the one called
 * `postgres`. Where it exists, no privilege is needed.
 */
export async function createIfMissing(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === NO_SUCH_DATABASE)) throw error
    const admin = new URL(url)
    const name = decodeURIComponent(admin.pathname.slice(1))
    admin.pathname = '/postgres'
    await createDatabaseIfMissing(admin.href, name)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Its connections are closed by force: a test's pool may still be open. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
  )
}
