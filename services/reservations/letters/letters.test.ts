import { describe, expect, test } from 'bun:test'
import { recipientOf } from '#lib/email/message'
import { formatMoney } from '#lib/money'
import type { ReservationDocument } from '../bookings/contract.ts'
import { type LetterFacts, letter_kinds, letterOf } from './letters.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const document: ReservationDocument = {
  reservation_id: 'res_01jdhm2q3r4s5t6v7w8x9y0z1a',
  guest: { name: 'Ada Łukasz', email: 'ada@guests.example' },
  special_requests: 'A quiet room, please',
  hotel: {
    id: 'htl_01jdhm2q3r4s5t6v7w8x9y0z1b',
    name: 'Hotel Zur Post',
    stars: 4,
    address: 'Marktplatz 1',
    city: 'Graz',
    country_code: 'AT',
    country: 'Austria',
    check_in_from: '15:00',
    check_out_until: '11:00',
  },
  room_type: { id: 'rmt_1', name: 'Double', beds: '1 double bed', breakfast_included: true },
  check_in: '2027-02-08',
  check_out: '2027-02-10',
  adults: 2,
  children: 1,
  rooms: 1,
  currency: 'EUR',
  nights: [
    { night: '2027-02-08', price: eur(10_000) },
    { night: '2027-02-09', price: eur(12_000) },
  ],
  subtotal: eur(22_000),
  taxes: [],
  total: eur(22_000),
  cancellation: {
    policy: 'moderate',
    timeline: [
      { until: '2027-02-03T00:00:00Z', refund_percent: 100, refund: eur(22_000) },
      { until: '2027-02-07T00:00:00Z', refund_percent: 50, refund: eur(11_000) },
      { until: null, refund_percent: 0, refund: eur(0) },
    ],
  },
}
const facts: LetterFacts = {
  document,
  site_url: 'https://vacancy.example',
  hold_until: new Date('2026-11-23T12:15:00Z'),
}
const shown = (amount: number) => formatMoney(eur(amount), 'en-GB')
const cheaper = { ...document, check_out: '2027-02-09', total: eur(10_000) }

test.each([...letter_kinds])('%s says the same as HTML and as text', (kind) => {
  const { subject, html, text } = letterOf(kind, facts)
  for (const words of [
    subject,
    document.reservation_id,
    'Hotel Zur Post, Marktplatz 1, Graz',
    'Double, 1 double bed, with breakfast',
    'Monday, 8 February 2027, from 15:00',
    'Wednesday, 10 February 2027, until 11:00',
    '2 adults, 1 child, 1 room',
    shown(22_000),
  ]) {
    expect(html).toContain(words)
    expect(text).toContain(words)
  }
  expect(`${html}${text}`).not.toMatch(/undefined|NaN|\[object/)
})

test('the guest and the hotel each get their own', () => {
  for (const kind of letter_kinds) {
    const { to, text } = letterOf(kind, facts)
    const is_hotel = kind.startsWith('hotel_')
    expect(to.address).toBe(
      is_hotel ? 'htl_01jdhm2q3r4s5t6v7w8x9y0z1b@hotels.vacancy.example' : 'ada@guests.example',
    )
    expect(text).toContain(is_hotel ? 'Hello Hotel Zur Post,' : 'Hello Ada Łukasz,')
    // What the guest asks of the hotel is for the hotel, while there is anything to do for them.
    expect(text.includes('A quiet room, please')).toBe(is_hotel && kind !== 'hotel_cancelled')
  }
})

test('a hold says until when', () => {
  expect(letterOf('hold', facts).text).toContain('until 23 Nov 2026, 12:15 UTC')
})

describe('the policy', () => {
  const policyOf = (timeline: ReservationDocument['cancellation']['timeline']) =>
    letterOf('confirmed', { ...facts, document: { ...document, cancellation: { policy: 'x', timeline } } })
      .text
  test('is the timeline that was sold', () => {
    expect(policyOf(document.cancellation.timeline)).toContain(
      `If you cancel: ${shown(22_000)} is paid back until 3 Feb 2027, 00:00 UTC; ${shown(11_000)} is paid back until 7 Feb 2027, 00:00 UTC; after that nothing`,
    )
  })
  test('may be one line', () => {
    const one = (amount: number) => policyOf([{ until: null, refund_percent: 0, refund: eur(amount) }])
    expect(one(0)).toContain('If you cancel: nothing is paid back')
    expect(one(500)).toContain(`If you cancel: ${shown(500)} is paid back at any time`)
  })
})

describe('a change says what it was and what it costs', () => {
  const changed = (before: LetterFacts['before']) =>
    letterOf('changed', { ...facts, ...(before === undefined ? {} : { before }) }).text
  test('more', () => {
    expect(changed(cheaper)).toContain(`The difference of ${shown(12_000)} was charged to your card.`)
    expect(changed(cheaper)).toContain('Before: Monday, 8 February 2027 – Tuesday, 9 February 2027')
  })
  test('less', () => {
    expect(changed({ ...document, total: eur(30_000) })).toContain(
      `The difference of ${shown(8_000)} is paid back to your card.`,
    )
  })
  test('the same', () => {
    expect(changed(document)).toContain('The price is the same.')
  })
})

describe('a cancellation says what is paid back', () => {
  const cancelled = (more: Partial<LetterFacts>) => letterOf('cancelled', { ...facts, ...more }).text
  test('of what was paid', () => {
    expect(cancelled({ ending: 'paid', refund: eur(11_000) })).toContain(
      `${shown(11_000)} is paid back to your card.`,
    )
  })
  test('nothing', () => {
    expect(cancelled({ ending: 'paid', refund: eur(0) })).toContain('nothing is paid back')
    expect(cancelled({ ending: 'unpaid' })).toContain('Nothing was charged.')
    expect(cancelled({ ending: 'payment_lost' })).toContain('your bank took back its promise')
  })
})

test('what people typed stays text', () => {
  const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>'&`
  const { hotel, room_type } = document
  const hostile_facts: LetterFacts = {
    ...facts,
    before: { ...cheaper, room_type: { ...room_type, name: hostile } },
    document: {
      ...document,
      guest: { ...document.guest, name: hostile },
      special_requests: hostile,
      hotel: { ...hotel, name: hostile, address: hostile, city: hostile },
      room_type: { ...room_type, name: hostile, beds: hostile },
    },
  }
  for (const kind of letter_kinds) {
    const { html, subject, to } = letterOf(kind, hostile_facts)
    expect(html).not.toMatch(/<img|<script|="">/)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(subject).toContain(hostile)
    // The name is a name, never an address.
    expect(recipientOf(to)).toEqual(to)
  }
})

test('a language that has no words yet is told in English', () => {
  const { html } = letterOf('hold', {
    ...facts,
    document: { ...document, guest: { ...document.guest, language: 'zh' } },
  })
  expect(html).toContain('<html lang="en">')
})
