/** The catalogue, one hotel at a time. What a hotel is depends on (seed, destination, position in it) alone. */
import { amenityMask } from '#lib/dataset/amenities'
import { countries } from '#lib/dataset/countries'
import { describe } from '#lib/dataset/describing'
import { type Candidate, candidates, type DatasetDestination } from '#lib/dataset/destinations'
import { type District, districtsOf } from '#lib/dataset/districts'
import { distanceKm, offsetKm, type Point, radiusKm, scatter, seawardKm } from '#lib/dataset/geometry'
import { datasetId } from '#lib/dataset/ids'
import { style_of_city, styles } from '#lib/dataset/names/styles'
import { hotelName, type Naming, streetAddress } from '#lib/dataset/naming'
import { type Place, places, type Setting, type Trade } from '#lib/dataset/places'
import type { ProfileName } from '#lib/dataset/profiles'
import { Random } from '#lib/dataset/random'
import { fromEuroCents, priceStep } from '#lib/dataset/rates'
import { type DatasetRoomType, roomTypes } from '#lib/dataset/room_types'
import { hasAmenity } from '#lib/dataset/vocabulary'

export type { DatasetRoomType } from '#lib/dataset/room_types'

export interface DatasetHotel {
  /** Dense, from 1; those of one destination are contiguous, in the destinations' order. */
  hotel_id: number
  /** `htl_` TypeID. */
  id: string
  destination_id: number
  name: string
  stars: number
  rating_tenths: number
  review_count: number
  /** 0..32767, the recommended order: the rating, drawn to the mean where reviews are few. */
  score: number
  /** Rounded to 5 decimals, about a metre. */
  lat: number
  lng: number
  address: string
  description: string
  /** Bits by position in `vocabulary.ts`. */
  amenities: number
  currency: string
  /** Local time, HH:MM. */
  check_in_from: string
  check_out_until: string
  room_types: DatasetRoomType[]
  /** Whom the house lives on; decides how weekdays and seasons move its prices. */
  trade: Trade
  setting: Setting
}

interface City {
  destination: DatasetDestination
  place: Place | undefined
  naming: Naming
  districts: District[]
  radius_km: number
  taken_names: Set<string>
  /** Euro cents for the standard double of a three-star house. */
  price_percent: number
  trade: Trade
}

function cityOf({ destination, key }: Candidate, seed: number): City {
  const place = places.get(key)
  const country = countries[destination.country_code]
  if (country === undefined) throw new RangeError(`no country ${destination.country_code}`)
  const random = new Random(seed, destination.destination_id, 0xc17)
  const setting = place?.setting ?? 'city'
  return {
    destination,
    place,
    naming: {
      style: styles[style_of_city.get(key) ?? country.style],
      city: destination.name,
      country_code: destination.country_code,
      setting,
    },
    districts: districtsOf(destination),
    radius_km: radiusKm(destination.population),
    taken_names: new Set(),
    price_percent: (country.price_percent * (place?.price_percent ?? random.between(70, 92))) / 100,
    trade: place?.trade ?? random.pick(['business', 'business', 'mixed'] as const),
  }
}

const shore_km = 0.5

interface Position extends Point {
  district: string | undefined
  /** From the centre toward the sea; negative inland. */
  seaward_km: number
}

/** Near a section of the city or near its centre, on land, within the radius. */
function position(random: Random, city: City): Position {
  const { destination, districts, radius_km } = city
  const sea = city.place?.sea ?? ''
  for (let attempt = 0; attempt < 40; attempt++) {
    const near = districts.length > 0 && random.chance(450) ? random.pick(districts) : undefined
    const [east, north] = scatter(
      random,
      near === undefined ? radius_km * 0.95 : Math.min(0.8, radius_km * 0.15),
    )
    const at = offsetKm(near ?? destination, east, north)
    if (near !== undefined) return { ...at, district: near.name, seaward_km: Number.NEGATIVE_INFINITY }
    // The centre of a town at the sea lies a little inland: up to half a kilometre toward the water is still land.
    const seaward_km = seawardKm(sea, east, north)
    if (seaward_km > Math.min(shore_km, radius_km / 3)) continue
    return { ...at, district: undefined, seaward_km }
  }
  return { lat: destination.lat, lng: destination.lng, district: undefined, seaward_km: 0 }
}

