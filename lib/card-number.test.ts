import { describe, expect, test } from 'bun:test'
import { hasCardNumber, passesLuhn } from '#lib/card-number'

describe('the number of a card', () => {
  test.each([
    '4242424242424242',
    'my card: 4242 4242 4242 4242',
    'card4242-4242-4242-4242x',
    '4242.4242.4242.4242 123 04/29',
    '４２４２４２４２４２４２４２４２',
    '3782 822463 10005',
    '5 5 5 5 5 5 5 5 5 5 5 5 4 4 4 4',
    'room for 2, 4242 4242 4242 4242',
  ])('is seen in %p', (text) => expect(hasCardNumber(text)).toBe(true))

  test.each([
    '',
    'two beds, from 15:00',
    '+49 151 12345678',
    '2026-11-23 to 2026-11-30',
    'frequent flyer 9920 0304 1234 5678',
    '4242 4242 4242 4241',
    '424242424242',
    '00000000000000000000000000',
  ])('is not seen in %p', (text) => expect(hasCardNumber(text)).toBe(false))

  test('the check digit is that of ISO/IEC 7812-1', () => {
    expect(passesLuhn('79927398713')).toBe(true)
    expect(Array.from({ length: 10 }, (_, i) => passesLuhn(`7992739871${i}`)).filter(Boolean)).toHaveLength(1)
  })
})
