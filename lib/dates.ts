/**
 * Calendar dates as `YYYY-MM-DD` strings and as day numbers (days since 1970-01-01). No time zone is involved:
 * a hotel night is a label on a calendar, not an instant.
 */
const DAY_MS = 86_400_000
/** Far enough from where four digits end that a date of a stranger plus a stay is still a date. */
const YEARS = { first: 1900, last: 2999 }

/** Day number of a calendar date of 1900 to 2999, or `undefined` when there is no such date (`2026-02-30`). */
export function parseDate(text: string): number | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)]
  if (!(year >= YEARS.first && year <= YEARS.last && month >= 1 && month <= 12 && day >= 1)) return undefined
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day > (month === 2 && leap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0))) return undefined
  // Years begin in March, so that the leap day is the last one, and are counted from the year 0.
  const years = month <= 2 ? year - 1 : year
  const days = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  return years * 365 + leaps + days - DAYS_TO_1970
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** From 1 March of the year 0. */
const DAYS_TO_1970 = 719_468

/** The number that stands there, NaN when something else does. By hand: every search reads six dates. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
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
