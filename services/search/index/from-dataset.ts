/**
 * The index straight from the generated dataset, without a database: for sizes that nobody would wait for one to load.
 * Hotels are generated twice, so that never more than one of them is in memory as an object.
 */
import { destinations } from '#lib/dataset/destinations'
import { type DatasetHotel, hotels } from '#lib/dataset/hotels'
import { roomNightArrays, roomNights } from '#lib/dataset/nights'
import { type ProfileName, profiles } from '#lib/dataset/profiles'
import { micro_euros_per_minor } from '#lib/dataset/rates'
import { Catalogue, type HotelFacts } from './catalogue.ts'
import { type Index, indexOf } from './load.ts'
import { Nights } from './nights.ts'

export interface DatasetIndexOptions {
  profile: ProfileName
  seed: number
  /** Day number of the first night. */
  first_day: number
  /** Called after every so many hotels. */
  collect?: () => void
}

const HOTELS_BETWEEN = 5_000

export function indexOfDataset({ profile, seed, first_day, collect }: DatasetIndexOptions): Index {
  const places = destinations(profile)
  const rateOf = (currency: string) => micro_euros_per_minor[currency] ?? 1
  const catalogue = new Catalogue(
    places.map((place) => ({ ...place, micro_euros_per_minor: rateOf(place.currency) })),
    Array.from(hotels({ profile, seed }), (hotel) => factsOf(hotel, rateOf(hotel.currency))),
  )
  const count = profiles[profile].nights
  const nights = new Nights({
    destinations: catalogue.destinations.length,
    hotels: catalogue.hotel_count,
    room_types: catalogue.room_type_count,
    nights: count,
    first_day,
  })
  nights.destination_of.set(catalogue.destination_of)
  const index = indexOf({ catalogue, nights, destinations: places, cache_bytes: 0 })
  const place_of = new Map(places.map((place) => [place.destination_id, place]))
  const position = new Uint32Array(catalogue.room_type_count + 1)
  for (const [i, id] of catalogue.room_type_ids.entries()) position[id] = i
  const into = roomNightArrays(count)
  for (const hotel of hotels({ profile, seed })) {
    if (hotel.hotel_id % HOTELS_BETWEEN === 0) collect?.()
    const place = place_of.get(hotel.destination_id)
    if (place === undefined) throw new Error(`hotel ${hotel.hotel_id} is at no destination`)
    const of_place = { city: place.name, country_code: place.country_code }
    for (const room_type of hotel.room_types) {
      const at = position[room_type.room_type_id] ?? 0
      nights.fillAll(at, roomNights({ seed, hotel, room_type, first_day, count, into }))
      index.answers.describe(at, {
        ...hotel,
        ...of_place,
        ...room_type,
        id: hotel.id,
        name: hotel.name,
        room_type_public_id: room_type.id,
        room_type_name: room_type.name,
      })
    }
  }
  return index
}

function factsOf(hotel: DatasetHotel, micro_euros_per_minor: number): HotelFacts {
  const { hotel_id, destination_id, stars, rating_tenths, review_count, score, lat, lng, amenities } = hotel
  return {
    ...{ hotel_id, destination_id, stars, rating_tenths, review_count, score, lat, lng, amenities },
    micro_euros_per_minor,
    room_types: hotel.room_types.map(({ room_type_id, max_adults, capacity }) => ({
      room_type_id,
      max_adults,
      capacity,
    })),
  }
}
