/**
 * One number for the whole dataset: two machines that print the same have the same data. SHA-256 over the rows in
 * order, text as JSON in UTF-8, nights as little-endian integers.
 */
import { createHash } from 'node:crypto'
import { destinations } from '#lib/dataset/destinations'
import { hotels } from '#lib/dataset/hotels'
import { roomNights } from '#lib/dataset/nights'
import type { ProfileName } from '#lib/dataset/profiles'

export interface DigestOptions {
  profile: ProfileName
  seed: number
  first_day: number
  nights: number
}

/** Hex. */
export function datasetDigest({ profile, seed, first_day, nights }: DigestOptions): string {
  const hash = createHash('sha256')
  const text = (value: unknown) => hash.update(`${JSON.stringify(value)}\n`)
  // 4 bytes of price, 2 of free rooms, 1 of minimum stay, 1 of closed to arrival.
  const bytes = new Uint8Array(nights * 8)
  const view = new DataView(bytes.buffer)

  for (const destination of destinations(profile)) text(destination)
  for (const hotel of hotels({ profile, seed })) {
    text(hotel)
    for (const room_type of hotel.room_types) {
      const values = roomNights({ seed, hotel, room_type, first_day, count: nights })
      for (let index = 0; index < nights; index++) {
        view.setInt32(index * 8, values.price[index] ?? 0, true)
        view.setInt16(index * 8 + 4, values.free[index] ?? 0, true)
        view.setUint8(index * 8 + 6, values.min_stay[index] ?? 0)
        view.setUint8(index * 8 + 7, values.closed_to_arrival[index] ?? 0)
      }
      hash.update(bytes)
    }
  }
  return hash.digest('hex')
}
