/** `POST /v1/holds`: rooms taken and a booking written in one transaction, of room types by Zipf. Mostly writing. */
import { okText, post, UNIQUE } from '#bench/ask'
import type { Workload, WorkloadOptions } from '#bench/workload'
import { datasetId } from '#lib/dataset/ids'
import { profiles } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { addDays } from '#lib/dates'
import { prepare } from '#service/reservations/service'
import { withPool } from '../database.ts'
import { noon } from '../product.ts'
import { BOOKABLE_DAYS, TARGETS, zipf } from '../targets.ts'
import { HOLD_PATH, held } from './core.ts'
import { emptied, holds, widened } from './sql.ts'

export const hold: Workload = {
  name: 'hold',
  writes: true,
  core_file: 'bench/workloads/hold/core.ts',
  title: 'POST /v1/holds, rooms taken and a booking written in one transaction',
  prepare: prepareInventory,
  asks: (options) => {
    const random = new Random(options.seed, 0x401d)
    const ask = holdAsks(options, random)
    return Array.from({ length: TARGETS }, ask)
  },
  // The product's answer has more in it, of which nothing can be known beforehand; what is right is then counted.
  golden: async (_database_url, asks) => new Map(asks.map((ask) => [ask, goldenHold(ask)])),
  reset: (database_url) => withPool(database_url, emptied),
  broken: brokenHolds,
}

/** What bookings and inventory do not agree on, and whether there are as many as were answered. */
function brokenHolds(database_url: string, written: number): Promise<string | undefined> {
  return withPool(database_url, async (pool) => {
    const { bookings, booked_nights, taken_nights, oversold } = await holds(pool)
    if (oversold > 0) return `${oversold} nights are oversold`
    if (booked_nights !== taken_nights)
      return `bookings have ${booked_nights} nights, and ${taken_nights} are taken`
    return bookings === written ? undefined : `${bookings} bookings, where ${written} were answered`
  })
}

/** The laboratory's inventory: that of the service, of the same dataset. */
export async function prepareInventory(
  database_url: string,
  { profile, today, seed }: WorkloadOptions,
): Promise<void> {
  await prepare({ database_url, config: { profile, seed }, clock: noon(today) })
  await withPool(database_url, async (pool) => {
    await widened(pool)
    await emptied(pool)
  })
}

/** Popular room types are wanted by many: they wait for each other. */
export function holdAsks({ profile, seed, today }: WorkloadOptions, random: Random): () => string {
  // Every hotel has a room type at least: the numbers of all of them begin with as many.
  const room_type = zipf(profiles[profile].hotels, random)
  // As long as the inventory of the smallest dataset reaches.
  const days = Math.min(BOOKABLE_DAYS, profiles[profile].nights)
  return () => {
    const check_in = addDays(today, random.between(1, days))
    return post(
      HOLD_PATH,
      JSON.stringify({
        key: UNIQUE,
        room_type_id: datasetId('rmt', seed, 1 + room_type()),
        check_in,
        check_out: addDays(check_in, random.between(1, 4)),
      }),
    )
  }
}

export function goldenHold(ask: string) {
  const order = JSON.parse(ask.slice(ask.indexOf('\n') + 1)) as Parameters<typeof held>[0]
  const { status, body } = held(order)
  return { ...okText(String(body)), status }
}
