/** A search, from its parameters to a query that the statement and the cursor understand. No Elysia, no SQL. */
import { type FieldError, invalid, Problem } from '#lib/problem'
import { amenities, limits, type SearchParams, type Sort } from './contract.ts'
import { decodeCursor, type Position } from './cursor.ts'
import { readStay, type Stay } from './stay.ts'

export type Place =
  | { kind: 'destination'; destination_id: number }
  | { kind: 'point'; lat: number; lng: number; radius_m: number }

export interface SearchQuery extends Stay {
  place: Place
  min_price: number | undefined
  max_price: number | undefined
  /** Bit s is s stars; all bits when any will do. */
  stars: number
  /** Bits of the amenities that must all be there. */
  amenities: number
  sort: Sort
  limit: number
  facets: boolean
  /** The page begins after this position. */
  after: Position | undefined
  /** Names everything but the page: a cursor belongs to one fingerprint. */
  readonly fingerprint: string
}

/** More than any circle holds. */
const MOST_HOTELS = 1_000_000
const ANY_STARS = 0b111110
const bit_of_amenity = new Map<string, number>(amenities.map((amenity, i) => [amenity, 1 << i]))

/** Throws 422 with every contradiction, 400 for a cursor that is broken or from another query. */
export function searchQuery(params: SearchParams, today: string): SearchQuery {
  const { stay, errors } = readStay(params, today)
  const place = readPlace(params, errors)
  const { min_price, max_price, limit = 20 } = params
  const sort = (params.sort ?? 'recommended') as Sort
  if (min_price !== undefined && max_price !== undefined && min_price > max_price) {
    errors.push({ field: 'max_price', code: 'order', message: 'must not be less than min_price' })
  }
  if (errors.length > 0 || place === undefined) throw invalid(errors)

  const stars = params.stars?.reduce((bits, star) => bits | (1 << star), 0) ?? ANY_STARS
  const wanted =
    params.amenities?.reduce((bits, amenity) => bits | (bit_of_amenity.get(amenity) ?? 0), 0) ?? 0
  const query: SearchQuery = {
    ...stay,
    place,
    min_price,
    max_price,
    stars,
    amenities: wanted,
    sort,
    limit,
    facets: params.facets === 'true',
    after: undefined,
    // Most searches have one page and no cursor.
    get fingerprint() {
      const filters = [min_price ?? '', max_price ?? '', stars, wanted, sort]
      return fingerprintOf([...Object.values(place), ...Object.values(stay), ...filters])
    },
  }
  if (params.cursor !== undefined) query.after = position(decodeCursor(params.cursor), query.fingerprint)
  return query
}

/**
 * A search with partners, whose cursors are of another kind: `decode` reads one. Throws as `searchQuery` does, and 422
 * for an engine that has no part in it.
 */
export function mergedQuery<T>(
  { cursor, engine, ...params }: SearchParams,
  today: string,
  decode: (cursor: string) => { fingerprint: string; position: T } | undefined,
): { query: SearchQuery; position: T | undefined } {
  const query = searchQuery(params, today)
  if (engine === 'sql')
    throw invalid([{ field: 'engine', code: 'conflict', message: 'must not be sql with partners' }])
  return { query, position: cursor === undefined ? undefined : position(decode(cursor), query.fingerprint) }
}

/** What the facets are counted from. */
export const facetQuery = (query: SearchQuery): SearchQuery => ({
  ...query,
  stars: ANY_STARS,
  min_price: undefined,
  max_price: undefined,
  sort: 'price',
  after: undefined,
  limit: MOST_HOTELS,
})

function readPlace(params: SearchParams, errors: FieldError[]): Place | undefined {
  const { destination_id, lat, lng, radius_km } = params
  const point = { lat, lng, radius_km }
  const given = Object.values(point).filter((value) => value !== undefined).length
  if (destination_id !== undefined) {
    if (given > 0)
      errors.push({
        field: 'destination_id',
        code: 'conflict',
        message: 'must not come with lat, lng or radius_km',
      })
    return { kind: 'destination', destination_id: Number(destination_id.slice(4)) }
  }
  if (given === 0) {
    errors.push({
      field: 'destination_id',
      code: 'required',
      message: 'is required, or lat, lng and radius_km',
    })
    return undefined
  }
  for (const [field, value] of Object.entries(point)) {
    if (value === undefined)
      errors.push({ field, code: 'required', message: 'is required with lat, lng or radius_km' })
  }
  if (lat === undefined || lng === undefined || radius_km === undefined) return undefined
  return {
    kind: 'point',
    lat,
    lng,
    radius_m: Math.min(Math.round(radius_km * 1000), limits.max_radius_km * 1000),
  }
}

function position<T>(decoded: { fingerprint: string; position: T } | undefined, fingerprint: string): T {
  if (decoded === undefined) {
    const errors = [{ field: 'cursor', code: 'invalid', message: 'is not a cursor' }]
    throw new Problem(400, 'cursor_invalid', 'The cursor is not one of ours', { errors })
  }
  if (decoded.fingerprint !== fingerprint) {
    const errors = [{ field: 'cursor', code: 'mismatch', message: 'belongs to another query' }]
    throw new Problem(400, 'cursor_mismatch', 'The cursor belongs to another query', { errors })
  }
  return decoded.position
}

/** FNV-1a, 32 bits: enough to notice a cursor used with other parameters; it protects nothing. */
function fingerprintOf(parts: readonly (string | number)[]): string {
  let hash = 0x811c9dc5
  for (const char of parts.join('|')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
