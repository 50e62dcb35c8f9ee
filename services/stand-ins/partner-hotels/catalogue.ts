/**
 * What the partners sell: generated from the seed, the same at every start. Some of it are the houses that we have, too,
 * under names that are spelled a little otherwise and some metres beside; the rest is theirs alone.
 */
import { destinations } from '#lib/dataset/destinations'
import { hotels } from '#lib/dataset/hotels'
import type { ProfileName } from '#lib/dataset/profiles'
import { hash32, Random } from '#lib/dataset/random'
import { type PartnerName, partner_names } from './contract.ts'

export interface PartnerHotel {
  /** Of the partner's own. */
  number: number
  name: string
  lat: number
  lng: number
  stars: number
  rating_tenths: number
  currency: string
  /** Minor units: an average night in a double room. */
  base_price: number
  breakfast_included: boolean
  /** For each 100 nights, how many are sold out. */
  sold_out_percent: number
}

export type Catalogue = ReadonlyMap<PartnerName, readonly PartnerHotel[]>

/** Of our own houses. */
const SHARED_PERCENT = 12
/** Hotels of their own, for each of ours in a place. */
const OWN_PERCENT = 15
const METRES_PER_DEGREE = 111_195
const houses = [
  'Bellevue',
  'Central',
  'Garden',
  'Station',
  'Riverside',
  'Old Town',
  'Park',
  'Royal',
  'Harbour',
]
const kinds = ['Hotel', 'Inn', 'Guesthouse', 'Lodge', 'Suites']

export function partnerCatalogue({ profile, seed }: { profile: ProfileName; seed: number }): Catalogue {
  const found = new Map<PartnerName, PartnerHotel[]>(partner_names.map((name) => [name, []]))
  for (const hotel of hotels({ profile, seed })) {
    for (const [p, name] of partner_names.entries()) {
      const random = new Random(seed, hash32(hotel.hotel_id, p, 0x9a47))
      if (!random.chance(SHARED_PERCENT * 10)) continue
      found.get(name)?.push({
        ...describedBy(random),
        number: hotel.hotel_id * 10 + p,
        name: spelledOtherwise(hotel.name, random),
        ...near(hotel, 60, random),
        stars: hotel.stars,
        rating_tenths: hotel.rating_tenths,
        currency: hotel.currency,
        base_price: around(hotel.room_types[0]?.base_price ?? 10_000, random),
      })
    }
  }
  const price_of = new Map<number, number>()
  for (const hotel of hotels({ profile, seed }))
    price_of.set(hotel.destination_id, hotel.room_types[0]?.base_price ?? 10_000)
  for (const place of destinations(profile)) {
    for (const [p, name] of partner_names.entries()) {
      const random = new Random(seed, hash32(place.destination_id, p, 0x0e1))
      const count = Math.ceil((place.hotel_count * OWN_PERCENT) / 100)
      for (let n = 0; n < count; n++) {
        const house = `${houses[random.below(houses.length)]} ${kinds[random.below(kinds.length)]}`
        found.get(name)?.push({
          ...describedBy(random),
          number: 100_000_000 + place.destination_id * 100 + n,
          name: `${house} ${place.name} ${n + 1}`,
          ...near(place, 4_000, random),
          stars: 1 + random.below(5),
          rating_tenths: 60 + random.below(38),
          currency: place.currency,
          base_price: around(price_of.get(place.destination_id) ?? 10_000, random),
        })
      }
    }
  }
  return found
}

const describedBy = (random: Random) => ({
  breakfast_included: random.chance(400),
  sold_out_percent: random.below(50),
})

const around = (price: number, random: Random) =>
  Math.max(1, Math.round((price * random.between(75, 125)) / 100))

/** Within so many metres. */
function near({ lat, lng }: { lat: number; lng: number }, metres: number, random: Random) {
  const shift = () => ((random.unit() * 2 - 1) * metres * 0.7) / METRES_PER_DEGREE
  const scale = Math.max(0.1, Math.cos((lat * Math.PI) / 180))
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  return { lat: round(lat + shift()), lng: round(lng + shift() / scale) }
}

function spelledOtherwise(name: string, random: Random): string {
  switch (random.below(4)) {
    case 0:
      return name.toUpperCase()
    case 1:
      return `The ${name}`
    case 2:
      return name.startsWith('Hotel ') ? `${name.slice(6)} Hotel` : `Hotel ${name}`
    default:
      return name
  }
}

/** Price of a stay in minor units for all rooms; undefined when a night is sold out. */
export function stayPrice(
  hotel: PartnerHotel,
  stay: { first_day: number; nights: number; rooms: number },
): number | undefined {
  let sum = 0
  for (let day = stay.first_day; day < stay.first_day + stay.nights; day++) {
    const draw = hash32(hotel.number, day)
    if (draw % 100 < hotel.sold_out_percent / 5) return undefined
    sum += Math.round((hotel.base_price * (85 + ((draw >>> 8) % 31))) / 100)
  }
  return sum * stay.rooms
}
