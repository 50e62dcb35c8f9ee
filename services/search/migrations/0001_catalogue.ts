/** Destinations, hotels, room types, and per night the rate, the restrictions and the read model of availability. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table search.destinations (
      destination_id integer primary key,          -- GeoNames id
      name text not null,
      name_folded text collate "C" not null,       -- lower case, no accents: what a prefix is compared with
      country_code text not null,
      country text not null,
      population integer not null,
      lat double precision not null,
      lng double precision not null,
      lng_scale double precision not null,         -- cos(lat): metres in a degree of longitude, relative to latitude
      currency text not null,
      micro_euros_per_minor integer not null check (micro_euros_per_minor > 0),
      hotel_count integer not null
    )`.execute(db)
  await sql`create index destinations_by_name on search.destinations (name_folded text_pattern_ops)`.execute(
    db,
  )

  await sql`
    create table search.hotels (
      hotel_id integer primary key,
      id text collate "C" not null unique,
      destination_id integer not null references search.destinations,
      name text not null,
      stars smallint not null check (stars between 1 and 5),
      rating_tenths smallint not null check (rating_tenths between 0 and 100),
      review_count integer not null,
      score integer not null,                      -- order of 'recommended', higher first
      lat double precision not null,
      lng double precision not null,
      address text not null,
      description text not null,
      amenities integer not null,                  -- bit i is amenities[i] of the contract
      currency text not null,
      micro_euros_per_minor integer not null check (micro_euros_per_minor > 0),
      check_in_from text not null,
      check_out_until text not null
    )`.execute(db)
  await sql`create index hotels_by_destination on search.hotels (destination_id)`.execute(db)
  await sql`create index hotels_by_latitude on search.hotels (lat)`.execute(db)

  await sql`
    create table search.room_types (
      room_type_id integer primary key,
      id text collate "C" not null unique,
      hotel_id integer not null references search.hotels,
      name text not null,
      beds text not null,
      size_m2 smallint not null,
      max_adults smallint not null,
      capacity smallint not null,
      rooms smallint not null check (rooms > 0),
      breakfast_included boolean not null,
      cancellation_policy text not null,
      check (max_adults between 1 and capacity)
    )`.execute(db)
  await sql`create index room_types_by_hotel on search.room_types (hotel_id)`.execute(db)

  await sql`
    create table search.room_nights (
      room_type_id integer not null,
      night date not null,
      price integer not null check (price > 0),    -- one room, minor units of the hotel's currency
      free smallint not null check (free >= 0),    -- rooms left: a read model, owned by reservations
      min_stay smallint not null check (min_stay > 0),  -- for a stay that arrives on this night
      closed_to_arrival boolean not null,
      primary key (room_type_id, night)            -- a stay reads one range of it
    )`.execute(db)

  // One row: what was loaded, and until when there are rates.
  await sql`
    create table search.dataset (
      only_row boolean primary key default true check (only_row),
      profile text not null,
      seed bigint not null,
      first_night date not null,
      last_night date not null
    )`.execute(db)
}
