/** The languages of the site, and which of them a visitor reads: the one that they chose, or else their browser's. */
import type { Cookies } from '#lib/web/cookies'
import { languageOf as bestLanguage, LANGUAGE_COOKIE } from '#lib/web/language'
import { de } from './de.ts'
import { en, type Text } from './en.ts'
import { zh } from './zh.ts'

export const languages = { en, de, zh } as const satisfies Record<string, Text>
export type Language = keyof typeof languages
export const language_names: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', zh: '中文' }

const CHOICE_S = 365 * 24 * 3_600

export const isLanguage = (text: string | undefined | null): text is Language =>
  typeof text === 'string' && Object.hasOwn(languages, text)

/** English for whoever reads none of ours. */
export const languageOf = (request: Request, cookies: Cookies): Language =>
  bestLanguage<Language>({ request, cookies, languages: ['en', 'de', 'zh'] })

/** The `Set-Cookie` of a choice. */
export const chosenLanguage = (language: Language, cookies: Cookies): string =>
  cookies.write(LANGUAGE_COOKIE, language, { max_age_s: CHOICE_S })
