/**
 * What changes: for each room type and night the price, the rooms left and the restrictions, six bytes in all, in one
 * SharedArrayBuffer that any number of threads read while one writes.
 *
 *   sums   4 bytes  price of the nights up to and with this one, modulo 2^32: a stay's price is one subtraction
 *   free   1 byte   rooms left; more than 255 count as 255, which is more than anybody may ask for
 *   rules  1 byte   bits 0 to 6: least nights of a stay that arrives here, 0 where there is no rate; bit 7: no arrival
 *
 * Nights of a room type lie side by side, room types of a hotel, and hotels of a city: a search of a city reads one
 * stretch of memory. Beside them a sequence number for each hotel (a seqlock): odd while its nights are being written;
 * and a version for each city and one for all, so that who keeps an answer can tell that it still holds.
 */

export interface NightsShape {
  readonly destinations: number
  readonly hotels: number
  readonly room_types: number
  /** Nights of each room type. */
  readonly nights: number
  /** `dayNumber` of the first one. */
  readonly first_day: number
}

export interface Night {
  /** One room, minor units; less than 2^31. */
  price: number
  free: number
  /** 1 to 127. */
  min_stay: number
  closed_to_arrival: boolean
}

export const CLOSED_TO_ARRIVAL = 0x80
export const MIN_STAY = 0x7f
export const MOST_FREE = 255
export const BYTES_PER_NIGHT = 6

/** A writer changes a hotel within microseconds, unless it is just not running: then its core is given to it. */
const SPINS = 200
const PAUSE_MS = 1
/** Who finds a hotel changing for so long has met a writer that died. */
const MOST_PAUSES = 5_000

export class Nights {
  readonly shape: NightsShape
  readonly buffer: SharedArrayBuffer
  readonly sums: Uint32Array
  readonly free: Uint8Array
  readonly rules: Uint8Array
  /** By hotel: odd while it is written, another number afterwards. */
  readonly sequence: Int32Array
  /** By destination, and behind them one for all: another number after each change there. */
  private readonly versions: Int32Array
  /** By hotel, filled by whoever loads. */
  readonly destination_of: Uint32Array

  /** Over a new buffer without a rate, or over one that another thread made. */
  constructor(shape: NightsShape, buffer?: SharedArrayBuffer) {
    const { destinations, hotels } = shape
    const count = shape.room_types * shape.nights
    const head = (2 * hotels + destinations + 1) * 4
    this.shape = shape
    this.buffer = buffer ?? new SharedArrayBuffer(head + count * BYTES_PER_NIGHT)
    this.sequence = new Int32Array(this.buffer, 0, hotels)
    this.versions = new Int32Array(this.buffer, hotels * 4, destinations + 1)
    this.destination_of = new Uint32Array(this.buffer, (hotels + destinations + 1) * 4, hotels)
    this.sums = new Uint32Array(this.buffer, head, count)
    this.free = new Uint8Array(this.buffer, head + count * 4, count)
    this.rules = new Uint8Array(this.buffer, head + count * 5, count)
  }

  /** Of a destination, or of everything: to be read before what an answer is made from, and kept with it. */
  versionOf(destination: number | 'all'): number {
    return Atomics.load(this.versions, destination === 'all' ? this.shape.destinations : destination)
  }

  /** Position of a room type's night in every column; -1 outside of the nights that there are. */
  at(room_type: number, day: number): number {
    const night = day - this.shape.first_day
    return night < 0 || night >= this.shape.nights ? -1 : room_type * this.shape.nights + night
  }

  /** `undefined` where there is no rate. */
  read(room_type: number, day: number): Night | undefined {
    const at = this.at(room_type, day)
    const rule = at === -1 ? 0 : (this.rules[at] ?? 0)
    if ((rule & MIN_STAY) === 0) return undefined
    return {
      price: this.priceAt(at),
      free: this.free[at] ?? 0,
      min_stay: rule & MIN_STAY,
      closed_to_arrival: (rule & CLOSED_TO_ARRIVAL) !== 0,
    }
  }

