/** Own hotels and those of partners as one list, page by page. */
import { micro_euros_per_minor } from '#lib/dataset/rates'
import { foldName } from '#lib/fold'
import type { HotelOffer, PartnerHotelOffer, Sort } from '../contract.ts'
import { convert } from '../convert.ts'
import { distance_m, lngScale } from '../geo.ts'
import type { Index } from '../index/load.ts'
import type { SearchQuery } from '../search.ts'
import type { PartnerAnswer } from './ask.ts'
import type { PartnerOffer, PartnerQuery } from './partner.ts'

/** Between our measure of where a house stands and theirs. */
const SAME_PLACE_M = 150
/** What we ask for where a destination has hotels only at its centre, and at most. */
const CITY_RADIUS_M = { least: 3_000, most: 30_000 }

/** Where the next page begins, in each of the two lists: behind this position, or at the beginning. */
export interface MergedPosition {
  own: { key: number; hotel_id: number } | null
  partner: { key: number; id: string } | null
}

interface Row {
  key: number
  offer: PartnerOffer
  id: string
  hotel: PartnerHotelOffer
}

/** `undefined`: no such destination. */
export function partnerQuery({ catalogue }: Index, query: SearchQuery): PartnerQuery | undefined {
  const { place } = query
  if (place.kind === 'point')
    return { ...stayOf(query), lat: place.lat, lng: place.lng, radius_m: place.radius_m }
  const d = catalogue.destinationAt(place.destination_id)
  const destination = catalogue.destinations[d]
  if (destination === undefined) return undefined
  const metres = catalogue.centre_m.subarray(catalogue.first_hotel[d], catalogue.first_hotel[d + 1])
  const farthest = metres.reduce((most, one) => Math.max(most, one), CITY_RADIUS_M.least)
  const radius_m = Math.min(CITY_RADIUS_M.most, farthest)
  return { ...stayOf(query), lat: destination.lat, lng: destination.lng, radius_m }
}

const stayOf = ({ check_in, check_out, nights, adults, children, rooms }: SearchQuery) => ({
  ...{ check_in, check_out, nights, adults, children, rooms },
})

export interface Merged {
  data: (HotelOffer | PartnerHotelOffer)[]
  next: MergedPosition | undefined
  /** Of both, on all pages. */
  total: number
  /** Of each partner, on all pages. */
  hotels: ReadonlyMap<string, number>
  nights: number
  currency: string
  facets: object | undefined
}

/** `asked` is what the partners were asked, `query` the search without its cursor. */
export function merged(
  index: Index,
  query: SearchQuery,
  asked: PartnerQuery,
  after: MergedPosition,
  answers: readonly PartnerAnswer[],
): Merged {
  const page = index.engine.search({ ...query, after: after.own ?? undefined })
  if (page === undefined) throw new Error('the destination has gone')
  const own_matches = index.engine.lastMatches()
  const keys = [...page.keys.subarray(0, page.count)]
  const ids = [...page.hotels.subarray(0, page.count)].map((hotel) => index.catalogue.hotel_ids[hotel] ?? 0)
  const own = JSON.parse(Buffer.from(index.answers.search(query, page)).toString()) as {
    data: HotelOffer[]
    nights: number
    currency: string
    facets?: object
  }
  const micro_euros = index.catalogue.destinations[page.destination]?.micro_euros_per_minor ?? 1
  const partners = rowsOf(answers, { index, query, asked, micro_euros, own_matches })
  const left = partners.filter((row) => after.partner === null || isAfter(row, after.partner))

  const data: (HotelOffer | PartnerHotelOffer)[] = []
  let [i, j] = [0, 0]
  while (data.length < query.limit && (i < own.data.length || j < left.length)) {
    const [mine, theirs] = [own.data[i], left[j]]
    // At the same price our own first.
    if (mine !== undefined && (theirs === undefined || (keys[i] ?? 0) <= theirs.key)) {
      data.push(mine)
      i++
    } else if (theirs !== undefined) {
      data.push(theirs.hotel)
      j++
    }
  }
  const more = i < own.data.length || page.more || j < left.length
  const last = left[j - 1]
  const next = {
    own: i === 0 ? after.own : { key: keys[i - 1] ?? 0, hotel_id: ids[i - 1] ?? 0 },
    partner: last === undefined ? after.partner : { key: last.key, id: last.id },
  }
  return {
    data,
    next: more ? next : undefined,
    total: page.total + partners.length,
    hotels: new Map(
      [...Map.groupBy(partners, (row) => row.hotel.partner)].map(([name, rows]) => [name, rows.length]),
    ),
    ...{ nights: own.nights, currency: own.currency, facets: own.facets },
  }
}

