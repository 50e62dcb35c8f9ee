/** A hotel changes its rates. No Elysia, no SQL text. */
import type { Pool } from 'pg'
import { addDays, dayNumber } from '#lib/dates'
import { type FieldError, invalid, notFound, Problem } from '#lib/problem'
import { limits } from '../contract.ts'
import { type HotelRates, type RateParams, type Rates, type RatesAnswer, rate_limits } from './contract.ts'
import type { RateFollower } from './follow.ts'
import * as sql from './sql.ts'

export interface RatesDeps {
  pool: Pick<Pool, 'query'>
  follower: Pick<RateFollower, 'refresh'>
}

interface Target {
  hotel_id: string
  room_type_id: string
}

/**
 * Database first, memory second: a crash between the two is mended by the next start, which reads the database, and by
 * other processes' following. The same request again changes nothing. `today`: the earliest date that is today anywhere.
 */
export async function changeRates(
  { pool, follower }: RatesDeps,
  { hotel_id, room_type_id }: Target,
  rates: Rates,
  today: string,
): Promise<RatesAnswer> {
  const { from, to, ...set } = rates
  const { price, min_stay, closed_to_arrival } = set
  const errors = rangeErrors(rates, today)
  if (errors.length > 0) throw invalid(errors)
  const { rows } = await pool.query<sql.RoomTypeOfHotelRow>(
    sql.roomTypeOfHotelStatement(hotel_id, room_type_id),
  )
  const [found] = rows
  if (found === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
  if (found.room_type_id === null) throw notFound('unknown_room_type', 'This hotel has no such room type')
  if (price !== undefined && found.currency !== price.currency)
    throw invalid([{ field: 'price.currency', code: 'currency', message: "must be the hotel's" }])

  const nights = dayNumber(to) - dayNumber(from)
  const change = { room_type_id: found.room_type_id, from, to, nights, min_stay, closed_to_arrival }
  const changed = await untangled(() =>
    pool.query<{ nights: number }>(sql.changeRatesStatement({ ...change, price: price?.amount })),
  )
  if (changed.rows[0]?.nights !== nights)
    throw new Problem(409, 'no_inventory', 'A night of the range has no rooms yet; nothing was changed')
  await follower.refresh(found.room_type_id, from, addDays(to, -1))
  return { hotel_id, room_type_id, from, to, nights, ...set }
}

/** What a hotel has set, night by night, of each of its room types. */
export async function hotelRates(
  { pool }: Pick<RatesDeps, 'pool'>,
  hotel_id: string,
  range: RateParams,
): Promise<HotelRates> {
  const errors = lengthErrors(range)
  if (errors.length > 0) throw invalid(errors)
  const { rows } = await pool.query<sql.HotelRateRow>(sql.hotelRatesStatement(hotel_id, range.from, range.to))
  if (rows.length === 0) throw notFound('unknown_hotel', 'There is no such hotel')
  const by_room_type = new Map<string, HotelRates['data'][number]['nights']>()
  for (const { room_type_id, currency, night, price: amount, min_stay, closed_to_arrival } of rows) {
    const nights = by_room_type.get(room_type_id) ?? []
    by_room_type.set(room_type_id, nights)
    if (night !== null) nights.push({ night, price: { amount, currency }, min_stay, closed_to_arrival })
  }
  const data = [...by_room_type].map(([room_type_id, nights]) => ({ room_type_id, nights }))
  return { hotel_id, data, next_cursor: null }
}

const ATTEMPTS = 3
const DEADLOCK = '40P01'

/** Whoever writes rooms left takes the same rows in an order of his own; of two that wait for each other one is ended. */
async function untangled<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const is_deadlock = error instanceof Error && 'code' in error && error.code === DEADLOCK
      if (!is_deadlock || attempt === ATTEMPTS) throw error
    }
  }
}

function rangeErrors({ from, to, ...set }: Rates, today: string): FieldError[] {
  const errors: FieldError[] = []
  const ahead = dayNumber(from) - dayNumber(today)
  if (ahead < 0) errors.push({ field: 'from', code: 'past', message: 'must not be in the past' })
  if (ahead > limits.max_days_ahead)
    errors.push({
      field: 'from',
      code: 'too_far',
      message: `must be at most ${limits.max_days_ahead} days ahead`,
    })
  if (Object.values(set).every((one) => one === undefined))
    errors.push({ field: 'price', code: 'required', message: 'or a restriction is required' })
  return [...errors, ...lengthErrors({ from, to })]
}

function lengthErrors({ from, to }: RateParams): FieldError[] {
  const errors: FieldError[] = []
  const nights = dayNumber(to) - dayNumber(from)
  if (nights < 1) errors.push({ field: 'to', code: 'order', message: 'must be after from' })
  if (nights > rate_limits.max_nights)
    errors.push({
      field: 'to',
      code: 'too_long',
      message: `must be at most ${rate_limits.max_nights} nights after from`,
    })
  return errors
}
