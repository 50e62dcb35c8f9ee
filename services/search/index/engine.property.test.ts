/** The index against the naive oracle, while rates, rooms and restrictions change under it. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { addDays, dayNumber } from '#lib/dates'
import { amenities, type SearchParams } from '../contract.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { facetAnswer } from '../facets.ts'
import { type Catalogue as OracleCatalogue, type OracleOffer, oracleSearch } from '../oracle.ts'
import { makeCatalogue, NIGHTS, params, random, TODAY } from '../random.ts'
import { type SearchQuery, searchQuery } from '../search.ts'
import { Catalogue } from './catalogue.ts'
import { Engine } from './engine.ts'
import { Nights } from './nights.ts'

function build({ destinations, hotels }: OracleCatalogue) {
  const catalogue = new Catalogue(destinations, hotels)
  const nights = new Nights({
    destinations: destinations.length,
    hotels: catalogue.hotel_count,
    room_types: catalogue.room_type_count,
    nights: NIGHTS,
    first_day: dayNumber(TODAY),
  })
  nights.destination_of.set(catalogue.destination_of)
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

test('facets say what each choice would leave', () => {
  const told = makeCatalogue(4)
  // Cents are all in the lowest band.
  for (const room_type of told.hotels.flatMap((hotel) => hotel.room_types))
    for (const night of room_type.nights.values()) night.price *= 100
  const { engine } = build(told)
  let counted = 0
  fc.assert(
    fc.property(params, (asked) => {
      const query = searchQuery({ ...asked, facets: 'true' }, TODAY)
      const left = (change: Partial<SearchQuery>) => oracleSearch(told, { ...query, ...change })?.length
      const counts = engine.search(query)?.facets
      if (counts === undefined) return expect(left({})).toBeUndefined()
      const { stars, price, amenities: with_amenity } = facetAnswer(counts)
      expect(stars.map(({ count }) => count)).toEqual(
        stars.map(({ stars }) => left({ stars: 1 << stars }) ?? 0),
      )
      expect(with_amenity.map(({ count }) => count)).toEqual(
        amenities.map((_, bit) => left({ amenities: query.amenities | (1 << bit) }) ?? 0),
      )
      expect(price.map(({ count }) => count)).toEqual(
        price.map(({ min_price, max_price }) => left({ min_price, max_price: max_price ?? undefined }) ?? 0),
      )
      expect([price[0]?.min_price, price.at(-1)?.max_price]).toEqual([0, null])
      counted += price.filter(({ count }) => count > 0).length
    }),
    { numRuns: 400, seed: 4 },
  )
  // Everything in one band, or nowhere, would prove little.
  expect(counted).toBeGreaterThan(150)
}, 60_000)

test('a kept answer is known to hold or not, by the version of its place', () => {
  const { catalogue, nights } = build(makeCatalogue(5))
  const [hotel, other] = [0, catalogue.hotel_count - 1]
  const places = [catalogue.destination_of[hotel] ?? 0, catalogue.destination_of[other] ?? 0, 'all'] as const
  const versions = () => places.map((place) => nights.versionOf(place))
  expect(places[0]).not.toBe(places[1])
  const before = versions()
  nights.change(hotel, () => expect(versions()).toEqual(before))
  expect(versions().map((version, i) => version - (before[i] ?? 0))).toEqual([1, 0, 1])
})

test('six bytes a night', () => {
  const shape = { destinations: 1, hotels: 2, room_types: 10, nights: 365, first_day: 20_000 }
  const { buffer } = new Nights(shape)
  // Beside them a few numbers for each hotel and destination.
  expect(buffer.byteLength - (2 * 2 + 1 + 1) * 4).toBe(10 * 365 * 6)
})
