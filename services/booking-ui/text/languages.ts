/** The languages of the site, and which of them a visitor reads: the one that they chose, or else their browser's. */
import Negotiator from 'negotiator'
import type { Cookies } from '#lib/web/cookies'
import { de } from './de.ts'
import { en, type Text } from './en.ts'
import { zh } from './zh.ts'

export const languages = { en, de, zh } as const satisfies Record<string, Text>
export type Language = keyof typeof languages
export const language_names: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', zh: '中文' }

const COOKIE = 'language'
const CHOICE_S = 365 * 24 * 3_600

export const isLanguage = (text: string | undefined | null): text is Language =>
  typeof text === 'string' && Object.hasOwn(languages, text)

/** English for whoever reads none of ours. */
export function languageOf(request: Request, cookies: Cookies): Language {
  const chosen = cookies.read(request, COOKIE)
  if (isLanguage(chosen)) return chosen
  const accepted = request.headers.get('accept-language')?.slice(0, 500)
  if (accepted === undefined) return 'en'
  const best = new Negotiator({ headers: { 'accept-language': accepted } }).language(Object.keys(languages))
  return isLanguage(best) ? best : 'en'
}

/** The `Set-Cookie` of a choice. */
export const chosenLanguage = (language: Language, cookies: Cookies): string =>
  cookies.write(COOKIE, language, { max_age_s: CHOICE_S })
