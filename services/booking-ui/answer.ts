/**
 * From a request to an answer: who is signed in, what they sent, and what went wrong on the way. The rest of the site
 * says only what a page is made of.
 */
import { within } from '#lib/context'
import type { Clock } from '#lib/dates'
import type { Logger } from '#lib/log'
import type { Cookies } from '#lib/web/cookies'
import type { Forms } from '#lib/web/form-token'
import type { buildAssets } from './assets.ts'
import type { Retry } from './components/retry.tsx'
import { paths } from './contract.ts'
import { documents } from './document.ts'
import { failurePage, isSignedOut } from './failure.ts'
import * as errorPages from './pages/errors.tsx'
import type { Page, Site } from './pages/page.ts'
import { canonical } from './session/address.ts'
import { readFields } from './session/fields.ts'
import type { People, Person, Visit } from './session/people.ts'
import { away } from './session/sign-in.ts'
import { languageOf, languages } from './text/languages.ts'
import { words } from './words.ts'

export type Fields = ReadonlyMap<string, string>
export interface Asked {
  request: Request
  /** The part of the path that names something; empty where there is none. */
  id: string
  /** Who is signed in, where nobody has to be. */
  person: Person | undefined
}
/** What a form is for; one about a thing is for that thing alone. */
export type Purpose = string | ((id: string) => string)
/** The page where a form stands, when that is at another address than the one that it is sent to. */
type PageOf = (id: string, fields: Fields) => string
type Made = Promise<Page | Response>

export interface Budgets {
  /** What a page asks of services is waited for so long in all; then it says which one did not answer. */
  reading_ms: number
  /** What a form sets going: a charge at the bank is not given up so soon. */
  doing_ms: number
}

/** Handlers of routes. Each never throws: whatever goes wrong is a page, at the latest when its time is over. */
export interface Answers {
  /** For everybody. */
  page(make: (site: Site, asked: Asked) => Made): Handler
  /** For who is signed in; everybody else is led through a sign-in first, and then here. */
  personal(make: (site: Site, asked: Asked, person: Person) => Made, kind?: 'reading' | 'doing'): Handler
  /** A form that one of our pages sent, with the token for `purpose`. */
  sent(purpose: Purpose, make: (site: Site, asked: Asked, fields: Fields) => Made, page?: PageOf): Handler
  personalSent(
    purpose: Purpose,
    make: (site: Site, asked: Asked, fields: Fields, person: Person) => Made,
    page?: PageOf,
  ): Handler
}
export type Handler = (context: { request: Request; params?: { id?: string } }) => Promise<Response>

export interface AnswersOptions {
  people: People
  forms: Forms
  cookies: Cookies
  assets: ReturnType<typeof buildAssets>
  clock: Clock
  log: Logger
  site_url: string
  issuer: string
  budgets: Budgets
}

export const signInPath = (to: string): string => `${paths.sign_in}?to=${encodeURIComponent(to)}`

/** One request on its way: how to try again follows it. */
interface Going {
  site: Site
  asked: Asked
  visit: Visit
  retry: Retry
}