interface Around {
  index: Index
  query: SearchQuery
  asked: PartnerQuery
  micro_euros: number
  own_matches: ReadonlySet<number>
}

/** In their order, each house once: not what we have for this stay ourselves, and of two partners the cheaper. */
function rowsOf(answers: readonly PartnerAnswer[], around: Around): Row[] {
  const { query } = around
  // No partner tells all that its hotels have.
  if (query.amenities !== 0) return []
  const rows = answers.flatMap(({ partner, offers }) => offers.map((offer) => rowOf(partner, offer, around)))
  const { min_price = 0, max_price = Number.POSITIVE_INFINITY, stars } = query
  const wanted = rows.filter(
    ({ offer, price }) => (stars & (1 << offer.stars)) !== 0 && price >= min_price && price <= max_price,
  )
  const cheapest_first = wanted.toSorted((a, b) => a.price - b.price || (a.id < b.id ? -1 : 1))
  const chosen: typeof rows = []
  const by_name = new Map<string, PartnerOffer[]>()
  for (const row of cheapest_first) {
    const name = sameName(row.offer.name)
    const known = by_name.get(name) ?? []
    if (known.some((other) => metresBetween(other, row.offer) <= SAME_PLACE_M)) continue
    if (isOurs(row.offer, name, around)) continue
    by_name.set(name, [...known, row.offer])
    chosen.push(row)
  }
  return chosen.sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1))
}

function rowOf(
  partner: PartnerAnswer['partner'],
  offer: PartnerOffer,
  { query, asked, micro_euros }: Around,
) {
  const price = convert(offer.total, micro_euros_per_minor[offer.currency] ?? 1, micro_euros)
  const metres = metresBetween(asked, offer)
  const id = `${partner}:${offer.id}`
  const hotel: PartnerHotelOffer = {
    ...{ partner, id, name: offer.name, stars: offer.stars, rating: offer.rating_tenths / 10 },
    location: { lat: offer.lat, lng: offer.lng },
    distance_m: metres,
    offer: {
      breakfast_included: offer.breakfast_included,
      total: { amount: offer.total, currency: offer.currency },
    },
  }
  return {
    id,
    offer,
    price,
    hotel,
    key: keyOf(query.sort, { price, metres, rating_tenths: offer.rating_tenths }),
  }
}

/**
 * As the engine's keys. Recommended is made from reviews, and partners tell of none: behind our own, best rated first.
 * In the order of rating, too, a rating without reviews stands behind the same with some.
 */
function keyOf(sort: Sort, row: { price: number; metres: number; rating_tenths: number }): number {
  if (sort === 'price') return row.price
  if (sort === 'distance') return row.metres
  return sort === 'rating' ? -row.rating_tenths * 10_000_000 : 1_000 - row.rating_tenths
}

const isAfter = (row: Row, { key, id }: { key: number; id: string }) =>
  row.key !== key ? row.key > key : row.id > id

/** Whether we have this house ourselves, free for this stay and as it was asked for. */
function isOurs(offer: PartnerOffer, name: string, { index, own_matches }: Around): boolean {
  return index.catalogue
    .near(offer.lat, offer.lng, SAME_PLACE_M)
    .some(
      (hotel) =>
        own_matches.has(hotel) &&
        sameName(index.answers.nameOf(hotel)) === name &&
        isNear(index, hotel, offer),
    )
}

const isNear = ({ catalogue }: Index, hotel: number, offer: PartnerOffer) =>
  metresBetween(offer, { lat: catalogue.lats[hotel] ?? 0, lng: catalogue.lngs[hotel] ?? 0 }) <= SAME_PLACE_M

const metresBetween = (a: { lat: number; lng: number }, b: { lat: number; lng: number }) =>
  distance_m({ lat: a.lat, lng: a.lng, lng_scale: lngScale(a.lat) }, b)

/** Names differ in their case, their accents, and where they say that it is a hotel. */
const sameName = (name: string): string =>
  foldName(name)
    .split(' ')
    .filter((word) => word !== 'hotel' && word !== 'the')
    .sort()
    .join(' ')
