/** Following the inventory of `reservations`: up to where the read model is true, and what a night was at first. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // One row. Null: not followed yet, or nights were loaded since; then the state is read as a whole.
  await sql`
    create table search.inventory_cursor (
      only_row boolean primary key default true check (only_row),
      cursor text
    )`.execute(db)
  await sql`insert into search.inventory_cursor default values`.execute(db)

  // What the hotel gives, of nights that were changed since they were loaded; of the others it is what is free.
  await sql`alter table search.room_nights add column allotment smallint`.execute(db)
  await sql`create index changed_room_nights on search.room_nights (room_type_id) where allotment is not null`.execute(
    db,
  )
}
