/**
 * For tests: what the inventory, the read model of `search` and its index each say of every night; and bookings, made as
 * a booking makes them.
 */
import type { Pool } from 'pg'
import { kyselyOver } from '#lib/database'
import { addDays } from '#lib/dates'
import { giveRooms, takeRooms } from '#service/reservations/inventory'
import type { Db, RoomTypeRow } from '#service/reservations/sql'
import { transactions } from '#service/reservations/transaction'
import type { AvailabilityAnswer } from '#service/search/contract'

/** Free rooms by `rmt_… night`. */
export type Nights = ReadonlyMap<string, number>

interface Tables {
  'reservations.room_types': RoomTypeRow
  'reservations.room_nights': {
    room_type_id: number
    night: string
    capacity: number
    booked: number
    stop_sell: boolean
  }
  'search.hotels': { id: string }
  'search.dataset': { first_night: string; last_night: string }
  'search.room_types': { room_type_id: number; id: string }
  'search.room_nights': { room_type_id: number; night: string; free: number; allotment: number | null }
}
const tables = (pool: Pool) => kyselyOver<Tables>(pool)

/** Days of one question for availability. */
const STAY = 30

/** Every night of the allotments, and what became of it. */
export async function inventoryNights(pool: Pool): Promise<Nights> {
  const room_types = await tables(pool).selectFrom('reservations.room_types').selectAll().execute()
  const rows = await tables(pool).selectFrom('reservations.room_nights').selectAll().execute()
  const free = new Map(
    rows.map((row) => [`${row.room_type_id} ${row.night}`, row.stop_sell ? 0 : row.capacity - row.booked]),
  )
  const nights = new Map<string, number>()
  for (const { room_type_id, id, first_night, allotment } of room_types)
    for (const [i, given] of allotment.entries()) {
      const night = addDays(first_night, i)
      nights.set(`${id} ${night}`, free.get(`${room_type_id} ${night}`) ?? given)
    }
  return nights
}

export async function readModelNights(pool: Pool): Promise<Nights> {
  const rows = await tables(pool)
    .selectFrom('search.room_nights as n')
    .innerJoin('search.room_types as t', 't.room_type_id', 'n.room_type_id')
    .select(['t.id', 'n.night', 'n.free'])
    .execute()
  return new Map(rows.map(({ id, night, free }) => [`${id} ${night}`, free]))
}

/** Asked of every hotel, as anybody may ask. */
export async function indexNights(pool: Pool, ask: (path: string) => Promise<Response>): Promise<Nights> {
  const hotels = await tables(pool).selectFrom('search.hotels').select('id').execute()
  const window = await tables(pool).selectFrom('search.dataset').selectAll().executeTakeFirstOrThrow()
  const nights = new Map<string, number>()
  for (const { id } of hotels)
    for (let from = window.first_night; from <= window.last_night; from = addDays(from, STAY)) {
      const stay = `check_in=${from}&check_out=${addDays(from, STAY)}&adults=1`
      const { data } = (await (
        await ask(`/v1/hotels/${id}/availability?${stay}`)
      ).json()) as AvailabilityAnswer
      for (const room_type of data)
        for (const one of room_type.nights) nights.set(`${room_type.id} ${one.night}`, one.rooms_left)
    }
  return nights
}

/** What `search` says otherwise than the inventory, `rmt_… night: 3, not 2`. Nights that it has no rate for are not its own. */
export function differences(inventory: Nights, said: Nights): string[] {
  return [...said]
    .filter(([key, free]) => inventory.get(key) !== free)
    .map(([key, free]) => `${key}: ${free}, not ${inventory.get(key)}`)
}

const random = (n: number) => Math.floor(Math.random() * n)

/** A stream of bookings and cancellations of some room types in the next three weeks. */
export function bookings(db: Db, today: string, onCommit: () => void = () => undefined) {
  const inTransaction = transactions(db, onCommit)
  let booked = 0
  const one = async (room_types: readonly string[]): Promise<void> => {
    const from = 1 + random(21)
    const stay = {
      room_type_id: room_types[random(room_types.length)] ?? '',
      check_in: addDays(today, from),
      check_out: addDays(today, from + 1 + random(4)),
      rooms: 1,
    }
    const work = random(3) === 0 ? giveRooms : takeRooms
    await inTransaction((trx) => work(trx, stay)).then(
      () => {
        booked++
      },
      // Sold out, or nothing there to give back.
      () => undefined,
    )
  }
  return {
    one,
    many: async (room_types: readonly string[], count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await one(room_types)
    },
    count: () => booked,
  }
}
