/** The search form: a plain GET form, whole without a script. */
import type { Child } from 'hono/jsx'
import { addDays, type Clock, earliestToday } from '#lib/dates'
import type { FieldError } from '#lib/problem'
import { limits } from '#service/search/contract'
import { hotelPath, paths } from '../contract.ts'
import { type Form, latestArrival } from '../links.ts'
import type { Text } from '../text/en.ts'
import { described, ErrorSummary, Field, messagesOf } from './fields.tsx'
import { Icon } from './icons.tsx'

interface Props {
  text: Text
  clock: Clock
  form: Form
  /** What the destination field shows: the chosen place's name, or what was typed. */
  place: string
  errors?: readonly FieldError[]
  /** On a hotel's page: the stay of that hotel, no destination. */
  hotel_id?: string
  submit?: string
  /** Filters and order to keep, as hidden fields. */
  children?: Child
}

export function SearchForm({ text, clock, form, place, errors = [], hotel_id, submit, children }: Props) {
  const messages = messagesOf(text, errors)
  const today = earliestToday(clock)
  const error = (field: string) => messages.get(field)
  return (
    <search>
      <form
        class="search-form"
        action={hotel_id === undefined ? paths.search : hotelPath(hotel_id)}
        method="get"
        aria-label={text.form.label}
        {...pickerData(text, hotel_id)}
      >
        <ErrorSummary text={text} messages={linkable(messages)} />
        {hotel_id === undefined ? (
          <Field name="q" label={text.form.destination} error={error('q') ?? error('destination_id')} wide>
            <span class="combobox" data-suggest={paths.suggest}>
              <input
                {...described('q', error('q') ?? error('destination_id'))}
                type="text"
                name="q"
                value={place}
                placeholder={text.form.destination_hint}
                required
                maxlength={limits.max_text}
                autocomplete="off"
                spellcheck={false}
              />
              <input type="hidden" name="destination_id" value={form.destination_id ?? ''} />
            </span>
          </Field>
        ) : null}
        <Field name="check_in" label={text.form.check_in} error={error('check_in')}>
          <input
            {...described('check_in', error('check_in'))}
            type="date"
            name="check_in"
            value={form.check_in}
            min={today}
            max={latestArrival(clock)}
            required
          />
        </Field>
        <Field name="check_out" label={text.form.check_out} error={error('check_out')}>
          <input
            {...described('check_out', error('check_out'))}
            type="date"
            name="check_out"
            value={form.check_out}
            min={addDays(today, 1)}
            required
          />
        </Field>
        <Count
          name="adults"
          label={text.form.adults}
          value={form.adults}
          from={1}
          to={limits.max_adults}
          error={error('adults')}
        />
        <Count
          name="children"
          label={text.form.children}
          value={form.children}
          from={0}
          to={limits.max_children}
          error={error('children')}
        />
        <Count
          name="rooms"
          label={text.form.rooms}
          value={form.rooms}
          from={1}
          to={limits.max_rooms}
          error={error('rooms')}
        />
        {children}
        <button class="button primary" type="submit">
          <Icon name="search" />
          <span>{submit ?? text.form.submit}</span>
        </button>
      </form>
    </search>
  )
}

interface CountProps {
  name: string
  label: string
  value: number
  from: number
  to: number
  error: string | undefined
}

const Count = ({ name, label, value, from, to, error }: CountProps) => (
  <Field name={name} label={label} error={error}>
    <select {...described(name, error)} name={name}>
      {Array.from({ length: to - from + 1 }, (_, i) => (
        <option value={String(from + i)} selected={from + i === value}>
          {from + i}
        </option>
      ))}
    </select>
  </Field>
)

/** For the script that offers a calendar with prices: where they are, and its words. */
const pickerData = ({ picker, calendar }: Text, hotel_id: string | undefined) => ({
  'data-prices': paths.prices,
  ...(hotel_id === undefined ? {} : { 'data-hotel': hotel_id }),
  'data-words': JSON.stringify({
    ...{ open: picker.open, title: picker.title, arrival: picker.arrival, close: picker.close },
    departure: picker.departure(DATE_MARK),
    ...{ earlier: calendar.earlier, later: calendar.later },
  }),
})
/** Where the script puts a date. */
const DATE_MARK = '{date}'

const form_fields = new Set(['q', 'check_in', 'check_out', 'adults', 'children', 'rooms'])

/** What this form has no field for cannot be led to. */
const linkable = (messages: ReadonlyMap<string, string>) =>
  new Map(
    [...messages].map(([field, message]) => [
      field === 'destination_id' ? 'q' : form_fields.has(field) ? field : `_${field}`,
      message,
    ]),
  )
