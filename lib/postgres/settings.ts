/** How the server is set up. Passed on the command line, so that a change holds at the next start of an old cluster. */

export interface Setup {
  readonly port: number
  readonly durability: 'durable' | 'disposable'
  readonly max_connections: number
  readonly has_statistics: boolean
}

export function settings(setup: Setup): Record<string, string> {
  return {
    port: String(setup.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(setup.max_connections),
    shared_buffers: '256MB',
    // One server without replicas: less WAL, and a COPY into a table made in the same transaction writes none.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    // Compiling takes longer than our short statements run, and makes their times uneven.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // Statement errors go to the client, which logs them; here they would fill the disk one refused booking at a time.
    log_min_messages: 'log',
    ...(setup.has_statistics ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
    ...(setup.durability === 'disposable'
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  }
}

export const asFlags = (values: Record<string, string>): string[] =>
  Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
