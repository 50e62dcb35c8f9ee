/**
 * From a request to a page: who is signed in, what they sent, and what went wrong on the way. The rest of the site says
 * only what a page is made of.
 */
import { within } from '#lib/context'
import type { Clock } from '#lib/dates'
import { toProblem } from '#lib/errors'
import type { Logger } from '#lib/log'
import { Problem } from '#lib/problem'
import { UpstreamProblem, UpstreamUnavailable } from '#lib/transport'
import type { Cookies } from '#lib/web/cookies'
import type { Forms } from '#lib/web/form-token'
import type { buildAssets } from './assets.ts'
import { Layout } from './components/layout.tsx'
import { paths } from './contract.ts'
import { readForm } from './form.ts'
import * as errorPages from './pages/errors.tsx'
import type { Page, Site } from './pages/page.ts'
import { canonical } from './session/address.ts'
import { readFields } from './session/fields.ts'
import { type People, type Person, SignedOut, type Visit } from './session/people.ts'
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
type Made = Promise<Page | Response>

/** What a page asks of services is waited for so long in all; then it says which one did not answer. */
export const READING_MS = 4_000
/** What a form sets going: a charge at the bank is not given up after four seconds. */
export const DOING_MS = 12_000

/** Handlers of routes. Each never throws: whatever goes wrong is a page, at the latest when its time is over. */
export interface Answers {
  /** For everybody. */
  page(make: (site: Site, asked: Asked) => Made): Handler
  /** For who is signed in; everybody else is led through a sign-in first, and then here. */
  personal(make: (site: Site, asked: Asked, person: Person) => Made, budget_ms?: number): Handler
  /** A form that one of our pages sent, with the token for `purpose`. */
  sent(purpose: Purpose, make: (site: Site, asked: Asked, fields: Fields) => Made): Handler
  personalSent(
    purpose: Purpose,
    make: (site: Site, asked: Asked, fields: Fields, person: Person) => Made,
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
}

export const signInPath = (to: string): string => `${paths.sign_in}?to=${encodeURIComponent(to)}`

export function answers(options: AnswersOptions): Answers {
  const { people, forms, cookies, assets, clock, log, site_url, issuer } = options
  const form_targets = `'self' ${new URL(issuer).origin}`

  /** Whatever `make` does, with the cookies that came of it. */
  const answered =
    (budget_ms: number, make: (site: Site, asked: Asked, visit: Visit) => Made): Handler =>
    async ({ request, params }) => {
      const set_cookies: string[] = []
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
          if (set_cookie !== undefined && set_cookies.length === 0) set_cookies.push(set_cookie)
          return token
        },
      }
      const asked = { request, id: params?.id ?? '', person: visit.person }
      const made = await within(budget_ms, () => make(site, asked, visit)).catch((error: unknown) =>
        failed(site, request, visit, error),
      )
      const response = made instanceof Response ? made : await render(site, made, request)
      // Its cookie would stay behind at this name of ours when the form goes to the other.
      const elsewhere = has_form && request.method === 'GET' ? canonical(site_url, request) : undefined
      if (elsewhere !== undefined) return away(elsewhere)
      for (const one of [...set_cookies, ...visit.setCookies()]) response.headers.append('set-cookie', one)
      return response
    }

  const failed = (site: Site, request: Request, visit: Visit, error: unknown): Page | Response => {
    if (!isSignedOut(error)) return failurePage(site, request, error, log)
    visit.forget()
    return request.method === 'GET' ? away(signInPath(hereOf(request))) : errorPages.signedOutPage(site)
  }

  const known = async (
    site: Site,
    asked: Asked,
    visit: Visit,
    make: (person: Person) => Made,
  ): Promise<Page | Response> => {
    const elsewhere = canonical(site_url, asked.request)
    if (elsewhere !== undefined && asked.request.method === 'GET') return away(elsewhere)
    const { person } = visit
    if (person !== undefined) return make(person)
    return asked.request.method === 'GET'
      ? away(signInPath(hereOf(asked.request)))
      : errorPages.signedOutPage(site)
  }

  const ownFields = async (
    site: Site,
    { request, id }: Asked,
    purpose: Purpose,
    make: (fields: Fields) => Made,
  ): Promise<Page | Response> => {
    const fields = await readFields(request)
    const own = typeof purpose === 'string' ? purpose : purpose(id)
    if (!forms.isOwn(request, fields.get('form_token') ?? '', own))
      return errorPages.strayFormPage(site, hereOf(request))
    return make(fields)
  }

  async function render(site: Site, page: Page, request: Request): Promise<Response> {
    const document = await Layout({
      text: site.words.text,
      assets: site.assets,
      title: page.title,
      page: page.name,
      private_page: page.private_page ?? false,
      signed_in: site.signed_in,
      // What a form led to has no address of its own.
      here: request.method === 'GET' ? hereOf(request) : paths.home,
      refresh_s: page.refresh_s,
      social:
        page.social === undefined ? undefined : { ...page.social, picture: site_url + page.social.picture },
      children: page.content,
    })
    const frames = page.frames === undefined ? '' : `; frame-src ${page.frames}`
    return new Response(`<!doctype html>${document}`, {
      status: page.status ?? 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        // Of somebody's own page nothing stays in the browser for whoever sits there next.
        'cache-control': site.signed_in ? 'private, no-store' : 'no-cache',
        vary: 'accept-language, cookie',
        ...security_headers,
        'content-security-policy': `${policy}; form-action ${form_targets}${frames}`,
        ...page.headers,
      },
    })
  }

  return {
    page: (make) => answered(READING_MS, (site, asked) => make(site, asked)),
    personal: (make, budget_ms = READING_MS) =>
      answered(budget_ms, (site, asked, visit) =>
        known(site, asked, visit, (person) => make(site, asked, person)),
      ),
    sent: (purpose, make) =>
      answered(DOING_MS, (site, asked) =>
        ownFields(site, asked, purpose, (fields) => make(site, asked, fields)),
      ),
    personalSent: (purpose, make) =>
      answered(DOING_MS, (site, asked, visit) =>
        known(site, asked, visit, (person) =>
          ownFields(site, asked, purpose, (fields) => make(site, asked, fields, person)),
        ),
      ),
  }
}

