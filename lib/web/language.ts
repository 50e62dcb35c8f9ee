/** Which of our languages a visitor reads. */
import Negotiator from 'negotiator'
import type { Cookies } from './cookies.ts'

/** Of all our pages on one host: what was chosen on one holds on the others. */
export const LANGUAGE_COOKIE = 'language'
const MAX_HEADER = 500

/** A list by preference, as the header says it. */
const inOrder = (locales: string): string =>
  locales
    .slice(0, MAX_HEADER)
    .trim()
    .split(/\s+/)
    .map((locale, i) => `${locale};q=${Math.max(0.01, 1 - i / 50)}`)
    .join(',')

interface Reader<L extends string> {
  request: Request
  cookies: Cookies
  /** The first for whoever reads none of them. */
  languages: readonly [L, ...L[]]
  /** Asked for by name, the best first, as OpenID Connect's `ui_locales` has it. */
  asked?: string | undefined
}

/** What was asked for, what was chosen before, what the browser says; in this order. */
export function languageOf<L extends string>({ request, cookies, languages, asked }: Reader<L>): L {
  const known = (text: string | undefined) => languages.find((one) => one === text)
  const best = (header: string) =>
    known(new Negotiator({ headers: { 'accept-language': header } }).language([...languages]))
  const named = asked === undefined ? undefined : best(inOrder(asked))
  const accepted = request.headers.get('accept-language')?.slice(0, MAX_HEADER)
  return (
    named ??
    known(cookies.read(request, LANGUAGE_COOKIE)) ??
    (accepted === undefined ? undefined : best(accepted)) ??
    languages[0]
  )
}
