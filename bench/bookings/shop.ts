/** A platform to book at, rooms enough, and quotes: what the workloads `hold` and `book` need before they begin. */
import { join } from 'node:path'
import { root } from '#lib/child'
import { databasePool } from '#lib/database'
import { addDays } from '#lib/dates'
import { runningServer } from '#lib/postgres/server'
import { type Stack, startStack } from '#lib/test/stack'
import { httpTransport, UpstreamProblem } from '#lib/transport'
import { databaseOf } from '#service/databases'
import { inventoryClient } from '#service/reservations/client'
import { type TestCustomer, testCustomer } from '#service/test-customer'
import { type BookableRoom, openRooms } from '../sql.ts'
import { BENCH_TODAY } from '../today.ts'

export type Room = Pick<BookableRoom, 'hotel_id' | 'room_type_id'>

export const SHAPE = 'microservices'
/** The first of the nights that are booked, how many there are for a stay to begin, and how long it is. */
export const FIRST_NIGHT = addDays(BENCH_TODAY, 30)
export const BEGINS = 30
export const STAY = 2
/** All that a night may have. */
const CAPACITY = 255
const QUOTES_AT_ONCE = 16
/** So many quotes are asked for at most, for each that is wanted. */
const TRIES = 20

export interface Shop {
  stack: Stack
  customer: TestCustomer
  databaseUrl(service: string): Promise<string>
  /** Room types with rooms enough, far from one another. Each is handed out once. */
  rooms(count: number): Promise<Room[]>
  /** Bodies of `POST /v1/reservations`: each with a quote of its own, of the rooms and first nights in turn. */
  reservations(rooms: readonly Room[], count: number): Promise<string[]>
}

/** As `npm start` runs it, with `connections` to each database. */
export async function openShop(options: { data_dir?: string; connections: number }): Promise<Shop> {
  const stack = await startStack({
    shape: SHAPE,
    data_dir: options.data_dir ?? join(root, '.data/bench/bookings'),
    env: {
      VACANCY_PROFILE: 'demo',
      VACANCY_TODAY: BENCH_TODAY,
      VACANCY_LOG_LEVEL: 'warn',
      VACANCY_POOL_SIZE: String(options.connections),
      // How much can be done is asked here, not what is refused of more than that.
      VACANCY_LOAD_SHEDDING: 'off',
    },
  })
  const databaseUrl = async (service: string) =>
    (await runningServer(join(stack.data_dir, 'postgres')))?.url(databaseOf(service, SHAPE)) ?? ''
  const customer = await testCustomer(stack, `bench-${crypto.randomUUID().slice(0, 8)}`)
  const inventory = inventoryClient(httpTransport(stack.url('reservations')), {
    token: () => customer.tokenFor('reservations'),
  })
  let given = 0
  return {
    stack,
    customer,
    databaseUrl,
    rooms: async (count) => {
      const pool = databasePool({ url: await databaseUrl('search'), size: 1, name: 'bench-rooms' })
      const stays = { first_night: FIRST_NIGHT, begins: BEGINS, nights: STAY }
      const rooms = await openRooms(pool, stays, { skip: given, count }).finally(() => pool.end())
      given += count
      for (const { room_type_id } of rooms)
        await inventory.change(room_type_id, {
          first_night: FIRST_NIGHT,
          last_night: addDays(FIRST_NIGHT, BEGINS + STAY),
          capacity: CAPACITY,
        })
      return rooms
    },
    reservations: (rooms, count) => quoted(customer, rooms, count),
  }
}

async function quoted(customer: TestCustomer, rooms: readonly Room[], count: number): Promise<string[]> {
  const bodies: string[] = []
  let next = 0
  const some = async () => {
    while (bodies.length < count) {
      const i = next++
      const room = rooms[i % rooms.length]
      if (room === undefined || i > count * TRIES) throw new Error('too few rooms can be booked')
      const check_in = addDays(FIRST_NIGHT, Math.floor(i / rooms.length) % BEGINS)
      const quote = await customer.quote({ ...room, check_in, nights: STAY }).catch(unlessGone)
      if (quote === undefined || bodies.length >= count) continue
      const guest = { name: 'Łukasz 王小明', email: `guest-${i}@guests.example` }
      bodies.push(JSON.stringify({ quote: quote.quote, guest }))
    }
  }
  await Promise.all(Array.from({ length: QUOTES_AT_ONCE }, some))
  return bodies
}

/** Some stays cannot begin on some days. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof UpstreamProblem && error.problem.code === 'gone')) throw error
}
