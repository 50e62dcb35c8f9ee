/** From rows to answers: money, gaps between rates, and the words for why a room cannot be booked. */
import { describe, expect, test } from 'bun:test'
import { amenityNames, availability, searchAnswer } from './answer.ts'
import { amenities } from './contract.ts'
import { decodeCursor } from './cursor.ts'
import { searchQuery } from './search.ts'
import type { AvailabilityRow, SearchRow } from './sql.ts'
import { readStay } from './stay.ts'

const TODAY = '2026-11-23'
const dates = { check_in: '2027-02-27', check_out: '2027-03-01' }
const stayOf = (party: object = {}) => readStay({ ...dates, ...party }, TODAY).stay

/** A double room in yen, two nights, with `changes`. */
const row = (changes: Partial<AvailabilityRow> = {}): AvailabilityRow => ({
  id: 'rmt_00000000000000000000000001',
  name: 'Double',
  beds: '1 double bed',
  size_m2: 18,
  max_adults: 2,
  capacity: 3,
  breakfast_included: false,
  cancellation_policy: 'flexible',
  currency: 'JPY',
  night: ['2027-02-27', '2027-02-28'],
  price: [21_000, 19_500],
  free: [4, 2],
  min_stay: 1,
  closed_to_arrival: false,
  ...changes,
})
const roomFor = (party: object, changes: Partial<AvailabilityRow> = {}) => {
  const [room] = availability('htl_1', stayOf(party), [row(changes)]).data
  if (room === undefined) throw new Error('one room type expected')
  return room
}

describe('a room type for a stay', () => {
  test('costs the sum of its nights, for every room; a night is of one room', () => {
    expect(roomFor({}).total).toEqual({ amount: 40_500, currency: 'JPY' })
    const two = roomFor({ rooms: 2 })
    expect(two.total).toEqual({ amount: 81_000, currency: 'JPY' })
    expect(two.nights.map(({ price }) => price.amount)).toEqual([21_000, 19_500])
  })

  test('has as many rooms left as on its fullest night', () => {
    expect(roomFor({}).rooms_left).toBe(2)
  })

  test.each<[string, object, Partial<AvailabilityRow>, string | null]>([
    ['that can be booked', {}, {}, null],
    ['for as many rooms as are left', { rooms: 2 }, {}, null],
    ['for a room more than is left', { adults: 3, rooms: 3 }, {}, 'sold_out'],
    ['for too many adults', { adults: 3 }, {}, 'too_small'],
    ['for too many people', { adults: 2, children: 2 }, {}, 'too_small'],
    ['too small before sold out', { adults: 3 }, { free: [0, 0] }, 'too_small'],
    ['sold out on the second night', {}, { free: [4, 0] }, 'sold_out'],
    ['sold out before too short', {}, { free: [0, 0], min_stay: 3 }, 'sold_out'],
    ['for as few nights as allowed', {}, { min_stay: 2 }, null],
    ['for a night too few', {}, { min_stay: 3 }, 'min_stay'],
    ['too short before closed', {}, { min_stay: 3, closed_to_arrival: true }, 'min_stay'],
    ['where nobody may arrive', {}, { closed_to_arrival: true }, 'closed_to_arrival'],
    ['without its last rate', {}, { night: ['2027-02-27'], price: [21_000], free: [4] }, 'sold_out'],
  ])('%s', (_what, party, changes, reason) => {
    const room = roomFor(party, changes)
    expect(room.reason as string | null).toBe(reason)
    expect(room.bookable).toBe(reason === null)
  })

  test('without a rate on some night has no total and no room left, and still shows the nights it has', () => {
    const some = roomFor({}, { night: ['2027-02-27'], price: [21_000], free: [4] })
    expect(some).toMatchObject({ total: null, rooms_left: 0, nights: [{ night: '2027-02-27' }] })
    const none = roomFor(
      {},
      { night: null, price: null, free: null, min_stay: null, closed_to_arrival: null },
    )
    expect(none).toMatchObject({ total: null, rooms_left: 0, min_stay: 0, nights: [], reason: 'sold_out' })
  })
})

describe('a page', () => {
  const query = searchQuery({ ...dates, destination_id: 'geo_1850147', limit: 2 }, TODAY)
  const hotel = (hotel_id: number | null, key: number) =>
    ({ hotel_id, key, total_count: 5, place_currency: 'JPY', rating_tenths: 87, amenities: 0 }) as SearchRow

  test('has a cursor to its last hotel when one more was found', () => {
    const answer = searchAnswer(query, [hotel(3, -9), hotel(8, -7), hotel(2, -7)])
    expect(answer?.data.length).toBe(2)
    expect(decodeCursor(answer?.next_cursor ?? '')?.position).toEqual({ key: -7, hotel_id: 8 })
  })

  test('has none when it is the last, full or not', () => {
    expect(searchAnswer(query, [hotel(3, -9), hotel(8, -7)])?.next_cursor).toBeNull()
    expect(searchAnswer(query, [hotel(3, -9)])?.next_cursor).toBeNull()
  })

  test('of a place without a match is empty, in the currency of the place', () => {
    const nothing = { ...hotel(null, 0), total_count: 0 }
    expect(searchAnswer(query, [nothing])).toEqual({
      data: [],
      next_cursor: null,
      total: 0,
      nights: 2,
      currency: 'JPY',
    })
  })

  test('has a rating of one decimal', () => {
    expect(searchAnswer(query, [hotel(3, -9)])?.data[0]?.rating).toBe(8.7)
  })

  test('of no destination at all is unknown, and of a point on an empty planet empty', () => {
    expect(searchAnswer(query, [])).toBeUndefined()
    const point = searchQuery({ ...dates, lat: 0, lng: 0, radius_km: 1 }, TODAY)
    expect(searchAnswer(point, [])).toMatchObject({ data: [], total: 0 })
  })
})

test('every amenity has its own bit', () => {
  expect(amenityNames(0)).toEqual([])
  expect(amenityNames(2 ** amenities.length - 1)).toEqual([...amenities])
  amenities.forEach((name, i) => {
    expect(amenityNames(2 ** i)).toEqual([name])
  })
})
