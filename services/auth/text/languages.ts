/** The languages of the pages, and which of them a person reads. */
import { cookiesOf } from '#lib/web/cookies'
import { languageOf } from '#lib/web/language'
import { de } from './de.ts'
import { en, type Text } from './en.ts'
import { zh } from './zh.ts'

export const languages = { en, de, zh } as const satisfies Record<string, Text>
export const language_names = Object.keys(languages) as (keyof typeof languages)[]

/** `ui_locales` (OpenID Connect) of the request on its way, or what this person reads elsewhere. */
export function textOf(request: Request, { issuer, query }: { issuer: string; query: string }): Text {
  const asked = new URLSearchParams(query).get('ui_locales') ?? undefined
  const cookies = cookiesOf(issuer)
  return languages[languageOf({ request, cookies, languages: ['en', 'de', 'zh'], asked })]
}
