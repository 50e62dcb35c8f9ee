/**
 * Calendar dates as `YYYY-MM-DD` strings and as day numbers (days since 1970-01-01). No time zone is involved:
 * a hotel night is a label on a calendar, not an instant.
 */
const DAY_MS = 86_400_000
/** Far enough from where four digits end that a date of a stranger plus a stay is still a date. */
const YEARS = { first: 1900, last: 2999 }

/** Day number of a calendar date of 1900 to 2999, or `undefined` when there is no such date (`2026-02-30`). */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const year = Number(text.slice(0, 4))
  if (year < YEARS.first || year > YEARS.last) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  // Date.parse rolls some impossible days over instead of refusing them.
  return Number.isNaN(ms) || dateText(ms / DAY_MS) !== text ? undefined : ms / DAY_MS
}

/** Day number of a date known to be valid; throws a RangeError otherwise. */
export function dayNumber(text: string): number {
  const day = parseDate(text)
  if (day === undefined) throw new RangeError(`not a calendar date: ${text}`)
  return day
}

/** `YYYY-MM-DD` of a day number; throws a RangeError for years that have not four digits. */
export function dateText(day: number): string {
  const text = new Date(day * DAY_MS).toISOString()
  if (!/^\d{4}-/.test(text)) throw new RangeError(`no four-digit year has day ${day}`)
  return text.slice(0, 10)
}

/** Throws a RangeError for a text that is no date. */
export function addDays(text: string, days: number): string {
  return dateText(dayNumber(text) + days)
}

/** Nights between two valid dates: 3 for 2026-12-01 to 2026-12-04. */
export function nightsBetween(check_in: string, check_out: string): number {
  return dayNumber(check_out) - dayNumber(check_in)
}

/** The instant, injectable so that tests never sleep and never depend on today. */
export type Clock = () => Date
export const systemClock: Clock = () => new Date()

/**
 * The earliest date that is still "today" somewhere on Earth (UTC-12). A stay that begins before it is in the past
 * for every hotel; a stay that begins on it may still be bought in Hawaii.
 */
export function earliestToday(clock: Clock): string {
  return dateText(Math.floor((clock().getTime() - 12 * 3_600_000) / DAY_MS))
}
