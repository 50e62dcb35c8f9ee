/** What customers come to: rooms of which so many are left, and search knows it. */
import { addDays } from '#lib/dates'
import { eventually } from '#lib/test/processes'
import { httpTransport } from '#lib/transport'
import { inventoryClient } from '#service/reservations/client'
import { searchClient } from '#service/search/client'
import { type TestCustomer, testCustomer } from '#service/test-customer'
import { type Plan, type Script, TODAY } from './plan.ts'
import type { Platform } from './platform.ts'
import * as sql from './sql.ts'
import { waits_ms } from './steps.ts'

export interface Shop {
  customer: TestCustomer
  /** By `rooms_key`. */
  rooms: ReadonlyMap<number, sql.Room>
  /** YYYY-MM-DD. */
  first_night: string
  /** Part of the guests' addresses. */
  name: string
}

/** The nights that a seed may touch. */
const NIGHTS = 8
/** Rooms that are tried for one key, before somebody has to look at the dataset. */
const MOST_TRIES = 60
const FOLLOWED_WITHIN_MS = 20_000

export async function openShop(platform: Platform, plan: Plan, owner: string): Promise<Shop> {
  const { stack, databases } = platform
  const customer = await testCustomer(stack, owner, undefined, waits_ms.customer)
  for (const service of ['search', 'reservations', 'payments']) await customer.tokenFor(service)
  const all = await sql.roomTypes(databases.reservations)
  const first_night = addDays(TODAY, plan.begins_in)
  const inventory = inventoryClient(httpTransport(stack.url('reservations')), {
    token: () => customer.tokenFor('reservations'),
  })
  const search = searchClient(httpTransport(stack.url('search')))
  /** How search sees a room for the stays of those who want it: undefined where its hotel does not sell such stays. */
  const left = async (room: sql.Room, scripts: readonly Script[]): Promise<number | undefined> => {
    let least = Number.POSITIVE_INFINITY
    for (const [check_in, check_out] of stays(first_night, scripts)) {
      const { data } = await search.availability(room.hotel_id, { check_in, check_out, adults: 1 })
      const seen = data.find(({ id }) => id === room.room_type_id)
      if (seen === undefined || (!seen.bookable && seen.reason !== 'sold_out')) return undefined
      least = Math.min(least, seen.rooms_left)
    }
    return least
  }
  /** Whether the hotel sells such stays, once search has heard how many rooms there are: a full one does not say. */
  const opened = async (room: sql.Room, scripts: readonly Script[]): Promise<boolean> => {
    if ((await left(room, scripts)) === undefined) return false
    const change = { first_night, last_night: addDays(first_night, NIGHTS), capacity: plan.capacity }
    await inventory.change(room.room_type_id, change)
    // It follows the inventory, and may be behind: whoever came before that would find nothing, and go.
    let seen: number | undefined
    await eventually('search knows the rooms', FOLLOWED_WITHIN_MS, async () => {
      seen = await left(room, scripts)
      return seen === undefined || seen === plan.capacity
    })
    return seen !== undefined
  }
  const rooms = new Map<number, sql.Room>()
  for (const key of new Set(plan.scripts.map(({ rooms_key }) => rooms_key))) {
    const scripts = plan.scripts.filter(({ rooms_key }) => rooms_key === key)
    for (let tries = 0; rooms.get(key) === undefined; tries++) {
      if (tries === MOST_TRIES) throw new Error('no hotel sells what the customers of this seed want')
      const room = all[(key + tries) % all.length]
      const is_taken = room === undefined || [...rooms.values()].includes(room)
      if (!is_taken && (await opened(room, scripts))) rooms.set(key, room)
    }
  }
  return { customer, rooms, first_night, name: owner }
}

/** All that each may come to want: a hotel may sell no stay as short as that. */
const stays = (first_night: string, scripts: readonly Script[]): [string, string][] =>
  scripts.flatMap(({ offset, nights, wishes }) => {
    const check_in = addDays(first_night, offset)
    const lengths = new Set([nights])
    let now = nights
    for (const wish of wishes) {
      if (wish === 'longer') now++
      if (wish === 'shorter') now = Math.max(1, now - 1)
      lengths.add(now)
    }
    return [...lengths].map((length): [string, string] => [check_in, addDays(check_in, length)])
  })
