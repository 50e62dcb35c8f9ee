/** The card form. What a person typed wrong is said beside the field; number and code are never sent back. */
import type { Child } from 'hono/jsx'
import { Layout } from './layout.tsx'

export const card_fields = ['number', 'expiry', 'cvc', 'name'] as const
export type CardField = (typeof card_fields)[number]

export interface CardFormProps {
  return_url: string
  embedded: boolean
  /** What stays in the form. */
  name?: string
  expiry?: string
  errors?: Readonly<Partial<Record<CardField, string>>>
}

export const CardForm = ({ return_url, embedded, name = '', expiry = '', errors = {} }: CardFormProps) => {
  const first_wrong = card_fields.find((name) => errors[name] !== undefined)
  const wrong = first_wrong !== undefined
  return (
    <Layout title={wrong ? 'Error: card details' : 'Card details'} embedded={embedded}>
      <h1>Card details</h1>
      <p class="lead">{`To pay at ${new URL(return_url).host}. Your number stays with the bank.`}</p>
      {wrong ? (
        <p class="alert" role="alert">
          Something is not right yet. Your number and code were not kept: please type them again.
        </p>
      ) : null}
      {/* Out of the frame: the page that it returns to need not let itself be framed. */}
      <form method="post" action="/card-form" target={embedded ? '_top' : undefined} autocomplete="on">
        <input type="hidden" name="return_url" value={return_url} />
        <Field name="number" label="Card number" error={errors.number}>
          <input
            {...attributes('number', errors.number)}
            autofocus={first_wrong === 'number'}
            inputmode="numeric"
            autocomplete="cc-number"
            required
            minlength={12}
            maxlength={40}
            pattern="[0-9 \-]+"
            title="Digits, with or without spaces"
          />
        </Field>
        <div class="pair">
          <Field name="expiry" label="Expires" hint="Month / year" error={errors.expiry}>
            <input
              {...attributes('expiry', errors.expiry, true)}
              autofocus={first_wrong === 'expiry'}
              inputmode="numeric"
              autocomplete="cc-exp"
              required
              maxlength={9}
              pattern="[0-9]{1,2} *[\/\-]? *([0-9]{2}|[0-9]{4})"
              title="Month and year, 04/29"
              value={expiry}
            />
          </Field>
          <Field name="cvc" label="Security code" hint="3 digits, or 4" error={errors.cvc}>
            <input
              {...attributes('cvc', errors.cvc, true)}
              autofocus={first_wrong === 'cvc'}
              inputmode="numeric"
              autocomplete="cc-csc"
              required
              maxlength={4}
              pattern="[0-9]{3,4}"
              title="3 digits on the back, or 4 on the front"
            />
          </Field>
        </div>
        <Field name="name" label="Name on the card" error={errors.name}>
          <input
            {...attributes('name', errors.name)}
            autofocus={first_wrong === 'name'}
            autocomplete="cc-name"
            required
            maxlength={100}
            value={name}
          />
        </Field>
        <button type="submit">Use this card</button>
      </form>
      <p class="hint">
        To try it: <code>4242 4242 4242 4242</code>, any month to come, any code.{' '}
        <a href="/" target={embedded ? '_blank' : undefined} rel="noopener">
          All test cards
        </a>
      </p>
    </Layout>
  )
}

function attributes(name: CardField, error: string | undefined, hint = false) {
  const described = [hint ? `${name}-hint` : '', error === undefined ? '' : `${name}-error`].filter(Boolean)
  return {
    id: name,
    name,
    ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
    ...(error === undefined ? {} : { 'aria-invalid': 'true' as const }),
  }
}

const Field = (props: {
  name: CardField
  label: string
  hint?: string
  error?: string | undefined
  children?: Child
}) => (
  <div class="field">
    <label for={props.name}>{props.label}</label>
    {props.hint === undefined ? null : (
      <p class="hint" id={`${props.name}-hint`}>
        {props.hint}
      </p>
    )}
    {props.children}
    {props.error === undefined ? null : (
      <p class="error" id={`${props.name}-error`}>
        {props.error}
      </p>
    )}
  </div>
)