/** No inline script or style, nothing from elsewhere, no frame around us. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

export const security_headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
} as const

/** Path and query of this request, for a link that tries again. One leading slash: two would name another host. */
export const hereOf = (request: Request): string => {
  const { pathname, search } = new URL(request.url)
  return pathname.replace(/^\/+/, '/') + search
}

/** `auth` ended the grant, or has revoked the token since. */
const isSignedOut = (error: unknown): boolean =>
  error instanceof SignedOut ||
  (error instanceof UpstreamProblem && error.problem.status === 401 && error.service !== 'search')

function failurePage(site: Site, request: Request, error: unknown, log: Logger): Page {
  const here = hereOf(request)
  if (error instanceof UpstreamProblem) {
    const { code, status } = error.problem
    if (code === 'unknown_hotel' || (status === 422 && here.startsWith('/hotels/')))
      return errorPages.unknownHotelPage(site)
    if (code === 'unknown_reservation' || code === 'unknown_payment') return errorPages.unknownTripPage(site)
    if (code === 'cursor_invalid' || code === 'cursor_mismatch')
      return errorPages.pageGonePage(site, readForm(request.url, site.clock).form)
    // The address asked for what cannot be: nobody is at fault but whoever wrote it.
    if ((status === 400 || status === 422) && request.method === 'GET') return errorPages.unreadablePage(site)
    if (status === 429) return errorPages.tooManyPage(site, here, Number(error.retry_after ?? 60))
  }
  const problem = error instanceof Problem ? error : toProblem(error)
  if (problem.status === 400 || problem.status === 415) return errorPages.unreadablePage(site)
  if (problem.status === 413) return errorPages.tooLargePage(site)
  if (problem.status === 404) return errorPages.notFoundPage(site)
  log.error({ err: problem.cause ?? problem }, problem.code)
  if (problem.status !== 503) return errorPages.brokenPage(site, here)
  const service =
    error instanceof UpstreamUnavailable || error instanceof UpstreamProblem ? error.service : 'search'
  return errorPages.awayPage(site, service, here, Number(problem.headers['retry-after'] ?? 2))
}
