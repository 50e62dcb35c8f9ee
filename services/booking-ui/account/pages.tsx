/** Pages about having an account: sign up, confirm an address, a new password, and what went wrong on the way in. */
import { EmailInput, Input, PasswordInput, PostForm } from '../components/fields.tsx'
import { paths } from '../contract.ts'
import { messagePage } from '../pages/errors.tsx'
import type { Page, Site } from '../pages/page.ts'
import { purposes } from './purposes.ts'

type Messages = ReadonlyMap<string, string>
type Values = ReadonlyMap<string, string>
const none: Messages = new Map()

/** One column, a heading, a form: 422 when something is wrong with what was sent. */
const formPage = (
  { words: { text } }: Site,
  {
    title,
    heading,
    lead,
    errors,
    content,
  }: {
    title: string
    heading: string
    lead: string
    errors: Messages
    content: Page['content']
  },
): Page => ({
  title: text.title(title),
  name: 'account-form',
  status: errors.size > 0 ? 422 : 200,
  private_page: true,
  content: (
    <div class="wrap slim">
      <h1>{heading}</h1>
      <p class="muted lead">{lead}</p>
      {content}
    </div>
  ),
})

export function signUpPage(site: Site, values: Values = new Map(), errors = none): Page {
  const { sign_up, fields } = site.words.text.account
  return formPage(site, {
    ...sign_up,
    errors,
    content: (
      <>
        <PostForm site={site} action={paths.sign_up} purpose={purposes.sign_up} errors={errors}>
          <Input
            name="name"
            label={fields.name}
            value={values.get('name')}
            errors={errors}
            autocomplete="name"
            max={100}
          />
          <EmailInput label={fields.email} value={values.get('email')} errors={errors} />
          <PasswordInput is="new" label={fields.password} errors={errors} hint={fields.password_hint} />
          <button class="button primary" type="submit">
            {sign_up.submit}
          </button>
        </PostForm>
        <p class="aside">
          {sign_up.have_one} <a href={paths.sign_in}>{site.words.text.nav.sign_in}</a>
          <br />
          <a href={paths.verify}>{sign_up.have_code}</a>
        </p>
      </>
    ),
  })
}

interface VerifyState {
  code?: string | undefined
  errors?: Messages
  /** Another code was asked for. */
  was_sent?: boolean
  /** Of an account that has another address until then. */
  of_new_address?: boolean
}

export function verifyPage(site: Site, state: VerifyState): Page {
  const { code, errors = none, was_sent = false, of_new_address = false } = state
  const { verify, fields } = site.words.text.account
  return formPage(site, {
    ...verify,
    lead: of_new_address ? verify.lead_new_address : verify.lead,
    errors,
    content: (
      <>
        {was_sent ? (
          <p class="notice good" role="status">
            {verify.sent}
          </p>
        ) : null}
        <PostForm site={site} action={paths.verify} purpose={purposes.verify} errors={errors}>
          <Code label={fields.code} value={code} errors={errors} />
          <button class="button primary" type="submit">
            {verify.submit}
          </button>
        </PostForm>
        <section class="aside">
          <h2>{verify.resend_heading}</h2>
          {of_new_address ? (
            <p>
              <a href={paths.account}>{verify.again_new_address}</a>
            </p>
          ) : (
            <PostForm site={site} action={paths.resend} purpose={purposes.resend}>
              <EmailInput label={fields.email} errors={none} />
              <button class="button" type="submit">
                {verify.resend}
              </button>
            </PostForm>
          )}
        </section>
      </>
    ),
  })
}

/** A link of an email fills it in, where there is a script. */
const Code = (props: { label: string; value: string | undefined; errors: Messages }) => (
  <Input {...props} name="code" autocomplete="one-time-code" max={200} />
)

export function forgotPage(site: Site, values: Values = new Map(), errors = none): Page {
  const { forgot, fields } = site.words.text.account
  return formPage(site, {
    ...forgot,
    errors,
    content: (
      <>
        <PostForm site={site} action={paths.forgot} purpose={purposes.forgot} errors={errors}>
          <EmailInput label={fields.email} value={values.get('email')} errors={errors} />
          <button class="button primary" type="submit">
            {forgot.submit}
          </button>
        </PostForm>
        <p class="aside">
          <a href={paths.reset}>{forgot.have_code}</a>
        </p>
      </>
    ),
  })
}

export function resetPage(site: Site, code: string, errors = none): Page {
  const { reset, fields } = site.words.text.account
  return formPage(site, {
    ...reset,
    errors,
    content: (
      <>
        <PostForm site={site} action={paths.reset} purpose={purposes.reset} errors={errors}>
          <Code label={fields.code} value={code} errors={errors} />
          <PasswordInput is="new" label={fields.new_password} errors={errors} hint={fields.password_hint} />
          <button class="button primary" type="submit">
            {reset.submit}
          </button>
        </PostForm>
        <p class="aside">
          {site.words.text.account.verify.resend_heading} <a href={paths.forgot}>{reset.again}</a>
        </p>
      </>
    ),
  })
}

const done = (site: Site, heading: string, body: string, to_sign_in = true): Page =>
  messagePage(site, {
    status: 200,
    title: heading,
    heading,
    body,
    ...(to_sign_in ? { link: { href: paths.sign_in, label: site.words.text.nav.sign_in } } : {}),
  })

export function verifiedPage(site: Site): Page {
  const { text } = site.words
  const { done_heading, done_body, done_new_address } = text.account.verify
  if (!site.signed_in) return done(site, done_heading, done_body)
  return messagePage(site, {
    ...{ status: 200, title: done_heading, heading: done_heading, body: done_new_address },
    link: { href: paths.account, label: text.nav.account },
  })
}

export function resetDonePage(site: Site): Page {
  const { done_heading, done_body } = site.words.text.account.reset
  return done(site, done_heading, done_body)
}

export function signedOutNow(site: Site): Page {
  const { heading, body } = site.words.text.account.signed_out
  return done(site, heading, body)
}

/** While `auth` does not answer: this browser can be left all the same. */
export function signOutHerePage(site: Site): Page {
  const { sign_out_here } = site.words.text.account
  return messagePage(site, {
    ...{ status: 503, ...sign_out_here },
    form: (
      <PostForm site={site} name="retry" action={paths.sign_out} purpose={purposes.sign_out_here}>
        <button class="button primary" type="submit">
          {sign_out_here.submit}
        </button>
      </PostForm>
    ),
    headers: { 'retry-after': '2' },
  })
}

export function signedOutHerePage(site: Site): Page {
  const { signed_out, sign_out_here } = site.words.text.account
  return done(site, signed_out.heading, sign_out_here.done)
}

export function closedPage(site: Site): Page {
  const { closed_heading, closed_body } = site.words.text.account.profile
  return done(site, closed_heading, closed_body, false)
}

/** A person who said no, or a sign-in that nobody here has begun. */
export function notSignedInPage(site: Site, kind: 'refused' | 'stray', again: string): Page {
  const { heading, body, stray_heading, stray_body, again: label } = site.words.text.account.refused
  const stray = kind === 'stray'
  return messagePage(site, {
    status: stray ? 400 : 403,
    title: stray ? stray_heading : heading,
    heading: stray ? stray_heading : heading,
    body: stray ? stray_body : body,
    link: { href: again, label },
  })
}
