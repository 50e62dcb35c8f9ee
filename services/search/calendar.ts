/** Which calendars and recommendations can be asked for. */
import { dayNumber } from '#lib/dates'
import { type FieldError, invalid } from '#lib/problem'
import { type CalendarParams, limits, type RecommendationParams } from './contract.ts'
import type { RecommendationQuery } from './index/recommendations.ts'
import type { Stay } from './stay.ts'

export interface CalendarQuery {
  from: string
  to: string
  /** Day number of the first night. */
  day: number
  /** Nights. */
  count: number
  party: Pick<Stay, 'adults' | 'children' | 'rooms'>
}

/** Throws 422 with every contradiction. `today` is the earliest date that is today anywhere. */
export function calendarQuery(
  params: CalendarParams,
  today: string,
  most: number = limits.max_calendar,
): CalendarQuery {
  const { from, to, adults = 2, children = 0, rooms = 1 } = params
  const day = dayNumber(from)
  const count = dayNumber(to) - day
  const ahead_days = day - dayNumber(today)
  const errors: FieldError[] = []
  const refuse = (field: string, code: string, message: string) => errors.push({ field, code, message })
  if (ahead_days < 0) refuse('from', 'past', 'must not be in the past')
  if (ahead_days > limits.max_days_ahead)
    refuse('from', 'too_far', `must be at most ${limits.max_days_ahead} days ahead`)
  if (count < 1) refuse('to', 'order', 'must be after from')
  if (count > most) refuse('to', 'too_long', `must be at most ${most} nights after from`)
  if (rooms > adults) refuse('rooms', 'more_than_adults', 'must not be more than the adults')
  if (errors.length > 0) throw invalid(errors)
  return { from, to, day, count, party: { adults, children, rooms } }
}

export function recommendationQuery(params: RecommendationParams, today: string): RecommendationQuery {
  const { lat, lng, by, radius_km = 20, limit = 5 } = params
  return { lat, lng, by, limit, radius_m: Math.round(radius_km * 1000), day: dayNumber(today) }
}
