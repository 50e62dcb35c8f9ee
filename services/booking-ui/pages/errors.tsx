/** Pages for what went wrong: each says what is missing, what still works, and what to do next. */
import type { FieldError } from '#lib/problem'
import { Icon } from '../components/icons.tsx'
import { SearchForm } from '../components/search-form.tsx'
import { paths } from '../contract.ts'
import { type Form, searchPath } from '../form.ts'
import type { Page, Site } from './page.ts'

interface Message {
  status: number
  title: string
  heading: string
  body: string
  more?: string
  /** The way out, besides the home page. */
  link?: { href: string; label: string }
  headers?: Readonly<Record<string, string>>
}

function messagePage({ words: { text } }: Site, message: Message): Page {
  return {
    title: text.title(message.title),
    name: 'trouble',
    status: message.status,
    private_page: true,
    ...(message.headers ? { headers: message.headers } : {}),
    content: (
      <div class="wrap narrow message">
        <p class="big-icon">
          <Icon name={message.status >= 500 ? 'clock' : 'alert'} />
        </p>
        <h1>{message.heading}</h1>
        <p>{message.body}</p>
        {message.more === undefined ? null : <p class="muted">{message.more}</p>}
        <p class="actions">
          {message.link === undefined ? null : (
            <a class="button primary" href={message.link.href}>
              {message.link.label}
            </a>
          )}
          <a class="button" href={paths.home}>
            {text.errors.to_home}
          </a>
        </p>
      </div>
    ),
  }
}

export const notFoundPage = (site: Site): Page => {
  const { errors } = site.words.text
  return messagePage(site, {
    status: 404,
    title: errors.not_found_title,
    heading: errors.not_found_heading,
    body: errors.not_found_body,
  })
}

export const unknownHotelPage = (site: Site): Page => {
  const { errors } = site.words.text
  return messagePage(site, {
    status: 404,
    title: errors.hotel_title,
    heading: errors.hotel_heading,
    body: errors.hotel_body,
  })
}

/** `here` is the address that was asked for: nothing that the visitor typed is lost. */
export const searchAwayPage = (site: Site, here: string, retry_after_s: number): Page => {
  const { errors } = site.words.text
  return messagePage(site, {
    status: 503,
    title: errors.away_title,
    heading: errors.away_heading,
    body: errors.away_body,
    more: errors.away_works,
    link: { href: here, label: errors.retry },
    headers: { 'retry-after': String(retry_after_s) },
  })
}

export const brokenPage = (site: Site, here: string): Page => {
  const { errors } = site.words.text
  return messagePage(site, {
    status: 500,
    title: errors.broken_title,
    heading: errors.broken_heading,
    body: errors.broken_body,
    link: { href: here, label: errors.retry },
  })
}

export const unreadablePage = (site: Site): Page => {
  const { errors } = site.words.text
  return messagePage(site, {
    status: 400,
    title: errors.unreadable_heading,
    heading: errors.unreadable_heading,
    body: errors.unreadable_body,
  })
}

export const pageGonePage = (site: Site, form: Form): Page => {
  const { errors } = site.words.text
  return messagePage(site, {
    status: 422,
    title: errors.page_gone_title,
    heading: errors.page_gone_heading,
    body: errors.page_gone_body,
    link: { href: searchPath(form), label: errors.page_gone_link },
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
