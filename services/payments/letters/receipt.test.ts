import { expect, test } from 'bun:test'
import { receiptLetter } from './receipt.ts'

const facts = {
  reservation_id: 'res_01jdhm2q3r4s5t6v7w8x9y0z1a',
  guest: { name: '王小明', email: 'wang@guests.example' },
  hotel: { name: 'Hotel Zur Post' },
  number: '2026-000017',
  amount: { amount: 22_000, currency: 'EUR' },
  last4: '4242',
  site_url: 'https://vacancy.example',
}

test('the letter of a receipt says what was paid, for what and by which card', () => {
  const { to, subject, html, text } = receiptLetter(facts)
  expect(to).toEqual({ name: '王小明', address: 'wang@guests.example' })
  expect(subject).toBe('Your receipt 2026-000017: €220.00')
  for (const words of ['王小明', '€220.00', 'ending in 4242', 'Hotel Zur Post', facts.reservation_id]) {
    expect(html).toContain(words)
    expect(text).toContain(words)
  }
  expect(text).toContain('https://vacancy.example/trips/res_01jdhm2q3r4s5t6v7w8x9y0z1a')
})

test('what people typed stays text', () => {
  const hostile = `"><script>alert(1)</script>`
  const { html } = receiptLetter({
    ...facts,
    guest: { ...facts.guest, name: hostile },
    hotel: { name: hostile },
  })
  expect(html).not.toMatch(/<script|="">/)
  expect(html).toContain('&lt;script&gt;')
})

test('a card without known digits is no undefined', () => {
  expect(receiptLetter({ ...facts, last4: null }).text).toContain('ending in ····')
})
