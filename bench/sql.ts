/** The laboratory's own statements. */
import type { Pool } from 'pg'

type Database = Pick<Pool, 'query'>

export async function serverVersion(database: Database): Promise<string> {
  const { rows } = await database.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  return rows[0]?.version ?? 'unknown'
}

/** Connections to this database that are open under a name: see `connections.ts`. */
export async function openConnections(database: Database, application_name: string): Promise<number> {
  const { rows } = await database.query<{ open: number }>(
    `select count(*)::int as open from pg_stat_activity
     where datname = current_database() and application_name = $1`,
    [application_name],
  )
  return rows[0]?.open ?? 0
}

/** What PostgreSQL has executed so far in this database, but for the laboratory's own looking. */
export interface StatementsSeen {
  calls: number
  /** Time that execution took, microseconds. */
  total_us: number
}

/** Where pg_stat_statements is loaded: see `lib/postgres`. False where it is not. */
export async function enableStatements(database: Database): Promise<boolean> {
  return database.query('create extension if not exists pg_stat_statements').then(
    () => true,
    () => false,
  )
}

/** Undefined where the extension is missing. */
export async function statementsSeen(database: Database): Promise<StatementsSeen | undefined> {
  const found = await database
    .query<{ calls: number; total_us: number }>(
      `select coalesce(sum(calls), 0)::bigint as calls, coalesce(sum(total_exec_time), 0) * 1000 as total_us
       from pg_stat_statements
       where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_%'`,
    )
    .catch(() => undefined)
  return found?.rows[0]
}

export interface BookableRoom {
  /** Public ids. */
  hotel_id: string
  room_type_id: string
  /** Rooms left that night. */
  free: number
}

/** Room types of `search` with a room left on a night, far from one another. */
export async function bookableRooms(
  database: Database,
  night: string,
  count: number,
): Promise<BookableRoom[]> {
  const { rows } = await database.query<BookableRoom>(
    `select h.id as hotel_id, t.id as room_type_id, n.free::int as free
     from search.room_nights n join search.room_types t using (room_type_id) join search.hotels h using (hotel_id)
     where n.night = $1::date and n.free > 0 order by hashint4(n.room_type_id) limit $2`,
    [night, count],
  )
  return rows
}

/** Room types at which a stay of so many nights can begin on most days from one on, whatever is free; in a fixed order. */
export async function openRooms(
  database: Database,
  stays: { first_night: string; begins: number; nights: number },
  { skip, count }: { skip: number; count: number },
): Promise<Pick<BookableRoom, 'hotel_id' | 'room_type_id'>[]> {
  const { rows } = await database.query<Pick<BookableRoom, 'hotel_id' | 'room_type_id'>>(
    `select h.id as hotel_id, t.id as room_type_id
     from search.room_types t join search.hotels h using (hotel_id)
     where (select count(*) from search.room_nights n where n.room_type_id = t.room_type_id
       and n.night >= $1::date and n.night < $1::date + $2::int and n.min_stay <= $3 and not n.closed_to_arrival) > $2 / 2
     order by hashint4(t.room_type_id) offset $4 limit $5`,
    [stays.first_night, stays.begins, stays.nights, skip, count],
  )
  return rows
}