  priceAt(at: number): number {
    const before = at % this.shape.nights === 0 ? 0 : (this.sums[at - 1] ?? 0)
    return ((this.sums[at] ?? 0) - before) >>> 0
  }

  /** Price of the nights from `at` on, all of one room type. */
  sum(at: number, nights: number): number {
    const before = at % this.shape.nights === 0 ? 0 : (this.sums[at - 1] ?? 0)
    return ((this.sums[at + nights - 1] ?? 0) - before) >>> 0
  }

  /** One writer at a time: whatever `write` changes of this hotel, a reader sees all of it or none. */
  change(hotel: number, write: () => void): void {
    Atomics.add(this.sequence, hotel, 1)
    try {
      write()
    } finally {
      Atomics.add(this.sequence, hotel, 1)
      // Afterwards: an answer made meanwhile was kept with the number before.
      Atomics.add(this.versions, this.destination_of[hotel] ?? 0, 1)
      Atomics.add(this.versions, this.shape.destinations, 1)
    }
  }

  /**
   * What `read` returns, of this hotel as it was at one moment: `read` runs again when a writer was there meanwhile, so
   * it must begin anew each time.
   */
  steady<T>(hotel: number, read: () => T): T {
    for (let tries = 0; tries < SPINS + MOST_PAUSES; tries++) {
      const before = Atomics.load(this.sequence, hotel)
      if ((before & 1) === 1) {
        if (tries >= SPINS) Atomics.wait(this.sequence, hotel, before, PAUSE_MS)
        continue
      }
      const found = read()
      if (Atomics.load(this.sequence, hotel) === before) return found
    }
    throw new Error('a hotel has been changing for too long: its writer has died')
  }

  /** All nights of a room type at once, before anybody reads: days from the first one, ascending, with their columns. */
  fill(
    room_type: number,
    { day, price, free, rules }: { day: number[]; price: number[]; free: number[]; rules: number[] },
  ): void {
    const start = room_type * this.shape.nights
    let next = 0
    let sum = 0
    for (let night = 0; night < this.shape.nights; night++) {
      if (day[next] === night) {
        sum += price[next] ?? 0
        this.free[start + night] = Math.min(free[next] ?? 0, MOST_FREE)
        this.rules[start + night] = rules[next] ?? 0
        next++
      }
      this.sums[start + night] = sum
    }
  }

  /** As `fill`, every night there is, from the first one. */
  fillAll(
    room_type: number,
    night: {
      price: Int32Array
      free: Int16Array
      min_stay: Uint8Array
      closed_to_arrival: Uint8Array
    },
  ): void {
    const start = room_type * this.shape.nights
    let sum = 0
    for (let i = 0; i < this.shape.nights; i++) {
      sum += night.price[i] ?? 0
      this.sums[start + i] = sum
      this.free[start + i] = Math.min(night.free[i] ?? 0, MOST_FREE)
      this.rules[start + i] =
        Math.min(night.min_stay[i] ?? 1, MIN_STAY) |
        (night.closed_to_arrival[i] === 1 ? CLOSED_TO_ARRIVAL : 0)
    }
  }

  /** Within `change`. The sums of the nights after it move by the difference. */
  write(room_type: number, day: number, night: Night): void {
    const at = this.at(room_type, day)
    if (at === -1) return
    const difference = night.price - this.priceAt(at)
    const end = (room_type + 1) * this.shape.nights
    if (difference !== 0) for (let i = at; i < end; i++) this.sums[i] = (this.sums[i] ?? 0) + difference
    this.free[at] = Math.min(night.free, MOST_FREE)
    this.rules[at] = Math.min(night.min_stay, MIN_STAY) | (night.closed_to_arrival ? CLOSED_TO_ARRIVAL : 0)
  }

  /** Within `change`. */
  writeFree(room_type: number, day: number, free: number): void {
    const at = this.at(room_type, day)
    if (at !== -1) this.free[at] = Math.min(free, MOST_FREE)
  }
}
