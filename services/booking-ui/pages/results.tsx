/** Hotels of a place for a stay: the list, what narrows it, and what to do when it is empty. */

import type { Destination, MergedSearchAnswer, PartnerStatus } from '#service/search/contract'
import { Calendar, type Months } from '../components/calendar.tsx'
import { HotelCard, PartnerCard } from '../components/card.tsx'
import { ActiveFilters, activeFilters, Filters, SortField } from '../components/filters.tsx'
import { Icon } from '../components/icons.tsx'
import { KeptFilters, SearchForm } from '../components/search-form.tsx'
import { type Form, isPast, movedBy, nightsOf, searchPath } from '../form.ts'
import type { Month } from '../months.ts'
import { displayName } from '../resolve.ts'
import type { Text } from '../text/en.ts'
import type { Words } from '../words.ts'
import type { Page, Site } from './page.ts'

interface Props {
  site: Site
  form: Form
  place: Destination
  answer: MergedSearchAnswer
  /** Where it is asked for. */
  calendar: Months | undefined
  /** Of the stay: where a calendar begins. */
  month: Month
}

export function resultsPage(props: Props): Page {
  const { site, form, place, answer } = props
  const { words, clock } = site
  const { text } = words
  const currency = place.currency
  return {
    title: text.title(text.results.title(place.name, words.stay(form))),
    name: 'results',
    private_page: true,
    content: (
      <>
        <div class="search-bar">
          <div class="wrap">
            <SearchForm
              text={text}
              clock={clock}
              form={form}
              place={displayName(place)}
              submit={text.form.update}
            >
              <KeptFilters form={form} />
            </SearchForm>
          </div>
        </div>
        <div class="wrap">
          <header class="results-head">
            <div>
              <h1>{text.results.heading(place.name)}</h1>
              <p class="muted">
                {words.stay(form)} <span class="dot">·</span> {words.party(form)}
              </p>
            </div>
          </header>
          <Dates {...props} />
          <div class="results-grid">
            <Filters form={form} words={words} currency={currency} facets={answer.facets} />
            <div class="results-main">
              <div class="toolbar">
                <p id="count" data-swap role="status">
                  {text.results.found(answer.total)}
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
        </div>
      </>
    ),
  }
}

/** What other dates would cost, when somebody wants to know. */
function Dates({ site: { words }, form, calendar, month }: Props) {
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

function Hotels({ site: { words }, form, answer }: Props) {
  const { text } = words
  return (
    <>
      <h2 class="hidden">{text.results.list}</h2>
      <ol class="cards" id="hotels" data-appended={text.results.appended(answer.data.length)}>
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
function partnersLine(text: Text, partners: NonNullable<MergedSearchAnswer['partners']>): string {
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
  const { site, form, place } = props
  const { words } = site
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

function otherDates({ site, form }: Props): { label: string; other: Form }[] {
  const { text }: Words = site.words
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
  ].filter(({ other }) => !isPast(other.check_in, site.clock))
}
