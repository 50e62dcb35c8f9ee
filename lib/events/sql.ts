/** Statements on a service's inbox. */
import { type Generated, type Kysely, sql } from 'kysely'
import { schemaOf } from '#lib/migrate'

interface InboxTables {
  inbox: { event_id: string; received_at: Generated<string> }
}

/** The inbox stands beside the service's own tables, of which nothing is known here. */
const tablesOf = <DB>(db: Kysely<DB>, service: string) =>
  (db as unknown as Kysely<InboxTables>).withSchema(schemaOf(service))

/** False when the event is known. Waits for another transaction that is just receiving it. */
export async function insertEvent<DB>(db: Kysely<DB>, service: string, event_id: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tablesOf(db, service)
    .insertInto('inbox')
    .values({ event_id })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** The oldest of those beyond `days`, at most `limit`; returns how many. Two at once take different rows. */
export async function deleteOldEvents<DB>(
  db: Kysely<DB>,
  service: string,
  days: number,
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await tablesOf(db, service)
    .deleteFrom('inbox')
    .where('event_id', 'in', (old) =>
      old
        .selectFrom('inbox')
        .select('event_id')
        .where('received_at', '<', sql<string>`now() - make_interval(days => ${days})`)
        .orderBy('received_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
