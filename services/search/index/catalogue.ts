/**
 * What stays: hotels and room types in columns, the hotels of a city side by side, best first. A room type's number is
 * its position here, which is its position in the nights, too.
 */
import KDBush from 'kdbush'
import { distance_m, lngScale } from '../geo.ts'

export interface DestinationFacts {
  destination_id: number
  lat: number
  lng: number
  micro_euros_per_minor: number
}

export interface HotelFacts {
  hotel_id: number
  destination_id: number
  stars: number
  rating_tenths: number
  review_count: number
  /** Order of 'recommended', higher first. */
  score: number
  lat: number
  lng: number
  amenities: number
  micro_euros_per_minor: number
  /** In the order of their ids. */
  room_types: readonly RoomTypeFacts[]
}

export interface RoomTypeFacts {
  room_type_id: number
  max_adults: number
  capacity: number
}

/** Columns and numbers, and the k-d tree as its bytes. */
export type CatalogueParts = { tree: ArrayBufferLike }

export class Catalogue {
  readonly destinations: readonly DestinationFacts[]
  readonly hotel_count: number
  readonly room_type_count: number
  /** Position of a destination by its id. */
  private readonly ordinals = new Map<number, number>()
  /** By destination: its hotels are those from `first_hotel[d]` to before `first_hotel[d + 1]`. */
  readonly first_hotel: Uint32Array

  // By hotel.
  readonly hotel_ids: Int32Array
  readonly first_room_type: Uint32Array
  readonly stars: Uint8Array
  readonly amenities: Int32Array
  readonly scores: Int32Array
  /** Of 'rating', ascending as every key. */
  readonly rating_keys: Float64Array
  readonly lats: Float64Array
  readonly lngs: Float64Array
  /** Metres from the centre of its own destination. */
  readonly centre_m: Int32Array
  readonly micro_euros: Int32Array
  readonly destination_of: Uint32Array

  // By room type.
  readonly room_type_ids: Int32Array
  readonly max_adults: Uint8Array
  readonly capacities: Uint8Array
  readonly hotel_of: Uint32Array

  private readonly places: KDBush

  constructor(destinations: readonly DestinationFacts[], hotels: readonly HotelFacts[]) {
    this.destinations = [...destinations].sort((a, b) => a.destination_id - b.destination_id)
    for (const [i, { destination_id }] of this.destinations.entries()) this.ordinals.set(destination_id, i)
    const ordinalOf = (hotel: HotelFacts) => {
      const ordinal = this.ordinals.get(hotel.destination_id)
      if (ordinal === undefined) throw new Error(`hotel ${hotel.hotel_id} is at no destination`)
      return ordinal
    }
    const sorted = hotels
      .map((hotel) => ({ hotel, ordinal: ordinalOf(hotel) }))
      .sort(
        (a, b) =>
          a.ordinal - b.ordinal || b.hotel.score - a.hotel.score || a.hotel.hotel_id - b.hotel.hotel_id,
      )

    this.hotel_count = sorted.length
    this.room_type_count = sorted.reduce((sum, { hotel }) => sum + hotel.room_types.length, 0)
    const count = this.hotel_count
    this.first_hotel = new Uint32Array(this.destinations.length + 1)
    this.hotel_ids = new Int32Array(count)
    this.first_room_type = new Uint32Array(count + 1)
    this.stars = new Uint8Array(count)
    this.amenities = new Int32Array(count)
    this.scores = new Int32Array(count)
    this.rating_keys = new Float64Array(count)
    this.lats = new Float64Array(count)
    this.lngs = new Float64Array(count)
    this.centre_m = new Int32Array(count)
    this.micro_euros = new Int32Array(count)
    this.destination_of = new Uint32Array(count)
    this.room_type_ids = new Int32Array(this.room_type_count)
    this.max_adults = new Uint8Array(this.room_type_count)
    this.capacities = new Uint8Array(this.room_type_count)
    this.hotel_of = new Uint32Array(this.room_type_count)
    this.places = new KDBush(Math.max(1, count))

    let room_type = 0
    for (const [i, { hotel, ordinal }] of sorted.entries()) {
      this.hotel_ids[i] = hotel.hotel_id
      this.first_room_type[i] = room_type
      this.stars[i] = hotel.stars
      this.amenities[i] = hotel.amenities
      this.scores[i] = hotel.score
      this.rating_keys[i] = -(hotel.rating_tenths * 10_000_000 + Math.min(hotel.review_count, 9_999_999))
      this.lats[i] = hotel.lat
      this.lngs[i] = hotel.lng
      this.micro_euros[i] = hotel.micro_euros_per_minor
      this.destination_of[i] = ordinal
      this.places.add(hotel.lng, hotel.lat)
      const centre = this.destinations[ordinal]
      if (centre !== undefined)
        this.centre_m[i] = distance_m({ ...centre, lng_scale: lngScale(centre.lat) }, hotel)
      this.first_hotel[ordinal + 1] = i + 1
      for (const facts of hotel.room_types) {
        this.room_type_ids[room_type] = facts.room_type_id
        this.max_adults[room_type] = facts.max_adults
        this.capacities[room_type] = facts.capacity
        this.hotel_of[room_type] = i
        room_type++
      }
    }
    this.first_room_type[count] = room_type
    // Destinations without a hotel begin where the one before them ends.
    for (let d = 1; d <= this.destinations.length; d++)
      this.first_hotel[d] = Math.max(this.first_hotel[d] ?? 0, this.first_hotel[d - 1] ?? 0)
    if (count === 0) this.places.add(0, 0)
    this.places.finish()
  }

  /** All that it holds, as a message between threads can carry it. */
  parts(): CatalogueParts {
    const { places, ...columns } = this
    return { ...columns, tree: places.data }
  }

  static from({ tree, ...columns }: CatalogueParts): Catalogue {
    return Object.assign(Object.create(Catalogue.prototype), columns, { places: KDBush.from(tree) })
  }

  /** Position of a destination, -1 when there is none. */
  destinationAt(destination_id: number): number {
    return this.ordinals.get(destination_id) ?? -1
  }

  /**
   * Hotels that may lie within the circle: of a box around it, across the date line where need be. Which do is for
   * `distance_m` to say.
   */
  near(lat: number, lng: number, radius_m: number): number[] {
    if (this.hotel_count === 0) return []
    const dlat = (radius_m + 1) / 111_000
    // Towards a pole the circle holds ever more degrees of longitude, in the end all.
    const dlng = Math.min(180, dlat / Math.max(lngScale(lat), 1e-9))
    const [south, north] = [lat - dlat, lat + dlat]
    const [west, east] = [lng - dlng, lng + dlng]
    if (dlng >= 180) return this.places.range(-180, south, 180, north)
    const found = this.places.range(Math.max(west, -180), south, Math.min(east, 180), north)
    if (west < -180) found.push(...this.places.range(west + 360, south, 180, north))
    if (east > 180) found.push(...this.places.range(-180, south, east - 360, north))
    return found
  }

  /** The destination nearest to a point, -1 when there is none: prices are compared in its currency. */
  nearest(lat: number, lng: number): number {
    const centre = { lat, lng, lng_scale: lngScale(lat) }
    let best = -1
    let best_m = Number.POSITIVE_INFINITY
    for (const [i, one] of this.destinations.entries()) {
      const metres = distance_m(centre, one)
      if (metres >= best_m) continue
      best = i
      best_m = metres
    }
    return best
  }
}