export function answers(options: AnswersOptions): Answers {
  const { people, forms, cookies, assets, clock, log, site_url, budgets } = options
  const { render, sealed } = documents(options)

  /** Whatever `make` does, with the cookies that came of it. */
  const answered =
    (budget: keyof Budgets, is_personal: boolean, make: (going: Going) => Made): Handler =>
    async ({ request, params }) => {
      const set_cookies = new Set<string>()
      let has_form = false
      const language = languageOf(request, cookies)
      const visit = people.visit(request)
      const site: Site = {
        words: words(languages[language], clock),
        language,
        clock,
        assets: await assets,
        get signed_in() {
          return visit.person !== undefined
        },
        formToken: (purpose) => {
          has_form = true
          const { token, set_cookie } = forms.token(request, purpose)
          if (set_cookie !== undefined) set_cookies.add(set_cookie)
          return token
        },
      }
      const asked = { request, id: params?.id ?? '', person: visit.person }
      const going: Going = { site, asked, visit, retry: { href: hereOf(request) } }
      const shown = (made: Page | Response) =>
        made instanceof Response
          ? made
          : render(going.site, made, { request, is_personal, retry: going.retry })
      // What a page is made of may be odder than its page expects: that, too, ends as a page.
      const response = await within(budgets[budget], () => make(going).then(shown)).catch((error: unknown) =>
        shown(failed(going, error)),
      )
      // Its cookie would stay behind at this name of ours when the form goes to the other.
      const elsewhere = has_form && request.method === 'GET' ? canonical(site_url, request) : undefined
      if (elsewhere !== undefined) return away(elsewhere)
      for (const one of [...set_cookies, ...visit.setCookies()]) response.headers.append('set-cookie', one)
      return sealed(response)
    }

  const failed = ({ site, asked, visit, retry }: Going, error: unknown): Page | Response => {
    const { request } = asked
    if (!isSignedOut(error)) return failurePage(site, { request, retry, error, log })
    visit.forget()
    return request.method === 'GET'
      ? away(signInPath(hereOf(request)))
      : errorPages.signedOutPage(site, retry)
  }

  const known = async (
    { site, asked, visit, retry }: Going,
    make: (person: Person) => Made,
  ): Promise<Page | Response> => {
    const { request } = asked
    const elsewhere = canonical(site_url, request)
    if (elsewhere !== undefined && request.method === 'GET') return away(elsewhere)
    const { person } = visit
    if (person !== undefined) return make(person)
    return request.method === 'GET'
      ? away(signInPath(hereOf(request)))
      : errorPages.signedOutPage(site, retry)
  }

  /** With the fields, when one of our pages of this browser has sent them. */
  const own = async (
    going: Going,
    { purpose, page, of_person = false }: { purpose: Purpose; page: PageOf | undefined; of_person?: boolean },
    make: (fields: Fields) => Made,
  ): Promise<Page | Response> => {
    const { request, id } = going.asked
    const { pathname } = new URL(request.url)
    // Nothing answers a GET of some of these addresses, and none of them knows what was typed.
    going.retry = { href: page?.(id, new Map()) ?? pathname }
    const fields = await readFields(request)
    const own_purpose = typeof purpose === 'string' ? purpose : purpose(id)
    const again = {
      action: pathname,
      purpose: own_purpose,
      fields,
      href: page?.(id, fields) ?? pathname,
    }
    if (!forms.isOwn(request, fields.get('form_token') ?? '', own_purpose)) {
      if (of_person && going.visit.person === undefined)
        return errorPages.signedOutPage(going.site, { href: again.href })
      // Only what the browser says comes from a page of ours may be sent again by one press of a button.
      const retry = isSameOrigin(request, site_url) ? again : { href: again.href }
      return errorPages.strayFormPage(going.site, retry)
    }
    going.retry = again
    return make(fields)
  }

  return {
    page: (make) => answered('reading_ms', false, ({ site, asked }) => make(site, asked)),
    personal: (make, kind = 'reading') =>
      answered(`${kind}_ms`, true, (going) =>
        known(going, (person) => make(going.site, going.asked, person)),
      ),
    sent: (purpose, make, page) =>
      answered('doing_ms', true, (going) =>
        own(going, { purpose, page }, (fields) => make(going.site, going.asked, fields)),
      ),
    personalSent: (purpose, make, page) =>
      answered('doing_ms', true, (going) =>
        own(going, { purpose, page, of_person: true }, (fields) =>
          known(going, (person) => make(going.site, going.asked, fields, person)),
        ),
      ),
  }
}

/** Path and query of this request, for a link that tries again. One leading slash: two would name another host. */
export const hereOf = (request: Request): string => {
  const { pathname, search } = new URL(request.url)
  return pathname.replace(/^\/+/, '/') + search
}

const isSameOrigin = ({ headers }: Request, site_url: string) =>
  headers.get('sec-fetch-site') === 'same-origin' &&
  (headers.get('origin') ?? new URL(site_url).origin) === new URL(site_url).origin
