import { expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import { decimalText, formatMoney, Money, minorDigits, parseDecimal } from '#lib/money'

const currencies = ['EUR', 'USD', 'JPY', 'KWD', 'GBP', 'CHF', 'TND', 'KRW'] as const
const money = fc.record({
  amount: fc.maxSafeInteger(),
  currency: fc.constantFrom(...currencies),
})

test('minor units are the currency’s own', () => {
  expect(['EUR', 'JPY', 'KWD', 'HUF', 'CLF'].map(minorDigits)).toEqual([2, 0, 3, 2, 4])
  // JavaScriptCore goes by ISO 4217, too; BYR ended in 2016, and it does not know UYW.
  for (const currency of Intl.supportedValuesOf('currency').filter((one) => !['BYR', 'UYW'].includes(one))) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    expect([currency, minorDigits(currency)]).toEqual([
      currency,
      format.resolvedOptions().maximumFractionDigits ?? 2,
    ])
  }
})

test('prints as people write it', () => {
  expect(formatMoney({ amount: 12_900, currency: 'EUR' }, 'en')).toBe('€129.00')
  expect(formatMoney({ amount: 12_900, currency: 'EUR' }, 'en', { trim: true })).toBe('€129')
  expect(formatMoney({ amount: 12_950, currency: 'EUR' }, 'en', { trim: true })).toBe('€129.50')
  expect(formatMoney({ amount: 12_900, currency: 'JPY' }, 'en')).toBe('¥12,900')
  expect(formatMoney({ amount: -5, currency: 'EUR' }, 'en')).toBe('-€0.05')
})

test('prints every amount to the last minor unit, however large', () => {
  fc.assert(
    fc.property(money, fc.boolean(), ({ amount, currency }, trim) => {
      const text = formatMoney({ amount, currency }, 'en', { trim })
      const digits = minorDigits(currency)
      const [whole = '', fraction = ''] = text.replace(/[^\d.]/g, '').split('.')
      expect(BigInt(whole + fraction.padEnd(digits, '0'))).toBe(BigInt(Math.abs(amount)))
      expect(text.startsWith('-')).toBe(amount < 0)
      if (!trim) expect(fraction).toHaveLength(digits)
    }),
  )
})

test('as JSON it is an integer and three capitals, and nothing else', () => {
  fc.assert(
    fc.property(money, (value) => expect(Value.Check(Money, JSON.parse(JSON.stringify(value)))).toBe(true)),
  )
  for (const wrong of [
    { amount: 1.5, currency: 'EUR' },
    { amount: '1', currency: 'EUR' },
    { amount: 1, currency: 'eur' },
    { amount: 1, currency: 'EURO' },
    { amount: 1, currency: 'EUR', minor: true },
    { amount: 1 },
  ])
    expect(Value.Check(Money, wrong)).toBe(false)
})

test('as decimal text and back, for machines', () => {
  fc.assert(
    fc.property(money, fc.boolean(), ({ amount, currency }, negative) => {
      const signed = negative ? -amount : amount
      // Nobody owes -0.
      expect(parseDecimal(decimalText(signed, currency), currency)).toBe(signed === 0 ? 0 : signed)
    }),
  )
  expect([5, -5, 12_900].map((amount) => decimalText(amount, 'EUR'))).toEqual(['0.05', '-0.05', '129.00'])
  expect(decimalText(12_900, 'JPY')).toBe('12900')
  expect(parseDecimal('129', 'EUR')).toBe(12_900)
  for (const text of ['', '1,5', '1e3', '1.234', ' 1', '1.', '.5', 'NaN', '99999999999999999'])
    expect(parseDecimal(text, 'EUR')).toBeUndefined()
})
