import { expect, test } from 'bun:test'
import { hotels } from '#lib/dataset/hotels'
import { type RoomNights, roomNights } from '#lib/dataset/nights'
import { priceStep } from '#lib/dataset/rates'
import { seasonPercent, yearOf, yearStart } from '#lib/dataset/seasons'
import { dateText, dayNumber } from '#lib/dates'

const seed = 1
const first_day = dayNumber('2026-03-01')
const demo = [...hotels({ profile: 'demo', seed })]
const lines = (nights: RoomNights, from: number, to: number) => ({
  price: [...nights.price.subarray(from, to)],
  free: [...nights.free.subarray(from, to)],
  min_stay: [...nights.min_stay.subarray(from, to)],
  closed_to_arrival: [...nights.closed_to_arrival.subarray(from, to)],
})

test('a night is the same whatever the window, so a horizon can grow day by day', () => {
  for (const hotel of demo.filter((_, index) => index % 97 === 0)) {
    for (const room_type of hotel.room_types) {
      const whole = roomNights({ seed, hotel, room_type, first_day, count: 400 })
      const later = roomNights({ seed, hotel, room_type, first_day: first_day + 150, count: 250 })
      expect(lines(later, 0, 250)).toEqual(lines(whole, 150, 400))
      for (const day of [0, 1, 6, 305, 306, 307, 399]) {
        const one = roomNights({ seed, hotel, room_type, first_day: first_day + day, count: 1 })
        expect(lines(one, 0, 1)).toEqual(lines(whole, day, day + 1))
      }
    }
  }
})

test('prices are steps that fit in 16 bits; free rooms never exceed what there is', () => {
  let wrong = 0
  for (const hotel of demo) {
    const step = priceStep(hotel.currency)
    for (const room_type of hotel.room_types) {
      const { price, free, min_stay, closed_to_arrival } = roomNights({
        seed,
        hotel,
        room_type,
        first_day,
        count: 200,
      })
      for (const [index, amount] of price.entries()) {
        const steps = amount / step
        // An index below and not `expect` for each: there are a million and a half.
        if (!Number.isInteger(steps) || steps < 1 || steps > 65_535) wrong += 1
        if ((free[index] ?? -1) < 0 || (free[index] ?? 0) > room_type.rooms) wrong += 1
        if ((min_stay[index] ?? 0) < 1 || (min_stay[index] ?? 0) > 7) wrong += 1
        if ((closed_to_arrival[index] ?? 2) > 1) wrong += 1
        // 65,535 steps would be the cap at work: no real price comes near it.
        if (steps > 30_000) wrong += 1
      }
    }
  }
  expect(wrong).toBe(0)
})

test('the house fills as houses do: in runs, on weekends, sold out on some nights', () => {
  let nights = 0
  let sold_out = 0
  let runs = 0
  let closed = 0
  let long = 0
  for (const hotel of demo) {
    for (const room_type of hotel.room_types) {
      const found = roomNights({ seed, hotel, room_type, first_day, count: 200 })
      for (let index = 0; index < 200; index++) {
        nights += 1
        const full = found.free[index] === 0
        if (full) sold_out += 1
        if (full && found.free[index - 1] !== 0) runs += 1
        closed += found.closed_to_arrival[index] ?? 0
        if ((found.min_stay[index] ?? 1) > 1) long += 1
      }
    }
  }
  expect(sold_out / nights).toBeWithin(0.05, 0.15)
  // White noise of the same share would have runs of little more than one night.
  expect(sold_out / runs).toBeGreaterThan(2)
  expect(closed / nights).toBeWithin(0.02, 0.03)
  expect(long / nights).toBeWithin(0.03, 0.15)
})

test('the year turns where the calendar says', () => {
  for (const year of [1899, 1900, 1969, 1970, 2000, 2024, 2026, 2100, 2101]) {
    expect(dateText(yearStart(year))).toBe(`${year}-01-01`)
    expect(yearOf(yearStart(year))).toBe(year)
    expect(yearOf(yearStart(year) - 1)).toBe(year - 1)
  }
})

test('seasons are smooth and turn with the hemisphere', () => {
  const rimini = seasonPercent('beach', 'leisure', 44)
  const mar_del_plata = seasonPercent('beach', 'leisure', -38)
  expect(rimini[210]).toBeGreaterThan(rimini[20] ?? 0)
  expect(mar_del_plata[20]).toBeGreaterThan(mar_del_plata[210] ?? 0)
  for (const table of [rimini, mar_del_plata]) {
    for (let day = 1; day < 366; day++)
      expect(Math.abs((table[day] ?? 0) - (table[day - 1] ?? 0))).toBeLessThan(4)
    expect(Math.abs((table[365] ?? 0) - (table[0] ?? 0))).toBeLessThan(4)
  }
})
