/** Dates, stays, prices and policies in the words of a language. */
import { addDays, type Clock, dayNumber } from '#lib/dates'
import { formatMoney, type Money } from '#lib/money'
import { type CancellationPolicy, cancellation_policies } from '#service/search/contract'
import { type Form, nightsOf } from './form.ts'
import type { Text } from './text/en.ts'

export interface Words {
  text: Text
  /** `Mon 7 Dec` */
  day(date: string): string
  /** `7 – 10 Dec 2026` */
  dates(check_in: string, check_out: string): string
  /** `7 – 10 Dec 2026, 3 nights` */
  stay(form: Form): string
  /** `2 adults, 1 child, 2 rooms` */
  party(form: Form): string
  money(money: Money): string
  /** Of one room and night, to the minor unit. */
  perNight(total: Money, form: Form): string
  /** `1.2 km`, `350 m` */
  distance(metres: number): string
  /** What the visitor gets back when, the sentence that applies first standing first. */
  policy(policy: CancellationPolicy, check_in: string): { generous: boolean; lines: string[] }
}

export function words(text: Text, clock: Clock): Words {
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
  const kilometres = new Intl.NumberFormat(text.date_locale, {
    style: 'unit',
    unit: 'kilometer',
    maximumFractionDigits: 1,
  })
  const metres = new Intl.NumberFormat(text.date_locale, { style: 'unit', unit: 'meter' })
  const instant = (date: string) => new Date(`${date}T00:00:00Z`)
  const date = (value: string) => day.format(instant(value))
  const dates = (check_in: string, check_out: string) =>
    check_in < check_out
      ? range.formatRange(instant(check_in), instant(check_out))
      : range.format(instant(check_in))

  return {
    text,
    day: date,
    dates,
    stay: (form) => text.stay(dates(form.check_in, form.check_out), text.nights(Math.max(0, nightsOf(form)))),
    party: ({ adults, children, rooms }) =>
      [text.adults(adults), children > 0 ? text.children(children) : '', rooms > 1 ? text.rooms(rooms) : '']
        .filter((part) => part !== '')
        .join(', '),
    money: (money) => formatMoney(money, text.locale, { trim: true }),
    perNight: (total, form) =>
      formatMoney(
        { amount: Math.round(total.amount / (nightsOf(form) * form.rooms)), currency: total.currency },
        text.locale,
        { trim: true },
      ),
    distance: (value) =>
      value < 950 ? metres.format(Math.round(value / 50) * 50) : kilometres.format(value / 1000),
    policy: (policy, check_in) => policyWords(text, date, clock, policy, check_in),
  }
}

/** Deadlines that are over are left out: what a booking made now would still have. */
function policyWords(
  text: Text,
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
