/** A person's own page: their details, address, password, data, and the way out. */
import type { User } from '#service/users/contract'
import { described, EmailInput, Field, Input, PasswordInput, PostForm } from '../components/fields.tsx'
import { paths } from '../contract.ts'
import type { Page, Site } from '../pages/page.ts'
import { purposes } from './purposes.ts'

type Section = 'profile' | 'email' | 'password' | 'close'

export interface ProfileState {
  user: User
  etag: string
  /** The form that was sent, with what is wrong with it. */
  sent?: { section: Section; values: ReadonlyMap<string, string>; errors: ReadonlyMap<string, string> }
  notice?: string | undefined
}

export function profilePage(site: Site, state: ProfileState): Page {
  const { user, notice, sent } = state
  const { text } = site.words
  const { profile } = text.account
  return {
    title: text.title(profile.title),
    name: 'account',
    status: sent === undefined ? 200 : 422,
    private_page: true,
    content: (
      <div class="wrap slim">
        <header class="page-head">
          <div>
            <h1>{profile.heading}</h1>
            <p class="muted">{profile.since(site.words.date(user.created_at.slice(0, 10)))}</p>
          </div>
          <a class="button" href={paths.sign_out}>
            {profile.sign_out}
          </a>
        </header>
        {notice === undefined ? null : (
          <p class="notice good" role="status">
            {notice}
          </p>
        )}
        <Details site={site} state={state} />
        <Address site={site} state={state} />
        <Password site={site} state={state} />
        <section class="panel" aria-labelledby="data">
          <h2 id="data">{profile.data}</h2>
          <p class="muted">{profile.data_lead}</p>
          <p>
            <a class="button" href={paths.export} download="">
              {profile.download}
            </a>
          </p>
        </section>
        <Close site={site} state={state} />
      </div>
    ),
  }
}

interface Props {
  site: Site
  state: ProfileState
}

const errorsOf = ({ sent }: ProfileState, section: Section) =>
  sent?.section === section ? sent.errors : new Map<string, string>()

function Details({ site, state }: Props) {
  const { profile, fields, languages } = site.words.text.account
  const errors = errorsOf(state, 'profile')
  const value = (name: 'name' | 'phone' | 'locale') =>
    (state.sent?.section === 'profile' ? state.sent.values.get(name) : state.user[name]) ?? ''
  return (
    <section class="panel" aria-labelledby="details">
      <h2 id="details">{profile.details}</h2>
      <PostForm site={site} action={paths.profile} purpose={purposes.profile} errors={errors}>
        <input type="hidden" name="etag" value={state.etag} />
        <Input
          name="name"
          label={fields.name}
          value={value('name')}
          errors={errors}
          autocomplete="name"
          max={100}
        />
        <Input
          name="phone"
          label={fields.phone}
          value={value('phone')}
          errors={errors}
          type="tel"
          hint={fields.phone_hint}
          autocomplete="tel"
          required={false}
          max={22}
        />
        <Field name="locale" label={fields.language} error={errors.get('locale')}>
          <select {...described('locale', errors.get('locale'))} name="locale">
            {Object.entries(languages).map(([locale, name]) => (
              <option value={locale} selected={locale === value('locale')} lang={locale}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <button class="button primary" type="submit">
          {profile.save}
        </button>
      </PostForm>
    </section>
  )
}

function Address({ site, state }: Props) {
  const { profile, fields } = site.words.text.account
  const errors = errorsOf(state, 'email')
  return (
    <section class="panel" aria-labelledby="address">
      <h2 id="address">{profile.email}</h2>
      <p class="muted">{profile.email_now(state.user.email)}</p>
      <PostForm site={site} action={paths.email} purpose={purposes.email} errors={errors}>
        <EmailInput
          label={profile.email_new}
          value={state.sent?.section === 'email' ? state.sent.values.get('email') : ''}
          errors={errors}
        />
        <PasswordInput is="current" label={fields.current_password} errors={errors} />
        <button class="button" type="submit">
          {profile.email_submit}
        </button>
      </PostForm>
      <p>
        <a href={`${paths.verify}?for=email`}>{profile.email_code}</a>
      </p>
    </section>
  )
}

function Password({ site, state }: Props) {
  const { profile, fields } = site.words.text.account
  const errors = errorsOf(state, 'password')
  return (
    <section class="panel" aria-labelledby="new-password">
      <h2 id="new-password">{profile.password}</h2>
      <p class="muted">{profile.password_lead}</p>
      <PostForm site={site} action={paths.password} purpose={purposes.password} errors={errors}>
        <PasswordInput is="current" name="current_password" label={fields.current_password} errors={errors} />
        <PasswordInput
          is="new"
          name="new_password"
          label={fields.new_password}
          hint={fields.password_hint}
          errors={errors}
        />
        <button class="button" type="submit">
          {profile.password_submit}
        </button>
      </PostForm>
    </section>
  )
}

function Close({ site, state }: Props) {
  const { profile, fields } = site.words.text.account
  const errors = errorsOf(state, 'close')
  return (
    <section class="panel danger" aria-labelledby="close">
      <h2 id="close">{profile.close}</h2>
      <p class="muted">{profile.close_lead}</p>
      <details open={errors.size > 0}>
        <summary>{profile.close}</summary>
        <PostForm site={site} action={paths.close} purpose={purposes.close} errors={errors}>
          <PasswordInput
            is="current"
            name="closing_password"
            label={fields.current_password}
            errors={errors}
          />
          <button class="button urgent" type="submit">
            {profile.close_submit}
          </button>
        </PostForm>
      </details>
    </section>
  )
}
