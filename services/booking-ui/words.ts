/** Dates, stays, prices and policies in the words of a language. */
import { addDays, type Clock, dayNumber } from '#lib/dates'
import type { Money } from '#lib/money'
import { formatMoney, minorDigits } from '#lib/money-text'
import { type CancellationPolicy, cancellation_policies } from '#service/search/terms/contract'
import { type Form, nightsOf } from './links.ts'
import type { ListText } from './text/en/list.ts'
import type { Text } from './text/en.ts'

export interface Words<T extends ListText = Text> {
  text: T
  /** `Mon 7 Dec` */
  day(date: string): string
  /** `24 Nov 2026` */
  date(date: string): string
  /** `January 2027`, of `2027-01` */
  month(month: string): string
  /** Names, from the first of the week on. */
  weekdays: readonly { short: string; long: string }[]
  /** 1 is Monday, 7 is Sunday. */
  first_weekday: number
  /** In whole units, large ones shortened: for narrow places. */
  rounded(money: Money): string
  /** `7 – 10 Dec 2026` */
  dates(check_in: string, check_out: string): string
  /** `7 – 10 Dec 2026, 3 nights` */
  stay(form: Pick<Form, 'check_in' | 'check_out'>): string
  /** `2 adults, 1 child, 2 rooms` */
  party(party: Pick<Form, 'adults' | 'children' | 'rooms'>): string
  money(money: Money): string
  /** To the minor unit, whole amounts, too: for columns and for what is paid. */
  exact(money: Money): string
  /** Of one: `0.075` is `7.5%`. */
  percent(share: number): string
  /** `7 Dec 2026, 15:00 UTC`, of an RFC 3339 instant. */
  moment(instant: string): string
  /** `15:00 UTC` */
  time(instant: string): string
  /** Of one room and night, to the minor unit. */
  perNight(total: Money, form: Pick<Form, 'check_in' | 'check_out' | 'rooms'>): string
  /** `1.2 km`, `350 m` */
  distance(metres: number): string
  /** What the visitor gets back when, the sentence that applies first standing first. */
  policy(policy: CancellationPolicy, check_in: string): { generous: boolean; lines: string[] }
  /** By its ISO 3166 code; as the service says it where the runtime does not know the code. */
  country(place: { country_code: string; country: string }): string
  /** `Paris, France` */
  place(place: { name: string; country_code: string; country: string }): string
}
/** Enough for a list of hotels, which browsers make, too. */
export type ListWords = Words<ListText>

export function words<T extends ListText>(text: T, clock: Clock): Words<T> {
  const utc = { timeZone: 'UTC' } as const
  const day = new Intl.DateTimeFormat(text.date_locale, {
    ...utc,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
  const range = new Intl.DateTimeFormat(text.date_locale, {
    ...utc,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  const moment = new Intl.DateTimeFormat(text.date_locale, {
    ...utc,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  const time = new Intl.DateTimeFormat(text.date_locale, {
    ...utc,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  const percent = new Intl.NumberFormat(text.locale, { style: 'percent', maximumFractionDigits: 2 })
  const month = new Intl.DateTimeFormat(text.date_locale, { ...utc, month: 'long', year: 'numeric' })
  const first_weekday = firstWeekday(text.date_locale)
  const kilometres = new Intl.NumberFormat(text.date_locale, {
    style: 'unit',
    unit: 'kilometer',
    maximumFractionDigits: 1,
  })
  const metres = new Intl.NumberFormat(text.date_locale, { style: 'unit', unit: 'meter' })
  const country = countryOf(text.date_locale)
  const instant = (date: string) => new Date(`${date}T00:00:00Z`)
  const date = (value: string) => day.format(instant(value))
  const dates = (check_in: string, check_out: string) =>
    check_in < check_out
      ? range.formatRange(instant(check_in), instant(check_out))
      : range.format(instant(check_in))

  return {
    text,
    day: date,
    date: (value) => range.format(instant(value)),
    month: (value) => month.format(instant(`${value}-01`)),
    first_weekday,
    weekdays: weekdaysFrom(first_weekday, text.date_locale),
    rounded: ({ amount, currency }) => {
      const whole = Math.ceil(amount / 10 ** minorDigits(currency))
      return new Intl.NumberFormat(text.locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        maximumFractionDigits: whole >= 100_000 ? 1 : 0,
        ...(whole >= 100_000 ? { notation: 'compact' as const } : {}),
      }).format(whole)
    },
    dates,
    stay: (form) => text.stay(dates(form.check_in, form.check_out), text.nights(Math.max(0, nightsOf(form)))),
    party: ({ adults, children, rooms }) =>
      [text.adults(adults), children > 0 ? text.children(children) : '', rooms > 1 ? text.rooms(rooms) : '']
        .filter((part) => part !== '')
        .join(', '),
    money: (money) => formatMoney(money, text.locale, { trim: true }),
    exact: (money) => formatMoney(money, text.locale),
    percent: (share) => percent.format(share),
    moment: (at) => moment.format(new Date(at)),
    time: (at) => time.format(new Date(at)),
    perNight: (total, form) =>
      formatMoney(
        { amount: Math.round(total.amount / (nightsOf(form) * form.rooms)), currency: total.currency },
        text.locale,
        { trim: true },
      ),
    distance: (value) =>
      value < 950 ? metres.format(Math.round(value / 50) * 50) : kilometres.format(value / 1000),
    policy: (policy, check_in) => policyWords(text, date, clock, policy, check_in),
    country,
    place: (place) => `${place.name}, ${country(place)}`,
  }
}

export function countryOf(locale: string): Words['country'] {
  const regions = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' })
  return ({ country_code, country }) =>
    (/^[A-Z]{2}$/.test(country_code) ? regions.of(country_code) : undefined) ?? country
}

/** By the custom of the language's region (CLDR); Monday where the runtime does not know. */
function firstWeekday(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1
}

/** A Monday. */
const MONDAY = '2024-01-01'

function weekdaysFrom(first: number, locale: string) {
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday })
  const [short, long] = [name('short'), name('long')]
  return Array.from({ length: 7 }, (_, i) => {
    const day = new Date(`${addDays(MONDAY, first - 1 + i)}T00:00:00Z`)
    return { short: short.format(day), long: long.format(day) }
  })
}

/** Deadlines that are over are left out: what a booking made now would still have. */
function policyWords(
  text: ListText,
  date: (value: string) => string,
  clock: Clock,
  policy: CancellationPolicy,
  check_in: string,
): { generous: boolean; lines: string[] } {
  const line_items: readonly { hours_before: number; refund_percent: number }[] =
    cancellation_policies[policy]
  if (line_items.length === 0) return { generous: false, lines: [text.policy.none] }
  const arrival_ms = dayNumber(check_in) * 86_400_000
  const open = line_items.filter((item) => arrival_ms - item.hours_before * 3_600_000 > clock().getTime())
  if (open.length === 0) return { generous: false, lines: [text.policy.none_any_more] }
  // Every deadline is a whole number of days before midnight.
  const sentences = open.map(({ hours_before, refund_percent }, i) => {
    const deadline = date(addDays(check_in, -hours_before / 24))
    if (refund_percent === 100) return text.policy.free_until(deadline)
    return i === 0
      ? text.policy.part_until(refund_percent, deadline)
      : text.policy.then_part(refund_percent, deadline)
  })
  return { generous: open[0]?.refund_percent === 100, lines: sentences }
}
