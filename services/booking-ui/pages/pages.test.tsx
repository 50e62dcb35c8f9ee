/** Pages made from hostile and odd data: text stays text, and nothing is a dead end. */
import { expect, test } from 'bun:test'
import type { Destination, Hotel, RoomTypeAvailability, SearchAnswer } from '#service/search/contract'
import type { Assets } from '../assets.ts'
import { Layout } from '../components/layout.tsx'
import { readForm } from '../form.ts'
import { en } from '../text/en.ts'
import { words } from '../words.ts'
import { hotelPage } from './hotel.tsx'
import type { Page, Site } from './page.ts'
import { resultsPage } from './results.tsx'

const clock = () => new Date('2026-11-23T12:00:00Z')
const assets: Assets = { url: (name) => `/assets/${name}`, response: () => undefined }
const site: Site = {
  words: words(en, clock),
  language: 'en',
  clock,
  assets,
  signed_in: false,
  formToken: (purpose) => `token for ${purpose}`,
}
const { form } = readForm('http://site/?destination_id=geo_1&check_in=2026-12-07&check_out=2026-12-10', clock)
const hostile = `<img src=x onerror=alert(1)>"'&{{7*7}}\u202e王小明`

const calendar = { month: '2026-12', bounds: { first: '2026-11', last: '2028-05' }, nights: undefined }

const html = async ({ title, name, content }: Page) =>
  String(
    await Layout({ text: en, assets, title, page: name, signed_in: false, here: '/', children: content }),
  )

const place: Destination = {
  id: 'geo_1',
  name: hostile,
  country_code: 'FR',
  country: hostile,
  population: 1,
  location: { lat: 0, lng: 0 },
  currency: 'EUR',
  hotel_count: 1,
}
const summary = {
  id: 'htl_00000000000000000000000000',
  name: hostile,
  stars: 3,
  rating: 0,
  review_count: 0,
  address: hostile,
  city: hostile,
  country_code: 'FR',
  location: { lat: 0, lng: 0 },
  amenities: [],
}
const answer: SearchAnswer = {
  data: [
    {
      ...summary,
      distance_m: 0,
      offer: {
        room_type_id: 'rmt_00000000000000000000000000',
        room_type: hostile,
        beds: hostile,
        breakfast_included: false,
        cancellation_policy: 'strict',
        rooms_left: 1,
        total: { amount: 1, currency: 'EUR' },
      },
    },
  ],
  next_cursor: null,
  total: 1,
  nights: 3,
  currency: 'EUR',
}

const closed = { calendar: undefined, month: '2026-12' }

test('hostile names of places and hotels are text', async () => {
  const hotel: Hotel = {
    ...summary,
    destination_id: 'geo_1',
    country: hostile,
    description: hostile,
    currency: 'EUR',
    check_in_from: '15:00',
    check_out_until: '11:00',
    room_types: [],
  }
  const pages = [
    resultsPage({ ...closed, site, form, place, answer }),
    hotelPage({ site, form, hotel, availability: undefined, errors: [], calendar }),
  ]
  for (const page of pages) {
    const text = await html(page)
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;{{7*7}}')
    expect(text).not.toContain('<img src=x')
  }
})

test('an empty list offers to take off each filter, or other dates', async () => {
  const empty = { ...answer, data: [], total: 0 }
  const filtered = await html(
    resultsPage({
      ...closed,
      site,
      form: { ...form, stars: [5], amenities: ['pool'], max_price: 80 },
      place,
      answer: empty,
    }),
  )
  for (const label of ['Remove filter: 5 stars', 'Remove filter: Pool', 'Remove filter: Up to €80 a night'])
    expect(filtered).toContain(label)
  const plain = await html(resultsPage({ ...closed, site, form, place, answer: empty }))
  for (const label of ['A day later', 'A week later', 'A week earlier', 'Only 1 night'])
    expect(plain).toContain(label)
  const today = readForm('http://site/?check_in=2026-11-24&check_out=2026-11-25', clock).form
  expect(await html(resultsPage({ ...closed, site, form: today, place, answer: empty }))).not.toContain(
    'A week earlier',
  )
})

test.each([
  ['too_small', { max_adults: 1, capacity: 1 }, 'Search with 2 rooms', 'rooms=2'],
  ['min_stay', { min_stay: 5 }, 'Stay 5 nights', 'check_out=2026-12-12'],
  ['closed_to_arrival', {}, 'Arrive a day later', 'check_in=2026-12-08'],
  ['sold_out', {}, 'Not enough rooms on Tue 8 Dec', ''],
] as const)(
  'a room type that is %s says so, and what would help',
  async (reason, changes, words_of, link) => {
    const night = (date: string, rooms_left: number) => ({
      night: date,
      price: { amount: 10_000, currency: 'EUR' },
      rooms_left,
    })
    const room: RoomTypeAvailability = {
      id: 'rmt_00000000000000000000000000',
      name: 'Double',
      beds: '1 double bed',
      size_m2: 20,
      max_adults: 2,
      capacity: 2,
      breakfast_included: true,
      cancellation_policy: 'flexible',
      bookable: false,
      reason,
      min_stay: 1,
      rooms_left: 0,
      total: null,
      nights: [night('2026-12-07', 2), night('2026-12-08', 0), night('2026-12-09', 1)],
      ...changes,
    }
    const hotel: Hotel = {
      ...summary,
      destination_id: 'geo_1',
      country: 'France',
      description: '',
      currency: 'EUR',
      check_in_from: '15:00',
      check_out_until: '11:00',
      room_types: [],
    }
    const availability = {
      hotel_id: hotel.id,
      check_in: form.check_in,
      check_out: form.check_out,
      nights: 3,
      data: [room],
    }
    const text = await html(hotelPage({ site, form, hotel, availability, errors: [], calendar }))
    expect(text).toContain(words_of)
    expect(text).toContain(link)
    expect(text).toContain('No room here is free for this stay')
  },
)
