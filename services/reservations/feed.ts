/** The feed of the inventory: what changed after a cursor, now or as soon as there is something; and the whole state. */
import { unavailable } from '#lib/problem'
import type { Changes, RoomNight, State } from './contract.ts'
import {
  type Cursor,
  cursorExpired,
  decodeCursor,
  decodeStateCursor,
  encodeCursor,
  encodeStateCursor,
} from './cursor.ts'
import type { News } from './news.ts'
import * as sql from './sql.ts'

interface ChangesQuery {
  after: string
  limit?: number
  wait_s?: number
}

const PAGE = 1_000

/** `signal` ends the waiting: whoever asked is gone. */
export async function readChanges(
  { db, news }: { db: sql.Db; news: News },
  { after, limit = PAGE, wait_s = 0 }: ChangesQuery,
  signal?: AbortSignal,
): Promise<Changes> {
  const cursor = decodeCursor(after)
  const deadline_ms = performance.now() + wait_s * 1_000
  for (;;) {
    // Before the look: what comes during it is not missed.
    const seen = news.count
    const page = await readPage(db, cursor, limit)
    const left_ms = deadline_ms - performance.now()
    if (page.data.length > 0 || left_ms <= 0 || signal?.aborted || news.ended) return { ...page, after }
    if (!(await news.after(seen, left_ms, signal)))
      throw unavailable('too_many_waiting', 'Too many wait for the feed', 1)
  }
}

async function readPage(db: sql.Db, cursor: Cursor, limit: number): Promise<Omit<Changes, 'after'>> {
  const found = await sql.changesAfter(db, cursor, limit)
  if (found === undefined || found.epoch !== cursor.epoch || found.expired) throw cursorExpired()
  const { changes, nights, transaction, position } = found
  const last = transaction === null || position === null ? cursor : { ...cursor, transaction, position }
  return { data: nights, next_cursor: encodeCursor(last), more: changes === limit }
}

export async function readState(
  db: sql.Db,
  { after, limit = PAGE }: { after?: string; limit?: number },
): Promise<State> {
  const place = after === undefined ? undefined : decodeStateCursor(after)
  const found = await sql.stateAfter(db, place, limit)
  if (found === undefined || (place !== undefined && found.epoch !== place.changes.epoch))
    throw cursorExpired()
  const { epoch, transaction, nights } = found
  const changes = place?.changes ?? { epoch, transaction, position: '0' }
  const last = nights.at(-1)
  return {
    data: nights.map(({ room_type_id, night, free }): RoomNight => ({ room_type_id, night, free })),
    next_cursor:
      last === undefined || nights.length < limit
        ? null
        : encodeStateCursor({ changes, room_type_id: last.ordinal, day: last.day }),
    changes_cursor: encodeCursor(changes),
  }
}