const star_weights: Readonly<Record<Setting, readonly number[]>> = {
  city: [6, 17, 39, 28, 10],
  beach: [3, 12, 34, 35, 16],
  mountain: [3, 13, 38, 33, 13],
}
/** Euro cents for a standard double where the price level is 100. */
const cents_by_stars = [5_200, 6_900, 9_600, 14_800, 28_500]

/** Mean of all, in tenths, and how many reviews it weighs against a hotel's own. */
const prior_tenths = 80
const prior_reviews = 80

/** Bayesian mean on a scale where 6.0 is 0 and 10.0 is 30,000; popularity parts those that are equal. */
function scoreOf(rating_tenths: number, review_count: number): number {
  const mean = (rating_tenths * review_count + prior_tenths * prior_reviews) / (review_count + prior_reviews)
  const popularity = (2_000 * review_count) / (review_count + 1_500)
  return Math.min(32_767, Math.max(0, Math.round((mean - 60) * 750 + popularity)))
}

function ratingTenths(random: Random, stars: number): number {
  const mean = [71, 75, 80, 85, 89][stars - 1] ?? 80
  return Math.min(98, Math.max(60, Math.round(mean + 12 * random.bell())))
}

/** A few houses have thousands: reciprocal of a uniform, capped. */
function reviewCount(random: Random): number {
  return Math.min(9_800, Math.round(120 / (0.012 + random.unit())) + random.below(40))
}

function hotel(
  city: City,
  ordinal: number,
  hotel_id: number,
  first_type: number,
  options: HotelOptions,
): DatasetHotel {
  const { destination, naming, place } = city
  const random = new Random(options.seed, destination.destination_id, ordinal)
  const stars = 1 + random.weighted(star_weights[naming.setting])
  const at = position(random, city)
  const distance_km = distanceKm(destination, at)
  const near_shore = naming.setting === 'beach' && at.seaward_km > -0.6
  const amenities = amenityMask(random, stars, naming.setting, near_shore)
  const rating_tenths = ratingTenths(random, stars)
  const review_count = reviewCount(random)
  // The centre is dearer than the edge, a well-liked house dearer than its neighbours.
  const location_percent = 112 - (30 * distance_km) / (distance_km + 4)
  const quality = 0.82 + 0.3 * random.unit() + (rating_tenths - 80) / 120
  const cents =
    ((cents_by_stars[stars - 1] ?? 9_600) * city.price_percent * location_percent * quality) / 10_000
  const room_types = roomTypes({
    random,
    stars,
    amenities,
    standard_price: fromEuroCents(cents, destination.currency),
    price_step: priceStep(destination.currency),
    count: options.profile === 'scale' ? 3 : 3 + random.weighted([35, 40, 25]),
    identify: (index) => ({
      room_type_id: first_type + index,
      id: datasetId('rmt', options.seed, first_type + index),
    }),
  })
  return {
    hotel_id,
    id: datasetId('htl', options.seed, hotel_id),
    destination_id: destination.destination_id,
    name: hotelName(random, naming, { stars, has_spa: hasAmenity(amenities, 'spa') }, city.taken_names),
    stars,
    rating_tenths,
    review_count,
    score: scoreOf(rating_tenths, review_count),
    lat: at.lat,
    lng: at.lng,
    address: streetAddress(random, naming),
    description: describe(random, {
      stars,
      amenities,
      city: destination.name,
      setting: naming.setting,
      distance_km,
      district: at.district,
      rooms: room_types.reduce((sum, { rooms }) => sum + rooms, 0),
    }),
    amenities,
    currency: destination.currency,
    check_in_from: random.pick(['14:00', '14:00', '15:00', '15:00', '15:00', '16:00']),
    check_out_until: random.pick(
      stars >= 4 ? ['11:00', '12:00', '12:00'] : ['10:00', '10:30', '11:00', '11:00'],
    ),
    room_types,
    trade: place === undefined && random.chance(200) ? 'leisure' : city.trade,
    setting: naming.setting,
  }
}

export interface HotelOptions {
  profile: ProfileName
  seed: number
}

export function* hotels(options: HotelOptions): Generator<DatasetHotel> {
  let hotel_id = 1
  let room_type_id = 1
  for (const candidate of candidates(options.profile)) {
    const city = cityOf(candidate, options.seed)
    for (let ordinal = 0; ordinal < candidate.destination.hotel_count; ordinal++) {
      const made = hotel(city, ordinal, hotel_id, room_type_id, options)
      hotel_id += 1
      room_type_id += made.room_types.length
      yield made
    }
  }
}
