import { expect, test } from 'bun:test'
import { TypeID } from 'typeid-js'
import { countries } from '#lib/dataset/countries'
import { destinations } from '#lib/dataset/destinations'
import { distanceKm, radiusKm } from '#lib/dataset/geometry'
import { type DatasetHotel, hotels } from '#lib/dataset/hotels'
import { places } from '#lib/dataset/places'
import { type ProfileName, profile_names, profiles } from '#lib/dataset/profiles'
import { micro_euros_per_minor, priceStep } from '#lib/dataset/rates'
import { type Amenity, cancellation_policy_names, hasAmenity } from '#lib/dataset/vocabulary'

const demo = [...hotels({ profile: 'demo', seed: 1 })]
const bench = [...hotels({ profile: 'bench', seed: 1 })]
const demo_cities = destinations('demo')
const countIn = (profile: ProfileName, id: number) =>
  destinations(profile).find(({ destination_id }) => destination_id === id)?.hotel_count ?? 0

test('every profile has the destinations and hotels it says', () => {
  for (const name of profile_names) {
    const found = destinations(name)
    expect(found).toHaveLength(profiles[name].destinations)
    expect(found.reduce((sum, { hotel_count }) => sum + hotel_count, 0)).toBe(profiles[name].hotels)
    expect(Math.min(...found.map(({ hotel_count }) => hotel_count))).toBeGreaterThanOrEqual(1)
    expect(new Set(found.map(({ destination_id }) => destination_id)).size).toBe(found.length)
  }
  expect(demo).toHaveLength(2_000)
  expect(bench).toHaveLength(10_000)
})

test('Paris leads, and the three cities of the upper Rhine sell in two currencies', () => {
  expect(countIn('tiny', 2988507)).toBeGreaterThanOrEqual(25)
  expect(countIn('demo', 2988507)).toBeGreaterThanOrEqual(60)
  const basel = destinations('tiny').filter(({ name }) => ['Basel', 'Freiburg', 'Mulhouse'].includes(name))
  expect(basel.map(({ currency }) => currency).sort()).toEqual(['CHF', 'EUR', 'EUR'])
  const [from, ...others] = basel
  for (const to of others) expect(from && distanceKm(from, to)).toBeLessThan(100)
})

test('every listed place is a destination somewhere', () => {
  const known = new Set(destinations('scale').map(({ name, country_code }) => `${name}/${country_code}`))
  const missing = [...places].filter(([key, { name }]) => !known.has(name ? `${name}/${key.slice(-2)}` : key))
  expect(missing.map(([key]) => key)).toEqual([])
})

test('no city is listed twice, nor a section of one as a city', () => {
  const keys = demo_cities.map(({ name, country_code }) => `${name}/${country_code}`)
  expect(new Set(keys).size).toBe(keys.length)
  for (const borough of ['Brooklyn', 'Queens', 'Kowloon', 'Iztapalapa']) {
    expect(demo_cities.map(({ name }) => name)).not.toContain(borough)
  }
})

test('ids are dense, valid, unique and ordered by destination', () => {
  const order = demo_cities.flatMap(({ destination_id, hotel_count }) =>
    Array(hotel_count).fill(destination_id),
  )
  expect(demo.map(({ destination_id }) => destination_id)).toEqual(order)
  expect(demo.map(({ hotel_id }) => hotel_id)).toEqual(demo.map((_, index) => index + 1))
  const types = demo.flatMap(({ room_types }) => room_types)
  expect(types.map(({ room_type_id }) => room_type_id)).toEqual(types.map((_, index) => index + 1))
  const ids = [...demo, ...types].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) {
    expect(id).toMatch(/^(htl|rmt)_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
    // The UUID's version and variant digits.
    expect(TypeID.fromString(id).toUUID()).toMatch(/^.{14}7.{4}[89ab].{16}$/)
  }
})

test('no two hotels of a city share a name, even where there are two thousand', () => {
  for (const catalogue of [demo, bench, firstCityOfScale()]) {
    const names = catalogue.map(({ destination_id, name }) => `${destination_id} ${name}`)
    expect(new Set(names).size).toBe(names.length)
  }
})

function firstCityOfScale(): DatasetHotel[] {
  const found: DatasetHotel[] = []
  for (const hotel of hotels({ profile: 'scale', seed: 1 })) {
    if (hotel.destination_id !== 2988507) break
    expect(hotel.room_types).toHaveLength(3)
    found.push(hotel)
  }
  expect(found.length).toBeGreaterThan(1_500)
  return found
}

