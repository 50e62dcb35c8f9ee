/** Distances and scattering on a sphere with `+ - * /` and `sqrt` only: libm's sine differs between engines. */
import type { SeaSide } from '#lib/dataset/places'
import type { Random } from '#lib/dataset/random'

const km_per_degree = 111.32

/** Cosine of a latitude in degrees by Bhaskara's formula (7th century), within 0.002 of the true one. */
export function cosine(degrees: number): number {
  const square = degrees * degrees
  return (32_400 - 4 * square) / (32_400 + square)
}

export interface Point {
  lat: number
  lng: number
}

/** On a plane that touches the Earth between the two: good to 1 % within 100 km. */
export function distanceKm(a: Point, b: Point): number {
  const north_km = (b.lat - a.lat) * km_per_degree
  const east_km = (b.lng - a.lng) * km_per_degree * cosine((a.lat + b.lat) / 2)
  return Math.sqrt(north_km * north_km + east_km * east_km)
}

export function offsetKm(from: Point, east_km: number, north_km: number): Point {
  const lat = from.lat + north_km / km_per_degree
  const lng = from.lng + east_km / (km_per_degree * cosine(from.lat))
  return { lat: round5(lat), lng: round5(lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng) }
}

/** Hotels lie within this of the centre: it grows with the square root of the inhabitants, Paris has 11 km. */
export function radiusKm(population: number): number {
  return Math.min(12, Math.max(0.8, Math.sqrt(population) / 130))
}

const toward: Readonly<Record<SeaSide, readonly [east: number, north: number]>> = {
  '': [0, 0],
  n: [0, 1],
  ne: [0.7, 0.7],
  e: [1, 0],
  se: [0.7, -0.7],
  s: [0, -1],
  sw: [-0.7, -0.7],
  w: [-1, 0],
  nw: [-0.7, 0.7],
}

/** How far a step from the centre leads out to the sea, in km; negative inland, 0 where there is none. */
export function seawardKm(sea: SeaSide, east_km: number, north_km: number): number {
  const [east, north] = toward[sea]
  return east * east_km + north * north_km
}

/** A step within `radius_km`, dense in the middle: uniform on the disk, then shortened by a uniform factor. */
export function scatter(random: Random, radius_km: number): [east_km: number, north_km: number] {
  for (;;) {
    const east = random.unit() * 2 - 1
    const north = random.unit() * 2 - 1
    if (east * east + north * north > 1) continue
    const shrink = random.unit() * radius_km
    return [east * shrink, north * shrink]
  }
}

export function round5(degrees: number): number {
  return Math.round(degrees * 100_000) / 100_000
}
