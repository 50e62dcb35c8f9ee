/** Every statement of `reservations`. Each takes a database or a transaction. */
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Night, RoomNight } from './contract.ts'
import type { Cursor } from './cursor.ts'

export interface ReservationsSchema {
  'reservations.room_types': RoomTypeRow
  'reservations.dataset': DatasetRow
}
export interface RoomTypeRow {
  room_type_id: number
  id: string
  hotel_id: string
  first_night: string
  allotment: Buffer
}
export interface DatasetRow {
  profile: string
  seed: number
  first_night: string
  last_night: string
}

export type Db = Kysely<ReservationsSchema>
export type Trx = Transaction<ReservationsSchema>

const one = async <Row>(db: Db, statement: RawBuilder<Row>): Promise<Row | undefined> =>
  (await statement.execute(db)).rows[0]

// --- Taking rooms ------------------------------------------------------------------------------------------

export interface StayRooms {
  /** rmt_… */
  room_type_id: string
  check_in: string
  check_out: string
  rooms: number
}

/** Rooms that can still be booked on a night with a row. */
const FREE = sql<number>`case when x.stop_sell then 0 else x.capacity - x.booked end`

/**
 * Takes rooms on every night that has enough, and answers on how many. Where it can be seen at once that a night has
 * not, it takes none; where another booking was faster it may take some: whoever calls compares with the stay's nights
 * and rolls back. Rows are taken in the order of the nights, so that two bookings wait for each other and never both.
 *
 * A night without a row gets one, from the allotment. What is proposed for a night that has one is never inserted, but
 * must pass the table's checks.
 */
export async function takeRooms(trx: Trx, stay: StayRooms, nights: number): Promise<number> {
  const taken = await one(
    trx,
    sql<{ taken: number }>`${takenNights(stay, nights)} select count(*)::int as taken from taken`,
  )
  return taken?.taken ?? 0
}

/** All of that statement but what is asked of `taken`, the nights. */
export function takenNights(
  { room_type_id, check_in, check_out, rooms }: StayRooms,
  nights: number,
): RawBuilder<unknown> {
  return sql`
with wanted as (
  select t.room_type_id, n.night, n.allotment, x.night is not null as has_row
  from reservations.room_types t
  cross join lateral (
    select t.first_night + i as night, get_byte(t.allotment, i) as allotment
    from generate_series(greatest(${check_in}::date - t.first_night, 0),
      least(${check_out}::date - t.first_night, length(t.allotment)) - 1) i
  ) n
  left join reservations.room_nights x on x.room_type_id = t.room_type_id and x.night = n.night
  where t.id = ${room_type_id}
    and case when x.night is null then n.allotment else ${FREE} end >= ${rooms}::int
), taken as (
  insert into reservations.room_nights as x (room_type_id, night, capacity, booked, stop_sell)
  select room_type_id, night, allotment, case when has_row then 0 else ${rooms}::int end, false
  from wanted where (select count(*) from wanted) = ${nights}::int
  order by night
  on conflict (room_type_id, night) do update set booked = x.booked + ${rooms}::int
    where ${FREE} >= ${rooms}::int
  returning x.room_type_id, x.night
), changed as (
  insert into reservations.inventory_changes (room_type_id, night) select room_type_id, night from taken
)`
}

/** Gives rooms back, and answers on how many nights: fewer than the stay has when they were not taken. */
export async function giveRooms(trx: Trx, stay: StayRooms): Promise<number> {
  const { room_type_id, check_in, check_out, rooms } = stay
  const given = await one(
    trx,
    sql<{ given: number }>`
with held as (
  select x.room_type_id, x.night
  from reservations.room_types t join reservations.room_nights x using (room_type_id)
  where t.id = ${room_type_id} and x.night >= ${check_in}::date and x.night < ${check_out}::date
  order by x.night for update of x
), given as (
  update reservations.room_nights x set booked = x.booked - ${rooms}::int
  from held where x.room_type_id = held.room_type_id and x.night = held.night and x.booked >= ${rooms}::int
  returning x.room_type_id, x.night
), changed as (
  insert into reservations.inventory_changes (room_type_id, night) select room_type_id, night from given
)
select count(*)::int as given from given`,
  )
  return given?.given ?? 0
}

// --- What the hotel says -----------------------------------------------------------------------------------

export interface NightRange {
  room_type_id: string
  first_night: string
  last_night: string
}

/** The nights of which a hotel can speak: those of its allotment. */
export const allotmentOf = (
  db: Db,
  id: string,
): Promise<{ first_night: string; last_night: string } | undefined> =>
  one(
    db,
    sql<{ first_night: string; last_night: string }>`
select first_night::text, (first_night + length(allotment) - 1)::text as last_night
from reservations.room_types where id = ${id}`,
  )

/**
 * Changes the nights that are not so already, and makes rows for those that have none. A night with more rooms booked
 * than the new capacity stays as it is, and is locked as the others are: `readNights` tells of it.
 */
