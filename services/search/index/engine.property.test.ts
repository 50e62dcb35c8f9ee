/** The index against the naive oracle, while rates, rooms and restrictions change under it. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays, dayNumber } from '#lib/dates'
import type { SearchParams } from '../contract.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { type Catalogue as OracleCatalogue, type OracleOffer, oracleSearch } from '../oracle.ts'
import { makeCatalogue, NIGHTS, params, random, TODAY } from '../random.ts'
import { searchQuery } from '../search.ts'
import { Catalogue } from './catalogue.ts'
import { Engine } from './engine.ts'
import { Nights } from './nights.ts'

function build({ destinations, hotels }: OracleCatalogue) {
  const catalogue = new Catalogue(destinations, hotels)
  const nights = new Nights({
    hotels: catalogue.hotel_count,
    room_types: catalogue.room_type_count,
    nights: NIGHTS,
    first_day: dayNumber(TODAY),
  })
  const types = new Map(hotels.flatMap((hotel) => hotel.room_types).map((type) => [type.room_type_id, type]))
  for (let room_type = 0; room_type < catalogue.room_type_count; room_type++) {
    const facts = types.get(catalogue.room_type_ids[room_type] ?? 0)
    nights.change(catalogue.hotel_of[room_type] ?? 0, () => {
      for (const [date, night] of facts?.nights ?? []) nights.write(room_type, dayNumber(date), night)
    })
  }
  return { catalogue, nights, engine: new Engine(catalogue, nights), types }
}

/** Every page of a query, followed by its cursors to the end. */
function walk({ catalogue, engine }: ReturnType<typeof build>, asked: SearchParams) {
  const offers: OracleOffer[] = []
  let total = 0
  for (let cursor: string | undefined; ; ) {
    const query = searchQuery({ ...asked, ...(cursor === undefined ? {} : { cursor }) }, TODAY)
    const page = engine.search(query)
    if (page === undefined) return undefined
    total = page.total
    for (let i = 0; i < page.count; i++) {
      offers.push({
        hotel_id: catalogue.hotel_ids[page.hotels[i] ?? 0] ?? 0,
        room_type_id: catalogue.room_type_ids[page.room_types[i] ?? 0] ?? 0,
        total: page.amounts[i] ?? 0,
        rooms_left: page.rooms_left[i] ?? 0,
        distance_m: page.distances[i] ?? 0,
      })
    }
    if (!page.more) return { offers, total }
    const last = page.count - 1
    cursor = encodeCursor(query.fingerprint, {
      key: page.keys[last] ?? 0,
      hotel_id: offers.at(-1)?.hotel_id ?? 0,
    })
    expect(decodeCursor(cursor)).toBeDefined()
  }
}

for (const seed of [1, 2, 3]) {
  test(`agrees with the oracle on catalogue ${seed}, also while it changes`, () => {
    const told = makeCatalogue(seed)
    const index = build(told)
    const { catalogue, nights, types } = index
    const pick = random(seed)
    const changeSomething = () => {
      const room_type = pick(catalogue.room_type_count)
      const date = addDays(TODAY, pick(NIGHTS))
      const night = {
        price: 40 + pick(6) * 25,
        free: pick(4),
        min_stay: 1 + pick(3),
        closed_to_arrival: pick(6) === 0,
      }
      types.get(catalogue.room_type_ids[room_type] ?? 0)?.nights.set(date, night)
      nights.change(catalogue.hotel_of[room_type] ?? 0, () => nights.write(room_type, dayNumber(date), night))
    }
    let matched = 0
    fc.assert(
      fc.property(params, (asked) => {
        for (let i = 0; i < 3; i++) changeSomething()
        const expected = oracleSearch(told, searchQuery(asked, TODAY))
        const found = walk(index, asked)
        expect(found?.offers).toEqual(expected)
        if (found) expect(found.total).toBe(found.offers.length)
        matched += found?.offers.length ?? 0
      }),
      { numRuns: 1_500, seed },
    )
    // Agreement on nothing but empty answers would prove nothing.
    expect(matched).toBeGreaterThan(750)
  }, 60_000)
}

test('six bytes a night', () => {
  const shape = { hotels: 2, room_types: 10, nights: 365, first_day: 20_000 }
  const { buffer } = new Nights(shape)
  expect(buffer.byteLength - shape.hotels * 4).toBe(10 * 365 * 6)
})
