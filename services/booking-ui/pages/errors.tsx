/** Pages for what went wrong: each says what is missing, what still works, and what to do next. */
import type { FieldError } from '#lib/problem'
import { Icon } from '../components/icons.tsx'
import { type Retry, RetryButton } from '../components/retry.tsx'
import { SearchForm } from '../components/search-form.tsx'
import { paths } from '../contract.ts'
import { type Form, searchPath } from '../links.ts'
import type { Page, Site } from './page.ts'

export interface Message {
  status: number
  title: string
  heading: string
  body: string
  more?: string
  /** The way out, besides the home page. */
  link?: { href: string; label: string } | undefined
  /** Or one more try. */
  retry?: { how: Retry; label: string }
  other?: { href: string; label: string }
  headers?: Readonly<Record<string, string>>
  /** Or a form of its own. */
  form?: Page['content']
  /** What else helps. */
  below?: Page['content']
}

export function messagePage(site: Site, message: Message): Page {
  const { text } = site.words
  return {
    title: text.title(message.title),
    name: 'trouble',
    status: message.status,
    private_page: true,
    ...(message.headers ? { headers: message.headers } : {}),
    content: (
      <div class="wrap narrow message">
        <p class="big-icon">
          <Icon name={iconOf(message.status)} />
        </p>
        <h1>{message.heading}</h1>
        <p>{message.body}</p>
        {message.more === undefined ? null : <p class="muted">{message.more}</p>}
        <div class="actions">
          {message.link === undefined ? null : (
            <a class="button primary" href={message.link.href}>
              {message.link.label}
            </a>
          )}
          {message.form}
          {message.retry === undefined ? null : (
            <RetryButton site={site} retry={message.retry.how} label={message.retry.label} />
          )}
          <a class="button" href={message.other?.href ?? paths.home}>
            {message.other?.label ?? text.errors.to_home}
          </a>
        </div>
        {message.below}
      </div>
    ),
  }
}

export function notFoundPage(site: Site): Page {
  const { not_found_title: title, not_found_heading: heading, not_found_body: body } = site.words.text.errors
  return messagePage(site, { status: 404, title, heading, body })
}

export function unknownHotelPage(site: Site): Page {
  const { hotel_title: title, hotel_heading: heading, hotel_body: body } = site.words.text.errors
  return messagePage(site, { status: 404, title, heading, body })
}

export function unreadablePage(site: Site): Page {
  const { unreadable_heading: heading, unreadable_body: body } = site.words.text.errors
  return messagePage(site, { status: 400, title: heading, heading, body })
}

/** Not what our page had in it. */
export function spoiledFormPage(site: Site, href: string): Page {
  const { spoiled_heading: heading, spoiled_body: body, stray_link: label } = site.words.text.errors
  return messagePage(site, { status: 422, title: heading, heading, body, link: { href, label } })
}

/** Nothing that the visitor typed is lost. */
export function awayPage(site: Site, service: string, how: Retry, retry_after_s: number): Page {
  const { away } = site.words.text.errors
  const { title, heading, body, works } = away[service] ?? away.other
  return messagePage(site, {
    status: 503,
    title,
    heading,
    body,
    more: works,
    retry: { how, label: retryLabel(site, how) },
    headers: { 'retry-after': String(retry_after_s) },
  })
}

const retryLabel = ({ words: { text } }: Site, how: Retry) =>
  how.action === undefined ? text.errors.retry : text.errors.send_again

/** A form that none of our pages of this browser sent, or so long ago that nobody remembers. */
export function strayFormPage(site: Site, how: Retry): Page {
  const { text } = site.words
  const { stray_heading: heading, stray_body, stray_again, stray_link } = text.errors
  const is_kept = how.action !== undefined
  return messagePage(site, {
    status: 403,
    title: heading,
    heading,
    body: is_kept ? stray_again : stray_body,
    retry: { how, label: is_kept ? text.errors.send_again : stray_link },
    ...(is_kept ? { other: { href: how.href, label: stray_link } } : {}),
  })
}

/** To sign in in another tab: what was typed stays in this one. */
export function signedOutPage(site: Site, how: Retry): Page {
  const { text } = site.words
  const { signed_out_heading: heading, signed_out_body: body } = text.errors
  return messagePage(site, {
    status: 401,
    title: heading,
    heading,
    body,
    link: { href: `${paths.sign_in}?to=${encodeURIComponent(how.href)}`, label: text.nav.sign_in },
    ...(how.action === undefined
      ? {}
      : { below: <KeptForm site={site} how={how} lead={text.errors.signed_out_kept} /> }),
  })
}

const KeptForm = ({ site, how, lead }: { site: Site; how: Retry; lead: string }) => (
  <section class="kept">
    <p class="muted">{lead}</p>
    <RetryButton site={site} retry={how} label={site.words.text.errors.send_again} />
  </section>
)

export function unknownTripPage(site: Site): Page {
  const { trip_heading: heading, trip_body: body } = site.words.text.errors
  const label = site.words.text.nav.trips
  return messagePage(site, { status: 404, title: heading, heading, body, link: { href: paths.trips, label } })
}

export function tooManyPage(site: Site, how: Retry, wait_s: number): Page {
  const { too_many_heading: heading, too_many_body } = site.words.text.errors
  return messagePage(site, {
    status: 429,
    title: heading,
    heading,
    body: too_many_body(Math.max(1, Math.ceil(wait_s / 60))),
    retry: { how, label: retryLabel(site, how) },
    headers: { 'retry-after': String(wait_s) },
  })
}

export function tooLargePage(site: Site): Page {
  const { large_heading: heading, large_body: body } = site.words.text.errors
  return messagePage(site, { status: 413, title: heading, heading, body })
}

export function brokenPage(site: Site, how: Retry): Page {
  const { broken_title: title, broken_heading: heading, broken_body: body } = site.words.text.errors
  const retry = { how, label: retryLabel(site, how) }
  return messagePage(site, { status: 500, title, heading, body, retry })
}

export function pageGonePage(site: Site, form: Form): Page {
  const {
    page_gone_title: title,
    page_gone_heading: heading,
    page_gone_body: body,
    page_gone_link,
  } = site.words.text.errors
  return messagePage(site, {
    status: 422,
    title,
    heading,
    body,
    link: { href: searchPath(form), label: page_gone_link },
  })
}

/** The form again with what was typed, each field saying what is wrong with it. */
export function formErrorsPage(site: Site, form: Form, place: string, errors: readonly FieldError[]): Page {
  const { words, clock } = site
  const { text } = words
  return {
    title: text.title(text.form.errors_heading(errors.length)),
    name: 'form-errors',
    status: 422,
    private_page: true,
    content: (
      <div class="wrap">
        <h1>{text.form.errors_title}</h1>
        <SearchForm text={text} clock={clock} form={form} place={place} errors={errors} />
      </div>
    ),
  }
}

const iconOf = (status: number) => (status >= 500 ? 'clock' : status >= 400 ? 'alert' : 'check')