export async function changeNights(
  trx: Trx,
  { room_type_id, first_night, last_night }: NightRange,
  change: { capacity: number | null; stop_sell: boolean | null },
): Promise<number> {
  const capacity = sql`${change.capacity}::int`
  const stop_sell = sql`${change.stop_sell}::boolean`
  const changed = await one(
    trx,
    sql<{ changed: number }>`
with wanted as (
  select t.room_type_id, t.first_night + i as night, get_byte(t.allotment, i) as allotment
  from reservations.room_types t
  cross join lateral generate_series(greatest(${first_night}::date - t.first_night, 0),
    least(${last_night}::date - t.first_night, length(t.allotment) - 1)) i
  where t.id = ${room_type_id}
), changed as (
  insert into reservations.room_nights as x (room_type_id, night, capacity, booked, stop_sell)
  select room_type_id, night, coalesce(${capacity}, allotment), 0, coalesce(${stop_sell}, false)
  from wanted order by night
  on conflict (room_type_id, night) do update
    set capacity = coalesce(${capacity}, x.capacity), stop_sell = coalesce(${stop_sell}, x.stop_sell)
    where x.booked <= coalesce(${capacity}, x.capacity) and (x.capacity, x.stop_sell) is distinct from
      (coalesce(${capacity}, x.capacity), coalesce(${stop_sell}, x.stop_sell))
  returning x.room_type_id, x.night
), noted as (
  insert into reservations.inventory_changes (room_type_id, night) select room_type_id, night from changed
)
select count(*)::int as changed from changed`,
  )
  return changed?.changed ?? 0
}

export async function readNights(
  db: Db,
  { room_type_id, first_night, last_night }: NightRange,
): Promise<Night[]> {
  const { rows } = await sql<Night>`
select x.night::text as night, x.capacity, x.booked, x.stop_sell, ${FREE} as free
from reservations.room_types t join reservations.room_nights x using (room_type_id)
where t.id = ${room_type_id} and x.night between ${first_night}::date and ${last_night}::date
order by x.night`.execute(db)
  return rows
}

// --- The feed ----------------------------------------------------------------------------------------------
//
// Only changes of transactions older than every one that is still open are to be read: those of younger ones could yet
// be joined by older ones, and a cursor that had passed them would never meet them. The snapshot that says so is the
// statement's own, which the state of the nights is read in, too.

export interface ChangesRow {
  epoch: string
  /** Deleted meanwhile, or of a transaction that this database has not had. */
  expired: boolean
  changes: number
  /** Of the last change; null without one. */
  transaction: string | null
  position: string | null
  nights: RoomNight[]
}

const SETTLED = sql`transaction < pg_snapshot_xmin(pg_current_snapshot())`

export const changesAfter = (db: Db, after: Cursor, limit: number): Promise<ChangesRow | undefined> =>
  one(
    db,
    sql<ChangesRow>`
with page as (
  select transaction, position, room_type_id, night from reservations.inventory_changes
  where (transaction, position) > (${after.transaction}::xid8, ${after.position}::bigint) and ${SETTLED}
  order by transaction, position limit ${limit}
), nights as (
  select t.id as room_type_id, n.night, ${FREE} as free
  from (select distinct room_type_id, night from page) n
  join reservations.room_types t using (room_type_id) join reservations.room_nights x using (room_type_id, night)
)
select f.epoch, (f.expired_transaction, f.expired_position) > (${after.transaction}::xid8, ${after.position}::bigint)
    or ${after.transaction}::xid8 > pg_snapshot_xmax(pg_current_snapshot()) as expired,
  (select count(*)::int from page) as changes, l.transaction::text, l.position::text,
  (select coalesce(json_agg(n), '[]') from nights n) as nights
from reservations.inventory_feed f
left join lateral (
  select transaction, position from page order by transaction desc, position desc limit 1
) l on true`,
  )

/** The last change that may be read. */
export const lastChange = (db: Db): Promise<{ transaction: string; position: string } | undefined> =>
  one(
    db,
    sql<{ transaction: string; position: string }>`
select transaction::text, position::text from reservations.inventory_changes
where ${SETTLED} order by inventory_changes.transaction desc, inventory_changes.position desc limit 1`,
  )

export interface StateRow {
  epoch: string
  /** Every change of an older transaction is in this state. */
  transaction: string
  nights: (RoomNight & { ordinal: number; day: number })[]
}

export const stateAfter = (
  db: Db,
  after: { room_type_id: number; day: number } | undefined,
  limit: number,
): Promise<StateRow | undefined> =>
  one(
    db,
    sql<StateRow>`
with nights as (
  select t.id as room_type_id, x.night, ${FREE} as free, x.room_type_id as ordinal, x.night - date '1970-01-01' as day
  from (
    select * from reservations.room_nights
    where (room_type_id, night) > (${after?.room_type_id ?? -1}::int, date '1970-01-01' + ${after?.day ?? 0}::int)
    order by room_type_id, night limit ${limit}
  ) x
  join reservations.room_types t using (room_type_id)
)
select epoch, pg_snapshot_xmin(pg_current_snapshot())::text as transaction,
  (select coalesce(json_agg(n order by n.ordinal, n.day), '[]') from nights n) as nights
from reservations.inventory_feed`,
  )

