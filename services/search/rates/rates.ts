/** A hotel changes its rates. No Elysia, no SQL text. */
import type { Pool } from 'pg'
import { addDays, dayNumber } from '#lib/dates'
import { type FieldError, invalid, notFound, Problem } from '#lib/problem'
import { limits } from '../contract.ts'
import { type Rates, type RatesAnswer, rate_limits } from './contract.ts'
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
  const { from, to, price, min_stay, closed_to_arrival } = rates
  const errors = rangeErrors(rates, today)
  if (errors.length > 0) throw invalid(errors)
  const { rows } = await pool.query<sql.RoomTypeOfHotelRow>(
    sql.roomTypeOfHotelStatement(hotel_id, room_type_id),
  )
  const [found] = rows
  if (found === undefined) throw notFound('unknown_hotel', 'There is no such hotel')
  if (found.room_type_id === null) throw notFound('unknown_room_type', 'This hotel has no such room type')
  if (found.currency !== price.currency)
    throw invalid([{ field: 'price.currency', code: 'currency', message: "must be the hotel's" }])

  const nights = dayNumber(to) - dayNumber(from)
  const change = { room_type_id: found.room_type_id, from, to, nights, min_stay, closed_to_arrival }
  const changed = await untangled(() =>
    pool.query<{ nights: number }>(sql.changeRatesStatement({ ...change, price: price.amount })),
  )
  if (changed.rows[0]?.nights !== nights)
    throw new Problem(409, 'no_inventory', 'A night of the range has no rooms yet; nothing was changed')
  await follower.refresh(found.room_type_id, from, addDays(to, -1))
  return { hotel_id, room_type_id, from, to, nights, price, min_stay, closed_to_arrival }
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

function rangeErrors({ from, to }: Rates, today: string): FieldError[] {
  const errors: FieldError[] = []
  const ahead = dayNumber(from) - dayNumber(today)
  const nights = dayNumber(to) - dayNumber(from)
  if (ahead < 0) errors.push({ field: 'from', code: 'past', message: 'must not be in the past' })
  if (ahead > limits.max_days_ahead)
    errors.push({
      field: 'from',
      code: 'too_far',
      message: `must be at most ${limits.max_days_ahead} days ahead`,
    })
  if (nights < 1) errors.push({ field: 'to', code: 'order', message: 'must be after from' })
  if (nights > rate_limits.max_nights)
    errors.push({
      field: 'to',
      code: 'too_long',
      message: `must be at most ${rate_limits.max_nights} nights after from`,
    })
  return errors
}
