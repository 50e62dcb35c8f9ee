/** The languages: the same words in each, the right one for each visitor. */
import { describe, expect, test } from 'bun:test'
import { cookiesOf } from '#lib/web/cookies'
import { en } from './en.ts'
import { type Language, languageOf, languages } from './languages.ts'

const cookies = cookiesOf('http://localhost:3000')
const asked = (headers: Record<string, string>) =>
  languageOf(new Request('http://localhost:3000/', { headers }), cookies)

test.each([
  ['nothing', undefined, undefined, 'en'],
  ['German of Switzerland', 'de-CH, fr;q=0.8', undefined, 'de'],
  ['Chinese of Taiwan', 'zh-TW,zh;q=0.9,en;q=0.5', undefined, 'zh'],
  ['what we have, after what we do not', 'fr, it;q=0.9, de;q=0.2', undefined, 'de'],
  ['only what we do not have', 'fr', undefined, 'en'],
  ['anything', '*', undefined, 'en'],
  ['nonsense', ';;=,\u00ff', undefined, 'en'],
  ['German, having chosen Chinese', 'de', 'zh', 'zh'],
  ['German, with a cookie of a stranger', 'de', '__proto__', 'de'],
] as const)('a browser that reads %s', (_, accept, cookie, language) => {
  expect(
    asked({
      ...(accept === undefined ? {} : { 'accept-language': accept }),
      ...(cookie === undefined ? {} : { cookie: `vacancy-language=${cookie}` }),
    }),
  ).toBe(language)
})

/** Every text, by its path; functions are called with something for each parameter. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'number') return []
  if (typeof value === 'function') {
    const call = value as (...values: unknown[]) => string
    const samples = path.endsWith('.tax')
      ? ['vat', '7%']
      : Array.from({ length: call.length }, (_, i) => i + 2)
    return [[path, String(call(...samples))]]
  }
  return Object.entries(value as object).flatMap(([name, inner]) => texts(inner, `${path}.${name}`))
}

describe.each(['de', 'zh'] as const)('%s', (language: Language) => {
  const own = new Map(texts(languages[language]))
  test('has every text, and none is empty', () => {
    expect([...own.keys()].sort()).toEqual(
      texts(en)
        .map(([path]) => path)
        .sort(),
    )
    expect([...own].filter(([, text]) => text.trim() === '').map(([path]) => path)).toEqual([])
  })

  test('was translated: what is the same in English is the same on purpose', () => {
    const same = texts(en).filter(([path, text]) => own.get(path) === text && /[a-z]{3}/i.test(text))
    expect(same.map(([path]) => path).filter((path) => !same_on_purpose.test(path))).toEqual([])
  })

  test('says the same: what goes into a text comes out of it', () => {
    for (const [path, text] of texts(en)) {
      const numbers = (one: string) => (one.match(/\d+/g) ?? []).sort()
      expect([path, numbers(own.get(path) ?? '')]).toEqual([path, numbers(text)])
    }
  })
})

const same_on_purpose =
  /^\.(brand|title|hotel\.title|hotel\.size|locale|dir|results\.(title|heading|filters)|account\.languages\..*|account\.fields\.name|amenities\.(pool|spa|restaurant|bar|sauna)|card\.total|booking\.night_rooms|form\.rooms|partners\.and|stay|lab\.commit|hotels|footer\.cities)$/
