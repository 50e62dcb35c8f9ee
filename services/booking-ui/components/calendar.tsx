/** When there is a room, and from how much: two months of days, each a link that moves the stay there. */
import { addDays, dayNumber } from '#lib/dates'
import type { CalendarAnswer } from '#service/search/contract'
import { type Form, nightsOf } from '../links.ts'
import { type Month, monthAfter, readMonth, weeksOf } from '../months.ts'
import type { ListWords } from '../words.ts'
import { Icon } from './icons.tsx'

type Night = Pick<CalendarAnswer['data'][number], 'night' | 'from_price'> &
  // Of a single hotel.
  Partial<CalendarAnswer['data'][number]>

export interface Months {
  /** The first of the two that are shown. */
  month: Month
  /** The first and the last that can be. */
  bounds: { first: Month; last: Month }
  /** Undefined when it could not be got. */
  nights: readonly Night[] | undefined
}

interface Props extends Months {
  /** The page that it stands in, for this stay; a query is always part of it. */
  address: (form: Form) => string
  form: Form
  words: ListWords
  texts: { heading: string; lead: (nights: string) => string; away: string }
  /** Beside those to other months. */
  link?: { href: string; label: string }
  /** On a page that has no other months: what a form led to. */
  is_fixed?: boolean
}

export function Calendar(props: Props) {
  const { address, form, words, texts, link: extra, month, bounds, nights, is_fixed = false } = props
  const { calendar } = words.text
  const link = (to: Month) => `${address(form)}&month=${to}#calendar`
  const before = readMonth(monthAfter(month, -2), month, bounds)
  return (
    <section id="calendar" data-swap class="calendar" aria-labelledby="calendar-heading">
      <div class="calendar-head">
        <h2 id="calendar-heading">{texts.heading}</h2>
        <nav aria-label={calendar.months}>
          {extra === undefined ? null : (
            <a class="button" href={extra.href} data-part="calendar" rel="nofollow">
              {extra.label}
            </a>
          )}
          {month > bounds.first && !is_fixed ? (
            <a
              class="button"
              href={link(before)}
              data-part="calendar"
              rel="nofollow"
              aria-label={calendar.earlier}
            >
              <Icon name="back" />
            </a>
          ) : null}
          {monthAfter(month, 1) < bounds.last && !is_fixed ? (
            <a
              class="button"
              href={link(monthAfter(month, 2))}
              data-part="calendar"
              rel="nofollow"
              aria-label={calendar.later}
            >
              <Icon name="arrow" />
            </a>
          ) : null}
        </nav>
      </div>
      {nights === undefined ? (
        <p class="notice">{texts.away}</p>
      ) : (
        <>
          <p class="muted small">{texts.lead(words.text.nights(Math.max(1, nightsOf(form))))}</p>
          <div class="months">
            <MonthTable {...props} nights={nights} shown={month} />
            <MonthTable {...props} nights={nights} shown={monthAfter(month, 1)} />
          </div>
        </>
      )}
    </section>
  )
}

function MonthTable({ shown, nights, ...props }: Props & { shown: Month; nights: readonly Night[] }) {
  const { words } = props
  const by_date = new Map(nights.map((night) => [night.night, night]))
  return (
    <table>
      <caption>{words.month(shown)}</caption>
      <thead>
        <tr>
          {words.weekdays.map(({ short, long }) => (
            <th scope="col" abbr={long}>
              {short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(shown, words.first_weekday).map((week) => (
          <tr>
            {week.map((date) =>
              date === undefined ? <td></td> : <Day {...props} date={date} night={by_date.get(date)} />,
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What stands below the number is said in words, never by a colour alone. */
function Day({
  date,
  night,
  address,
  form,
  words,
}: Omit<Props, 'nights'> & { date: string; night: Night | undefined }) {
  const { calendar } = words.text
  const number = Number(date.slice(8))
  const stays = date >= form.check_in && date < form.check_out
  const name = stays ? 'stay' : ''
  if (night === undefined) return <td class={`${name} past`}>{number}</td>
  if (night.from_price === null || night.closed_to_arrival === true)
    return (
      <td class={`${name} full`}>
        <span aria-hidden="true">{number}</span>
        <span class="day-note" aria-hidden="true">
          {night.from_price === null ? calendar.full_short : calendar.closed_short}
        </span>
        <span class="hidden">
          {words.day(date)}: {night.from_price === null ? calendar.full : calendar.closed}
        </span>
      </td>
    )
  const { min_stay = 1 } = night
  const length = Math.max(nightsOf(form), min_stay, 1)
  const there = { ...form, check_in: date, check_out: addDays(date, length) }
  const price = words.rounded(night.from_price)
  const least = min_stay > 1 ? calendar.min_stay(words.text.nights(min_stay)) : ''
  return (
    <td class={name}>
      <a
        href={address(there)}
        rel="nofollow"
        {...(date === form.check_in ? { 'aria-current': 'date' as const } : {})}
      >
        <span aria-hidden="true">{number}</span>
        <span class="day-note" aria-hidden="true">
          {price}
        </span>
        <span class="hidden">{calendar.day(words.day(date), words.money(night.from_price), least)}</span>
      </a>
    </td>
  )
}

export const firstNight = (month: Month, today: string): string =>
  dayNumber(`${month}-01`) < dayNumber(today) ? today : `${month}-01`
