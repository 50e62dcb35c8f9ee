/** The rules of a stay: which dates and parties can be asked for, and which room types are large enough. */
import { dayNumber } from '#lib/dates'
import type { FieldError } from '#lib/problem'
import { limits, type StayParams } from './contract.ts'

export interface Stay {
  check_in: string
  check_out: string
  nights: number
  adults: number
  children: number
  rooms: number
}

/** The stay that was asked for, and what is wrong with it. `today` is the earliest date that is today anywhere. */
export function readStay(params: StayParams, today: string): { stay: Stay; errors: FieldError[] } {
  const { check_in, check_out, adults = 2, children = 0, rooms = 1 } = params
  const arrival = dayNumber(check_in)
  const nights = dayNumber(check_out) - arrival
  const ahead_days = arrival - dayNumber(today)
  const errors: FieldError[] = []
  const refuse = (field: string, code: string, message: string) => errors.push({ field, code, message })

  if (ahead_days < 0) refuse('check_in', 'past', 'must not be in the past')
  if (ahead_days > limits.max_days_ahead) {
    refuse('check_in', 'too_far', `must be at most ${limits.max_days_ahead} days ahead`)
  }
  if (nights < 1) refuse('check_out', 'order', 'must be after check_in')
  if (nights > limits.max_nights)
    refuse('check_out', 'too_long', `must be at most ${limits.max_nights} nights after check_in`)
  if (rooms > adults) refuse('rooms', 'more_than_adults', 'must not be more than the adults')
  return { stay: { check_in, check_out, nights, adults, children, rooms }, errors }
}

/** Whether a party fits into `rooms` rooms of a type, spread over them as it likes. The statement in sql.ts says the same. */
export function fits(type: { max_adults: number; capacity: number }, stay: Stay): boolean {
  return (
    type.max_adults * stay.rooms >= stay.adults && type.capacity * stay.rooms >= stay.adults + stay.children
  )
}
