/** Fills the inventory from the dataset: how many rooms each hotel gives us on each night. */
import { hotels } from '#lib/dataset/hotels'
import { roomNights } from '#lib/dataset/nights'
import { type ProfileName, profiles } from '#lib/dataset/profiles'
import { dateText, dayNumber } from '#lib/dates'
import { holdsRooms, states } from './bookings/state.ts'
import * as sql from './sql.ts'

/** A byte a night costs nothing: what `search` sells, and some months more, for when it starts again and we do not. */
const MORE_NIGHTS = 90
const LEAST_MORE_NIGHTS = 30
/** As `search` has them: never fewer than the profile's, and half a year where that is no matter of size. */
const soldNights = (profile: ProfileName) => Math.max(profiles[profile].nights, profile === 'tiny' ? 0 : 180)
/** Room types written at once. */
const BATCH = 500

const holding = states.filter(holdsRooms)

export interface SeedOptions {
  db: sql.Db
  profile: ProfileName
  seed: number
  /** First night that can be sold: the earliest date that is today anywhere. */
  today: string
  /** Told after each hotel; `total` hotels in all. */
  onProgress?: (done: number, total: number) => void
}

/**
 * Loads the allotments if they are missing or another dataset's, or moves their window when it runs short. All in one
 * transaction. The numbers of a night follow from the seed and the day: they are those that `search` begins with.
 */
export async function seed(options: SeedOptions): Promise<'loaded' | 'moved' | 'unchanged'> {
  const { db, profile, seed: number, today } = options
  const outcome = await db.transaction().execute(async (trx) => {
    await sql.lockDataset(trx)
    const loaded = await sql.readDataset(trx)
    const is_ours = loaded?.profile === profile && loaded.seed === number
    const first = dayNumber(today)
    const least = soldNights(profile) + LEAST_MORE_NIGHTS
    if (
      is_ours &&
      first >= dayNumber(loaded.first_night) &&
      dayNumber(loaded.last_night) - first + 1 >= least
    )
      return 'unchanged'
    if (loaded !== undefined && !is_ours) await sql.emptyInventory(trx)
    const nights = soldNights(profile) + MORE_NIGHTS
    await writeAllotments(trx, options, first, nights)
    // Bookings outlive the catalogue that they were made from: what they hold stays taken, as far as there is such a room.
    if (loaded !== undefined && !is_ours) await sql.takeBooked(trx, holding)
    const last_night = dateText(first + nights - 1)
    await sql.writeDataset(trx, { profile, seed: number, first_night: today, last_night })
    return is_ours ? 'moved' : 'loaded'
  })
  await db.transaction().execute((trx) => sql.beginFeed(trx))
  if (outcome !== 'unchanged') await sql.analyze(db)
  return outcome
}

async function writeAllotments(
  trx: sql.Trx,
  { profile, seed: number, today, onProgress }: SeedOptions,
  first_day: number,
  count: number,
): Promise<void> {
  let rows: sql.RoomTypeRow[] = []
  let done = 0
  for (const hotel of hotels({ profile, seed: number })) {
    for (const room_type of hotel.room_types) {
      const { free } = roomNights({ seed: number, hotel, room_type, first_day, count })
      const { room_type_id, id } = room_type
      rows.push({ room_type_id, id, hotel_id: hotel.id, first_night: today, allotment: Buffer.from(free) })
    }
    if (rows.length >= BATCH) {
      await sql.writeAllotments(trx, rows)
      rows = []
    }
    onProgress?.(++done, profiles[profile].hotels)
  }
  await sql.writeAllotments(trx, rows)
}
