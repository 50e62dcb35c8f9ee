/** Why the server did not start: one code for programs, one line for the terminal which says what to do. */

export type PostgresStartCode =
  | 'port_in_use'
  | 'permission_denied'
  | 'disk_full'
  | 'data_dir_in_use'
  | 'wrong_version'
  | 'unsupported_platform'
  | 'not_started'

export class PostgresStartError extends Error {
  readonly code: PostgresStartCode
  constructor(code: PostgresStartCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'PostgresStartError'
    this.code = code
  }
}

export interface Place {
  readonly data_dir: string
  readonly port: number
}

const ELSEWHERE = 'or choose another folder with VACANCY_DATA_DIR'

export const portInUse = ({ port }: Place): PostgresStartError =>
  new PostgresStartError(
    'port_in_use',
    `Port ${port} on 127.0.0.1 is taken by another program: end it, or choose other ports with VACANCY_BASE_PORT`,
  )

export const dataDirInUse = ({ data_dir }: Pick<Place, 'data_dir'>, pid?: number): PostgresStartError =>
  new PostgresStartError(
    'data_dir_in_use',
    `${data_dir} is in use${pid === undefined ? ' by another PostgreSQL server' : ` by process ${pid}`}: stop it first, ${ELSEWHERE}`,
  )

export const diskFull = ({ data_dir }: Pick<Place, 'data_dir'>): PostgresStartError =>
  new PostgresStartError('disk_full', `The disk that holds ${data_dir} is full: make room, ${ELSEWHERE}`)

export const permissionDenied = ({ data_dir }: Pick<Place, 'data_dir'>, what: string): PostgresStartError =>
  new PostgresStartError(
    'permission_denied',
    `No permission for PostgreSQL to use ${data_dir} (${what}): change its owner or mode, ${ELSEWHERE}`,
  )

export const wrongVersion = (
  { data_dir }: Pick<Place, 'data_dir'>,
  found: string,
  wanted: string,
): PostgresStartError =>
  new PostgresStartError(
    'wrong_version',
    `${data_dir} was made by PostgreSQL ${found} and this is PostgreSQL ${wanted}: move it away, ${ELSEWHERE}`,
  )

/** What initdb and postgres print. The first that matches wins: a bind can fail for want of permission as well. */
const PRINTED: readonly (readonly [RegExp, (place: Place, line: string) => PostgresStartError])[] = [
  [/No space left on device|Disk quota exceeded/, diskFull],
  [/Address already in use|could not create any TCP\/IP sockets/, portInUse],
  [
    /lock file "postmaster\.pid" already exists|pre-existing shared memory block/,
    (place) => dataDirInUse(place),
  ],
  [
    /The data directory was initialized by PostgreSQL version (\S+?),? which is not compatible with this version (\S+?)\.?$/m,
    (place, line) => {
      const [, found = '?', wanted = '?'] = /version (\S+?),? which .* version (\S+?)\.?$/.exec(line) ?? []
      return wrongVersion(place, found, wanted)
    },
  ],
  [
    /Permission denied|Operation not permitted|Read-only file system|has wrong ownership|has invalid permissions/,
    permissionDenied,
  ],
]

/** What our own asking whether it is ready makes it print. */
const WAITING = /the database system is (starting up|not yet accepting connections|shutting down)/

/** The error behind the last lines that initdb or postgres printed before it ended. */
export function printedError(output: string, place: Place): PostgresStartError {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  for (const [pattern, make] of PRINTED) {
    const line = lines.find((candidate) => pattern.test(candidate))
    if (line !== undefined) return make(place, withoutPrefix(line))
  }
  const telling =
    lines.findLast((line) => /FATAL|PANIC|error:/.test(line) && !WAITING.test(line)) ?? lines.at(-1)
  return new PostgresStartError(
    'not_started',
    `PostgreSQL did not start in ${place.data_dir}: ${telling === undefined ? 'it printed nothing' : withoutPrefix(telling)}`,
  )
}

/** Any error on the way to a running server, as the one line to print. */
export function asStartError(error: unknown, place: Place): PostgresStartError {
  if (error instanceof PostgresStartError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(place)
  if (code === 'EADDRINUSE') return portInUse(place)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return permissionDenied(place, message)
  return new PostgresStartError(
    'not_started',
    `PostgreSQL did not start in ${place.data_dir}: ${message.replaceAll('\n', ' ')}`,
    error,
  )
}

/** Without the time and process id of `log_line_prefix`. */
const withoutPrefix = (line: string) => line.replace(/^\S+ \S+ UTC \[\d+\] /, '').trim()