// --- Cleaning ----------------------------------------------------------------------------------------------

/** Deletes the oldest changes, if they are from before; answers how many. Cursors that would need them are expired. */
export async function deleteChanges(db: Db, before: Date, limit: number): Promise<number> {
  const deleted = await one(
    db,
    sql<{ deleted: number }>`
with oldest as (
  select transaction, position, changed_at from reservations.inventory_changes
  where ${SETTLED} order by transaction, position limit ${limit}
), deleted as (
  delete from reservations.inventory_changes c using oldest o
  where c.transaction = o.transaction and c.position = o.position and o.changed_at < ${before}
  returning c.transaction, c.position
), last as (
  select transaction, position from deleted order by transaction desc, position desc limit 1
), expired as (
  update reservations.inventory_feed f set expired_transaction = last.transaction, expired_position = last.position
  from last where (f.expired_transaction, f.expired_position) < (last.transaction, last.position)
)
select count(*)::int as deleted from deleted`,
  )
  return deleted?.deleted ?? 0
}

// --- Loading the dataset -----------------------------------------------------------------------------------

/** Readers go on; a second loader waits. */
export async function lockDataset(trx: Trx): Promise<void> {
  await sql`lock table reservations.dataset in share row exclusive mode`.execute(trx)
}

export const readDataset = (trx: Trx): Promise<DatasetRow | undefined> =>
  one(
    trx,
    sql<DatasetRow>`select profile, seed, first_night::text, last_night::text from reservations.dataset`,
  )

export async function writeDataset(trx: Trx, row: DatasetRow): Promise<void> {
  await sql`delete from reservations.dataset`.execute(trx)
  await trx.insertInto('reservations.dataset').values(row).execute()
}

/** Nothing of another dataset stays: its room types are other ones by the same ids. */
export async function emptyInventory(trx: Trx): Promise<void> {
  await sql`
truncate reservations.room_types, reservations.room_nights, reservations.inventory_changes, reservations.inventory_feed`.execute(
    trx,
  )
}

export async function writeAllotments(trx: Trx, rows: readonly RoomTypeRow[]): Promise<void> {
  const column = <Key extends keyof RoomTypeRow>(key: Key) => rows.map((row) => row[key])
  await sql`
insert into reservations.room_types (room_type_id, id, hotel_id, first_night, allotment)
select * from unnest(${column('room_type_id')}::int[], ${column('id')}::text[], ${column('hotel_id')}::text[],
  ${column('first_night')}::date[], ${column('allotment')}::bytea[])
on conflict (room_type_id) do update set first_night = excluded.first_night, allotment = excluded.allotment`.execute(
    trx,
  )
}

/**
 * Takes for the bookings what they hold, on nights that have no rows yet: of a pending change both stays. A night has room
 * for all of them, whatever its allotment says: they were sold.
 */
export async function takeBooked(trx: Trx, states: readonly string[]): Promise<void> {
  await sql`
insert into reservations.room_nights (room_type_id, night, capacity, booked, stop_sell)
select t.room_type_id, held.night, greatest(sum(held.rooms), coalesce(max(a.allotment), 0)), sum(held.rooms), false
from (
  select booking_id, room_type_id, night::date as night, max(rooms) as rooms
  from (
    select id as booking_id, room_type_id, check_in, check_out, rooms::int as rooms
    from reservations.bookings where state = any(${states}::text[])
    union all
    select booking_id, sold -> 'room_type' ->> 'id', (sold ->> 'check_in')::date, (sold ->> 'check_out')::date,
      (sold ->> 'rooms')::int
    from reservations.changes where state = 'pending'
  ) stays, generate_series(check_in, check_out - 1, interval '1 day') as night
  group by booking_id, room_type_id, night
) held
join reservations.room_types t on t.id = held.room_type_id
left join lateral (
  select get_byte(t.allotment, held.night - t.first_night) as allotment
  where held.night - t.first_night between 0 and length(t.allotment) - 1
) a on true
group by t.room_type_id, held.night
order by t.room_type_id, held.night`.execute(trx)
}

/** A feed begins where there is none, and where the database is a copy of another: cursors of that one lead nowhere. */
export async function beginFeed(trx: Trx): Promise<void> {
  await sql`
insert into reservations.inventory_feed as f (epoch, database)
select encode(substr(uuid_send(gen_random_uuid()), 1, 8), 'hex'),
  concat_ws('/', s.system_identifier, c.timeline_id, d.oid)
from pg_control_system() s, pg_control_checkpoint() c, pg_database d where d.datname = current_database()
on conflict (only_row) do update set epoch = excluded.epoch, database = excluded.database
  where f.database <> excluded.database`.execute(trx)
}

export async function analyze(db: Db): Promise<void> {
  await sql`analyze reservations.room_types, reservations.room_nights, reservations.inventory_changes`.execute(
    db,
  )
}
