/**
 * Price, free rooms and restrictions of a room type, night by night. Each night depends on (seed, hotel, room type,
 * calendar day) alone: a horizon extended day by day gets what a longer window would have had from the start.
 *
 * Rooms fill in waves and not at random: the city, the house and the room type each add a smooth wave of demand
 * (hashed points some days apart, joined by lines), so that sold-out nights come in runs, as bookings of several
 * nights make them.
 */
import type { DatasetHotel, DatasetRoomType } from '#lib/dataset/hotels'
import { hash32, mix32 } from '#lib/dataset/random'
import { priceStep } from '#lib/dataset/rates'
import { seasonPercent, weekday_percent, yearOf, yearStart } from '#lib/dataset/seasons'

export { priceStep } from '#lib/dataset/rates'

export interface RoomNights {
  /** Day number since 1970-01-01; the arrays' first position. */
  first_day: number
  /** Minor units of the hotel's currency, one room one night; a multiple of `priceStep`, below 65,536 times it. */
  price: Int32Array
  free: Int16Array
  /** At least 1; counts for the night of arrival. */
  min_stay: Uint8Array
  /** 0 or 1. */
  closed_to_arrival: Uint8Array
}

export interface RoomNightsOptions {
  seed: number
  hotel: DatasetHotel
  room_type: DatasetRoomType
  /** Days since 1970-01-01. */
  first_day: number
  count: number
  /** Arrays to write into, each of at least `count`: where a hundred thousand times four would be left to the collector. */
  into?: Omit<RoomNights, 'first_day'>
}

const golden = 0x9e3779b9
const hashDay = (key: number, day: number) => mix32(key + Math.imul(day, golden))

/** Hashed heights, `period_days` apart, with straight lines between. */
class Wave {
  #from = 0
  #to = 0
  #phase: number
  #index: number
  readonly #key: number
  readonly #period_days: number
  readonly #height: number

  constructor(key: number, period_days: number, height: number, first_day: number) {
    this.#key = key
    this.#period_days = period_days
    this.#height = height
    // Every wave starts at another phase, or all would turn on the same days.
    const shifted = first_day + (key % period_days)
    this.#index = Math.floor(shifted / period_days)
    this.#phase = shifted - this.#index * period_days
    this.#from = this.#point(this.#index)
    this.#to = this.#point(this.#index + 1)
  }

  #point(index: number): number {
    return (hashDay(this.#key, index) / 2_147_483_648 - 1) * this.#height
  }

  /** The height on the current day; then a day passes. */
  next(): number {
    const value = this.#from + ((this.#to - this.#from) * this.#phase) / this.#period_days
    this.#phase += 1
    if (this.#phase === this.#period_days) {
      this.#phase = 0
      this.#index += 1
      this.#from = this.#to
      this.#to = this.#point(this.#index + 1)
    }
    return value
  }
}

/** A stay over a busy weekend has two nights in many houses; a resort in its peak sells whole weeks. */
function minStay(week_hash: number, weekday: number, busy: number, resort: boolean): number {
  const draw = week_hash % 1000
  if (resort && busy > 960 && draw < 60) return 5 + (draw % 3)
  if (busy > 880 && draw < 150) return weekday === 5 || weekday === 6 ? 3 : 2
  if ((weekday === 5 || weekday === 6) && draw < 260) return 2
  return 1
}

export const roomNightArrays = (count: number): Omit<RoomNights, 'first_day'> => ({
  price: new Int32Array(count),
  free: new Int16Array(count),
  min_stay: new Uint8Array(count),
  closed_to_arrival: new Uint8Array(count),
})

export function roomNights(options: RoomNightsOptions): RoomNights {
  const { seed, hotel, room_type, first_day, count, into = roomNightArrays(count) } = options
  const { price, free, min_stay, closed_to_arrival } = into

  const step = priceStep(hotel.currency)
  const season = seasonPercent(hotel.setting, hotel.trade, hotel.lat)
  const weekdays = weekday_percent[hotel.trade]
  const resort = hotel.setting !== 'city'
  const city_key = hash32(seed, hotel.destination_id, 1)
  const hotel_key = hash32(seed, hotel.hotel_id, 2)
  const type_key = hash32(seed, room_type.room_type_id, 3)
  const city_wave = new Wave(city_key, 11, 150, first_day)
  const hotel_wave = new Wave(hotel_key, 6, 130, first_day)
  const type_wave = new Wave(type_key, 4, 260, first_day)
  // Well-liked houses are fuller.
  const usual = 700 + (hotel.rating_tenths - 80) * 6 + (hotel_key % 80)

  let year = yearOf(first_day)
  let day_of_year = first_day - yearStart(year)
  let next_year = yearStart(year + 1)
  for (let index = 0; index < count; index++) {
    const day = first_day + index
    if (day === next_year) {
      year += 1
      day_of_year = 0
      next_year = yearStart(year + 1)
    }
    const weekday = (((day + 4) % 7) + 7) % 7
    const season_percent = season[day_of_year] ?? 100
    const weekday_factor = weekdays[weekday] ?? 100
    day_of_year += 1

    // Permille of rooms that guests want; the house and its city share it, so that prices keep the order of types.
    const week = Math.floor((day + 4) / 7)
    const fair = hashDay(city_key ^ 0xfa1e, week) % 1000 < 45 && weekday >= 2 && weekday <= 5
    const house =
      usual +
      (season_percent - 100) * 3.5 +
      (weekday_factor - 100) * 5 +
      (fair ? 130 : 0) +
      city_wave.next() +
      hotel_wave.next()
    const wanted = house + type_wave.next()

    const day_hash = hashDay(hotel_key, day)
    const noise = 0.975 + ((day_hash >>> 16) & 1023) / 20_460
    const pressure = Math.min(1.22, Math.max(0.86, 1 + (house - 760) / 1600)) * (fair ? 1.15 : 1)
    const raw = (room_type.base_price * season_percent * weekday_factor * pressure * noise) / 10_000
    price[index] = Math.min(65_535, Math.max(1, Math.round(raw / step))) * step

    const left = (room_type.rooms * (1000 - wanted)) / 1000
    free[index] = wanted >= 1000 ? 0 : Math.min(room_type.rooms, Math.max(1, Math.round(left)))

    min_stay[index] = minStay(hashDay(hotel_key ^ 0x5bd1, week), weekday, house, resort)
    closed_to_arrival[index] = day_hash % 1000 < 25 ? 1 : 0
  }
  return { first_day, price, free, min_stay, closed_to_arrival }
}
