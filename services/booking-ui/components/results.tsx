/**
 * What is found, what narrows it, and what to do when it is nothing. Made by the server for a page, and by a browser from
 * JSON when a filter changes: one template for both, so nothing here knows where it runs.
 */
import type { Clock } from '#lib/dates'
import type { Destination, MergedSearchAnswer, PartnerStatus } from '#service/search/contract'
import { type Form, isPast, movedBy, nightsOf, searchPath } from '../links.ts'
import type { Month } from '../months.ts'
import type { ListText } from '../text/en/list.ts'
import type { ListWords } from '../words.ts'
import { Calendar, type Months } from './calendar.tsx'
import { HotelCard, PartnerCard } from './card.tsx'
import { ActiveFilters, activeFilters, Filters, SortField } from './filters.tsx'
import { Icon } from './icons.tsx'

export interface Found {
  form: Form
  place: Pick<Destination, 'name' | 'currency'>
  answer: MergedSearchAnswer
  /** Where it is asked for. */
  calendar?: Months | undefined
  /** Of the stay: where a calendar begins. */
  month: Month
}

/** With the time of the server, by which it is too late to cancel, or not yet. */
export type FoundJson = Found & { now: string }

interface Props extends Found {
  words: ListWords
  clock: Clock
}

/** Each part that another filter changes has an id and `data-swap`. */
export function Results(props: Props) {
  const { form, words, answer, place } = props
  const { currency } = place
  return (
    <>
      <Dates {...props} />
      <div class="results-grid">
        <Filters form={form} words={words} currency={currency} facets={answer.facets} />
        <div class="results-main">
          <div class="toolbar">
            <p id="count" data-swap role="status" tabindex={-1}>
              {words.text.results.found(answer.total)}
            </p>
            <SortField form={form} words={words} />
          </div>
          <p id="partners" data-swap class="muted small partners">
            {partnersLine(words.text, answer.partners ?? [])}
          </p>
          <div id="found" data-swap>
            <ActiveFilters form={form} words={words} currency={currency} />
            {answer.data.length === 0 ? <Nothing {...props} /> : <Hotels {...props} />}
          </div>
        </div>
      </div>
    </>
  )
}

/** What other dates would cost, when somebody wants to know. */
function Dates({ words, form, calendar, month }: Props) {
  const { place_calendar: texts } = words.text
  if (calendar === undefined)
    return (
      <section id="calendar" data-swap class="dates" aria-label={texts.heading}>
        <a
          class="button"
          href={`${searchPath(form)}&month=${month}#calendar`}
          data-part="calendar"
          rel="nofollow"
        >
          <Icon name="calendar" /> {texts.show}
        </a>
      </section>
    )
  return (
    <Calendar
      address={searchPath}
      texts={texts}
      form={form}
      words={words}
      link={{ href: searchPath(form), label: texts.hide }}
      {...calendar}
    />
  )
}

function Hotels({ words, form, answer }: Props) {
  const { text } = words
  return (
    <>
      <h2 class="hidden">{text.results.list}</h2>
      <ol class="cards" id="hotels">
        {answer.data.map((hotel) =>
          'partner' in hotel ? (
            <PartnerCard hotel={hotel} form={form} words={words} />
          ) : (
            <HotelCard hotel={hotel} form={form} words={words} />
          ),
        )}
      </ol>
      <nav class="paging" id="paging" aria-label={text.results.more}>
        {form.cursor === undefined ? null : <a href={searchPath(form)}>{text.results.first_page}</a>}
        {answer.next_cursor === null ? null : (
          <a class="button more-hotels" rel="next" href={searchPath(form, { cursor: answer.next_cursor })}>
            {text.results.more}
          </a>
        )}
      </nav>
    </>
  )
}

/** `3 partners answered, 1 timed out`: what is missing is said, not left out. */
function partnersLine(text: ListText, partners: NonNullable<MergedSearchAnswer['partners']>): string {
  if (partners.length === 0) return ''
  const of = (...statuses: readonly PartnerStatus[]) =>
    partners.filter(({ status }) => statuses.includes(status)).length
  const parts = [
    text.partners.answered(of('ok')),
    text.partners.timed_out(of('timeout')),
    text.partners.failed(of('error', 'open_circuit')),
    text.partners.not_asked(of('skipped')),
  ]
  return parts.filter((part) => part !== undefined).join(text.partners.and)
}

/** Never a dead end: filters to take off, or dates that may be free. */
function Nothing(props: Props) {
  const { words, form, place } = props
  const { text } = words
  const filters = activeFilters({ form, words, currency: place.currency })
  return (
    <section class="empty">
      <p class="big-icon">
        <Icon name="bed" />
      </p>
      <h2>{text.results.none_heading}</h2>
      {filters.length > 0 ? (
        <>
          <p>{text.results.none_filtered}</p>
          <ul class="suggestions">
            {filters.map(({ label, without }) => (
              <li>
                <a class="button" href={searchPath(without)}>
                  {text.results.remove(label)}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <p>{text.results.none_stay(place.name)}</p>
          <ul class="suggestions">
            {otherDates(props).map(({ label, other }) => (
              <li>
                <a class="button" href={searchPath(other)}>
                  {label} <span class="muted">{words.dates(other.check_in, other.check_out)}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function otherDates({ words: { text }, clock, form }: Props): { label: string; other: Form }[] {
  const nights = nightsOf(form)
  const shorter = Math.max(1, Math.floor(nights / 2))
  return [
    { label: text.results.next_day, other: movedBy(form, 1) },
    { label: text.results.later, other: movedBy(form, 7) },
    { label: text.results.earlier, other: movedBy(form, -7) },
    ...(nights > 1
      ? [
          {
            label: text.results.shorter(text.nights(shorter)),
            other: { ...form, check_out: movedBy(form, shorter - nights).check_out },
          },
        ]
      : []),
  ].filter(({ other }) => !isPast(other.check_in, clock))
}