test('every hotel lies within the radius of its city', () => {
  const by_id = new Map(demo_cities.map((city) => [city.destination_id, city]))
  for (const hotel of demo) {
    const city = by_id.get(hotel.destination_id)
    if (city === undefined) throw new Error(`no destination for ${hotel.name}`)
    expect(distanceKm(city, hotel)).toBeLessThanOrEqual(radiusKm(city.population) + 0.001)
    expect(Math.round(hotel.lat * 100_000) / 100_000).toBe(hotel.lat)
    expect(Math.round(hotel.lng * 100_000) / 100_000).toBe(hotel.lng)
  }
})

test('a hotel is plausible in every number', () => {
  for (const hotel of bench) {
    expect(hotel.stars).toBeWithin(1, 6)
    expect(hotel.rating_tenths).toBeWithin(60, 99)
    expect(hotel.score).toBeWithin(0, 32_768)
    expect(hotel.review_count).toBeGreaterThan(0)
    expect(hotel.room_types.length).toBeWithin(3, 6)
    expect(hotel.room_types.some(({ max_adults }) => max_adults >= 2)).toBe(true)
    expect(new Set(hotel.room_types.map(({ name }) => name)).size).toBe(hotel.room_types.length)
    let last = 0
    for (const type of hotel.room_types) {
      expect(type.base_price).toBeGreaterThan(last)
      expect(type.base_price % priceStep(hotel.currency)).toBe(0)
      expect(type.max_adults).toBeWithin(1, type.capacity + 1)
      expect(type.rooms).toBeWithin(1, 41)
      expect(cancellation_policy_names).toContain(type.cancellation_policy)
      expect(type.breakfast_included && !hasAmenity(hotel.amenities, 'breakfast')).toBe(false)
      last = type.base_price
    }
  }
})

test('the better the house, the better its reviews', () => {
  const mean = (stars: number) => {
    const found = demo.filter((hotel) => hotel.stars === stars)
    return found.reduce((sum, { rating_tenths }) => sum + rating_tenths, 0) / found.length
  }
  for (const stars of [2, 3, 4, 5]) expect(mean(stars)).toBeGreaterThan(mean(stars - 1))
})

test('a name or description promises nothing that the house does not have', () => {
  const promises: readonly (readonly [RegExp, Amenity])[] = [
    [/\bpool\b/i, 'pool'],
    [/\b(spa|onsen)\b/i, 'spa'],
    [/\bsauna\b/i, 'sauna'],
    [/\bgym\b/i, 'gym'],
    [/\brestaurant\b/i, 'restaurant'],
    [/\bbar\b/i, 'bar'],
    [/rooftop/i, 'rooftop'],
    [/\b(beach|seafront|shore|sand)\b/i, 'beachfront'],
    [/breakfast/i, 'breakfast'],
    [/parking|car park|\bpark at\b/i, 'parking'],
    [/electric cars/i, 'ev_charging'],
    [/wi-fi/i, 'wifi'],
    [/shuttle/i, 'airport_shuttle'],
    [/\b(dogs|pets|four-legged)\b/i, 'pet_friendly'],
    [/famil(y|ies)(?!-run)/i, 'family_rooms'],
    [/laundry/i, 'laundry'],
    [/air conditioning/i, 'air_conditioning'],
    [/wheelchair|step-free/i, 'wheelchair_accessible'],
    [/\bkitchen\b(?! is proud)/i, 'kitchen'],
  ]
  for (const hotel of bench) {
    // The first sentence tells where the house is, and a district may be called Bar or Beach.
    const [place = '', ...rest] = hotel.description.split('. ')
    const said = rest.join('. ')
    const seafront = /on the (seafront|beach|shore)/.test(place)
    expect([place, seafront]).toEqual([place, hasAmenity(hotel.amenities, 'beachfront')])
    for (const [words, amenity] of promises) {
      if (words.test(said))
        expect([hotel.description, amenity, hasAmenity(hotel.amenities, amenity)]).toEqual([
          hotel.description,
          amenity,
          true,
        ])
    }
    if (/\b(Spa|Onsen)\b/.test(hotel.name))
      expect([hotel.name, hasAmenity(hotel.amenities, 'spa')]).toEqual([hotel.name, true])
    for (const type of hotel.room_types) {
      if (/family/i.test(type.name)) expect(hasAmenity(hotel.amenities, 'family_rooms')).toBe(true)
    }
  }
})

test('beachfront houses stand in towns with a beach only', () => {
  for (const hotel of bench) {
    if (hasAmenity(hotel.amenities, 'beachfront')) expect(hotel.setting).toBe('beach')
  }
})

test('every currency has a rate', () => {
  for (const currency of new Set(destinations('scale').map((city) => city.currency)))
    expect(micro_euros_per_minor[currency]).toBeGreaterThanOrEqual(10)
  for (const code of new Set(destinations('scale').map((city) => city.country_code)))
    expect(countries).toHaveProperty(code)
})
