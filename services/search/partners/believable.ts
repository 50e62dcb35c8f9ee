/** Which offers of a partner can be meant: what it says is somebody else's word. */
import { micro_euros_per_minor } from '#lib/dataset/rates'
import { distance_m, lngScale } from '../geo.ts'
import type { PartnerOffer, PartnerQuery } from './partner.ts'

const MOST_LETTERS = 200
const MOST_MINOR = 10 ** 11

export function believable(offer: PartnerOffer, query: PartnerQuery): boolean {
  const { id, name, lat, lng, stars, rating_tenths, total, currency } = offer
  return (
    /^[\w.-]{1,64}$/.test(id) &&
    name.trim() !== '' &&
    name.length <= MOST_LETTERS &&
    // Control characters and those that turn the direction of what follows.
    !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name) &&
    Number.isInteger(stars) &&
    stars >= 1 &&
    stars <= 5 &&
    Number.isInteger(rating_tenths) &&
    rating_tenths >= 0 &&
    rating_tenths <= 100 &&
    Number.isSafeInteger(total) &&
    total > 0 &&
    total < MOST_MINOR &&
    Object.hasOwn(micro_euros_per_minor, currency) &&
    Math.abs(lat) <= 90 &&
    Math.abs(lng) <= 180 &&
    distance_m({ lat: query.lat, lng: query.lng, lng_scale: lngScale(query.lat) }, { lat, lng }) <=
      query.radius_m
  )
}
