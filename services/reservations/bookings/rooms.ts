/** Of which nights a change needs other rooms: only the difference is taken, and only that is given back. */
import { addDays, nightsBetween } from '#lib/dates'
import type { StayRooms } from '../sql.ts'
import type { Sold } from './contract.ts'

export const roomsOf = ({ room_type, check_in, check_out, rooms }: Sold): StayRooms => ({
  room_type_id: room_type.id,
  check_in,
  check_out,
  rooms,
})

export interface RoomChange {
  take: StayRooms[]
  give: StayRooms[]
}

/** In the order of room types and nights: two changes that want the same rooms wait for each other and never both. */
export function roomChange(from: StayRooms, to: StayRooms): RoomChange {
  const wanted = counts(to)
  const change: RoomChange = { take: [], give: [] }
  const had = counts(from)
  for (const key of [...new Set([...had.keys(), ...wanted.keys()])].sort()) {
    const more = (wanted.get(key) ?? 0) - (had.get(key) ?? 0)
    if (more !== 0) add(more > 0 ? change.take : change.give, key, Math.abs(more))
  }
  return change
}

const counts = ({ room_type_id, check_in, check_out, rooms }: StayRooms) =>
  new Map(
    Array.from({ length: nightsBetween(check_in, check_out) }, (_, i) => [
      `${room_type_id} ${addDays(check_in, i)}`,
      rooms,
    ]),
  )

/** Nights that follow each other with as many rooms are one statement. */
function add(stays: StayRooms[], key: string, rooms: number): void {
  const [room_type_id = '', night = ''] = key.split(' ')
  const last = stays.at(-1)
  if (last?.room_type_id === room_type_id && last.check_out === night && last.rooms === rooms)
    last.check_out = addDays(night, 1)
  else stays.push({ room_type_id, check_in: night, check_out: addDays(night, 1), rooms })
}
