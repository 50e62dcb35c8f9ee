/** The pages in each language: every word there, and the right language for each person. */
import { describe, expect, test } from 'bun:test'
import { mayHold, type Scope, scopes } from '../contract.ts'
import { en } from './en.ts'
import { language_names, languages, textOf } from './languages.ts'

const issuer = 'http://localhost:3001'
const read = (query: string, headers: Record<string, string> = {}) =>
  textOf(new Request(issuer, { headers }), { issuer, query }).locale

test.each([
  ['nothing', '', {}, 'en'],
  ['what the client asks for', 'ui_locales=de', {}, 'de'],
  ['the best of what it asks for that we have', 'ui_locales=fr-CA%20zh-Hant%20de', {}, 'zh'],
  ['that before the browser', 'ui_locales=zh', { 'accept-language': 'de' }, 'zh'],
  ['the browser, where it asks for none of ours', 'ui_locales=fr', { 'accept-language': 'de-CH' }, 'de'],
  ['what was chosen on the site', '', { cookie: 'vacancy-language=zh', 'accept-language': 'de' }, 'zh'],
  ['nonsense', 'ui_locales=%3B%3B%20*%3Cscript%3E', { 'accept-language': ';;=' }, 'en'],
] as const)('%s', (_, query, headers, locale) => {
  expect(read(query, headers)).toBe(locale)
})

const person_scopes = (Object.keys(scopes) as Scope[]).filter(
  (scope) => mayHold(scope, 'person') || mayHold(scope, 'customer'),
)

/** Every text by its path; functions are called with something for each parameter. */
function texts(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const here = `${path}.${name}`
    if (typeof inner === 'string') return [[here, inner] as [string, string]]
    if (here === '.consent.says')
      return person_scopes.map((scope): [string, string] => [
        `${here} ${scope}`,
        (inner as (scope: Scope) => string)(scope),
      ])
    if (typeof inner === 'function') return [[here, String((inner as (n: number) => string)(3))]]
    return texts(inner as object, here)
  })
}

describe.each(language_names.filter((name) => name !== 'en'))('%s', (name) => {
  const own = new Map(texts(languages[name]))
  test('has every word, and each is its own', () => {
    for (const [path, text] of texts(en)) {
      const theirs = own.get(path) ?? ''
      // A scope that no person is asked about has no words.
      if (text !== '') expect([path, theirs.trim()]).not.toEqual([path, ''])
      if (!/^\.(locale|dir|brand)$/.test(path) && text !== '')
        expect([path, theirs]).not.toEqual([path, text])
      expect([path, theirs.match(/\d+/g)]).toEqual([path, text.match(/\d+/g)])
    }
  })
})
