/** Fields of forms: a label, a control, what is wrong with it, and a summary of all that is. */
import type { Child } from 'hono/jsx'
import type { FieldError } from '#lib/problem'
import type { Site } from '../pages/page.ts'
import type { Text } from '../text/en.ts'
import { Icon } from './icons.tsx'

interface FieldProps {
  name: string
  label: string
  error?: string | undefined
  hint?: string | undefined
  wide?: boolean
  children?: Child
}

export const Field = ({ name, label, error, hint, wide = false, children }: FieldProps) => (
  <div class={`field field-${name}${wide ? ' wide' : ''}${error === undefined ? '' : ' has-error'}`}>
    <label for={`f-${name}`}>{label}</label>
    {children}
    {hint === undefined ? null : (
      <p class="field-hint" id={`h-${name}`}>
        {hint}
      </p>
    )}
    {error === undefined ? null : (
      <p class="field-error" id={`e-${name}`}>
        {error}
      </p>
    )}
  </div>
)

/** What a control is called, and by which texts it is described. */
export function described(name: string, error: string | undefined, hint?: string) {
  const by = [...(hint === undefined ? [] : [`h-${name}`]), ...(error === undefined ? [] : [`e-${name}`])]
  return {
    id: `f-${name}`,
    ...(error === undefined ? {} : { 'aria-invalid': 'true' as const }),
    ...(by.length === 0 ? {} : { 'aria-describedby': by.join(' ') }),
  }
}

type InputKind = 'text' | 'email' | 'password' | 'tel'

interface InputProps {
  name: string
  label: string
  value?: string | undefined
  errors: ReadonlyMap<string, string>
  type?: InputKind
  hint?: string
  autocomplete?: string
  required?: boolean
  max?: number
}

export function Input({ name, label, value, errors, type = 'text', hint, ...rest }: InputProps) {
  const { autocomplete, required = true, max } = rest
  const error = errors.get(name)
  return (
    <Field name={name} label={label} error={error} hint={hint}>
      <input
        {...described(name, error, hint)}
        type={type}
        name={name}
        value={type === 'password' ? undefined : value}
        required={required}
        maxlength={max}
        autocomplete={autocomplete ?? 'off'}
        {...(type === 'text' ? { dir: 'auto' as const } : {})}
      />
    </Field>
  )
}

type Asked = Pick<InputProps, 'label' | 'errors' | 'value' | 'hint'>

export const EmailInput = (asked: Asked) => (
  <Input {...asked} name="email" type="email" autocomplete="email" max={254} />
)

/** A page that has several names each, because an id may stand in it once. What is too long is said, and never cut. */
export const PasswordInput = ({
  is,
  name = 'password',
  ...asked
}: Omit<Asked, 'value'> & { is: 'new' | 'current'; name?: string }) => (
  <Input {...asked} name={name} type="password" autocomplete={`${is}-password`} max={1000} />
)

/** A form that is sent: with the token that lets it, and what is wrong with what was sent before. */
export function PostForm(props: {
  site: Site
  action: string
  purpose: string
  errors?: ReadonlyMap<string, string>
  label?: string
  name?: string
  /** For buttons that stand elsewhere. */
  id?: string
  children?: Child
}) {
  const { site, action, purpose, errors = new Map(), label, name, id, children } = props
  return (
    <form
      id={id}
      class={name ?? 'stacked-form'}
      method="post"
      action={action}
      data-once
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <input type="hidden" name="form_token" value={site.formToken(purpose)} />
      <ErrorSummary text={site.words.text} messages={errors} />
      {children}
    </form>
  )
}

export const ErrorSummary = ({ text, messages }: { text: Text; messages: ReadonlyMap<string, string> }) =>
  messages.size === 0 ? null : (
    <div class="error-summary" role="alert">
      <p>
        <Icon name="alert" />
        {text.form.errors_heading(messages.size)}
      </p>
      <ul>
        {[...messages].map(([field, message]) => (
          <li>{field.startsWith('_') ? message : <a href={`#f-${field}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  )

/**
 * One message for each field, in the words of the language. `names` are the form's own where they are not the API's, of
 * which the last part counts: `guest.name` is `name`.
 */
export function messagesOf(
  text: Text,
  errors: readonly FieldError[],
  names: Readonly<Record<string, string>> = {},
): Map<string, string> {
  const messages = new Map<string, string>()
  for (const { field, code } of errors) {
    const last = field.split('.').at(-1) ?? field
    const own = names[last] ?? last
    const known = text.field_errors[own] ?? text.field_errors[last] ?? text.field_errors.other
    const message = known?.[code] ?? known?.default
    if (message !== undefined && !messages.has(own)) messages.set(own, message)
  }
  return messages
}
