/** The price level through the year, and through the week. */
import type { Setting, Trade } from '#lib/dataset/places'

type Months = readonly number[]

/** Percent of the yearly mean in the middle of each month, January first, on the northern hemisphere. */
const by_setting: Readonly<Record<Setting | 'tropics' | 'business', Months>> = {
  city: [84, 87, 95, 104, 111, 112, 107, 104, 113, 107, 90, 98],
  business: [93, 97, 103, 104, 107, 105, 90, 84, 110, 110, 104, 87],
  beach: [70, 72, 78, 91, 102, 122, 143, 147, 114, 90, 75, 78],
  tropics: [118, 119, 114, 104, 92, 92, 101, 101, 84, 86, 100, 122],
  mountain: [124, 136, 117, 86, 80, 94, 113, 118, 97, 84, 79, 127],
}

/** Day of the year on which each month's middle falls, February to December; January's is 15. */
const middles = [15, 45, 74, 105, 135, 166, 196, 227, 258, 288, 319, 349]

function interpolate(months: Months, shift_months: number): Uint8Array {
  const value = (month: number) => months[(((month + shift_months) % 12) + 12) % 12] ?? 100
  return Uint8Array.from({ length: 366 }, (_, day) => {
    let month = 11
    for (let next = 0; next < 12; next++) {
      if (day < (middles[next] ?? 0)) {
        month = next - 1
        break
      }
    }
    const from = middles[(month + 12) % 12] ?? 0
    const since = day < from && month < 0 ? day + 365 - from : day - from
    const length = month === 11 || month === -1 ? 31 : (middles[month + 1] ?? 0) - from
    return Math.round(value(month) + ((value(month + 1) - value(month)) * since) / length)
  })
}

const kinds = ['city', 'business', 'beach', 'tropics', 'mountain'] as const
const north = Object.fromEntries(kinds.map((kind) => [kind, interpolate(by_setting[kind], 0)]))
/** Half a year later; but the tropics have their dry months and the world's holidays at the same time. */
const south = Object.fromEntries(
  kinds.map((kind) => [
    kind,
    interpolate(by_setting[kind], kind === 'tropics' || kind === 'business' ? 0 : 6),
  ]),
)

/** Percent by day of the year, 0..365. */
export function seasonPercent(setting: Setting, trade: Trade, lat: number): Uint8Array {
  const tropical = setting !== 'mountain' && trade !== 'business' && lat < 28 && lat > -20
  const kind = tropical ? 'tropics' : setting === 'city' && trade === 'business' ? 'business' : setting
  const found = (lat < 0 ? south : north)[kind]
  if (found === undefined) throw new RangeError(`no season for ${kind}`)
  return found
}

/** Percent by weekday of the night, Sunday first: holidaymakers fill Friday and Saturday, firms Monday to Thursday. */
export const weekday_percent: Readonly<Record<Trade, readonly number[]>> = {
  leisure: [94, 92, 93, 95, 100, 115, 118],
  mixed: [93, 97, 100, 101, 101, 106, 107],
  business: [86, 104, 109, 109, 103, 90, 87],
}

/** Day number of January 1st, days since 1970-01-01 (proleptic Gregorian). */
export function yearStart(year: number): number {
  const before = year - 1
  return (
    before * 365 +
    Math.floor(before / 4) -
    Math.floor(before / 100) +
    Math.floor(before / 400) -
    // the same sum for 1969
    719_162
  )
}

export function yearOf(day: number): number {
  const guess = 1970 + Math.floor(day / 365.2425)
  if (yearStart(guess) > day) return guess - 1
  return yearStart(guess + 1) <= day ? guess + 1 : guess
}
