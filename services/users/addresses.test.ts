import { describe, expect, test } from 'bun:test'
import { Problem } from '#lib/problem'
import { addressOf, nameOf } from './addresses.ts'

/** The fields that are refused; whatever is refused, its value is not repeated. */
function refused(work: () => unknown, value: string): string[] {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (value.length > 2) expect(JSON.stringify([error.message, error.errors])).not.toContain(value)
    return (error.errors ?? []).map(({ field }) => field)
  }
}

describe('an email address', () => {
  test.each([
    ['ann@guests.example', 'ann@guests.example'],
    ['  Ann.O+Vacancy@Guests.EXAMPLE ', 'ann.o+vacancy@guests.example'],
    ['王@例え.テスト', '王@例え.テスト'],
    ['ann@xn--fsq.example', 'ann@xn--fsq.example'],
    // The sign for kelvin looks like a K and is another character: NFC makes it the K.
    ['mi\u212Ae@guests.example', 'mike@guests.example'],
    // Composed or not: the same.
    ['rene\u0301@guests.example', 'ren\u00E9@guests.example'],
  ])('%p is compared as %p', (text, key) => {
    expect(addressOf(text).email_key).toBe(key)
  })

  test.each([
    '',
    'ann',
    '@guests.example',
    'ann@',
    'ann@localhost',
    'ann@.example',
    'ann@guests..example',
    'ann@guests.example.',
    'ann@b@guests.example',
    'ann@guests.example,bob@guests.example',
    'Ann <ann@guests.example>',
    '"ann b"@guests.example',
    'ann b@guests.example',
    'ann@guests.example\r\nBcc: bob@guests.example',
    'ann\u0000@guests.example',
    `${'a'.repeat(65)}@guests.example`,
    `ann@${'a'.repeat(250)}.example`,
  ])('%p is none', (text) => {
    expect(refused(() => addressOf(text), text)).toEqual(['email'])
  })
})

describe('a name', () => {
  test.each(["Siobhán O'Neill", '王小明', 'X Æ A-12', '<b>'])('%p is one', (name) => {
    expect(nameOf(` ${name} `)).toBe(name.normalize('NFC'))
  })

  test.each(['', '   ', 'Ann\r\nBcc: bob@guests.example', 'Ann\u0000', 'Ann\u2028Bob', '\u001b[31mAnn'])(
    '%p is none',
    (name) => {
      expect(refused(() => nameOf(name), name.trim())).toEqual(['name'])
    },
  )
})
