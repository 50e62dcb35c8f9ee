/** The search form: a plain GET form, whole without a script. */
import type { Child } from 'hono/jsx'
import { addDays, type Clock, earliestToday } from '#lib/dates'
import type { FieldError } from '#lib/problem'
import { limits } from '#service/search/contract'
import { paths } from '../contract.ts'
import { type Form, latestArrival } from '../form.ts'
import type { Text } from '../text/en.ts'
import { Icon } from './icons.tsx'

interface Props {
  text: Text
  clock: Clock
  form: Form
  /** What the destination field shows: the chosen place's name, or what was typed. */
  place: string
  errors?: readonly FieldError[]
  /** On a hotel's page: the stay of that hotel, no destination. */
  action?: string
  submit?: string
  /** Filters and order to keep, as hidden fields. */
  children?: Child
}

export function SearchForm({ text, clock, form, place, errors = [], action, submit, children }: Props) {
  const messages = errorMessages(text, errors)
  const today = earliestToday(clock)
  const error = (field: string) => messages.get(field)
  return (
    <search>
      <form class="search-form" action={action ?? paths.search} method="get" aria-label={text.form.label}>
        <ErrorSummary text={text} messages={messages} />
        {action === undefined ? (
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

/** Filters and order of the form as hidden fields, so that new dates keep them. */
export const KeptFilters = ({ form }: { form: Form }) => (
  <>
    {form.stars.length > 0 ? <input type="hidden" name="stars" value={form.stars.join(',')} /> : null}
    {form.amenities.length > 0 ? (
      <input type="hidden" name="amenities" value={form.amenities.join(',')} />
    ) : null}
    {form.min_price === undefined ? null : (
      <input type="hidden" name="min_price" value={String(form.min_price)} />
    )}
    {form.max_price === undefined ? null : (
      <input type="hidden" name="max_price" value={String(form.max_price)} />
    )}
    {form.sort === 'recommended' ? null : <input type="hidden" name="sort" value={form.sort} />}
  </>
)

interface FieldProps {
  name: string
  label: string
  error: string | undefined
  wide?: boolean
  children?: Child
}

const Field = ({ name, label, error, wide = false, children }: FieldProps) => (
  <div class={`field field-${name}${wide ? ' wide' : ''}${error === undefined ? '' : ' has-error'}`}>
    <label for={`f-${name}`}>{label}</label>
    {children}
    {error === undefined ? null : (
      <p class="field-error" id={`e-${name}`}>
        {error}
      </p>
    )}
  </div>
)

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

const described = (name: string, error: string | undefined) => ({
  id: `f-${name}`,
  ...(error === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `e-${name}` }),
})

const ErrorSummary = ({ text, messages }: { text: Text; messages: ReadonlyMap<string, string> }) =>
  messages.size === 0 ? null : (
    <div class="error-summary" role="alert">
      <p>
        <Icon name="alert" />
        {text.form.errors_heading(messages.size)}
      </p>
      <ul>
        {[...messages].map(([field, message]) => (
          <li>
            {form_fields.has(field) ? (
              <a href={`#f-${field === 'destination_id' ? 'q' : field}`}>{message}</a>
            ) : (
              message
            )}
          </li>
        ))}
      </ul>
    </div>
  )

const form_fields = new Set(['q', 'destination_id', 'check_in', 'check_out', 'adults', 'children', 'rooms'])

/** One message for each field, in the words of the language. */
export function errorMessages(text: Text, errors: readonly FieldError[]): Map<string, string> {
  const messages = new Map<string, string>()
  for (const { field, code } of errors) {
    const known = text.field_errors[field] ?? text.field_errors.other
    const message = known?.[code] ?? known?.default
    if (message !== undefined && !messages.has(field)) messages.set(field, message)
  }
  return messages
}
