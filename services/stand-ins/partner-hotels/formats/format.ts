/** What a partner's interface has to do, and what all of them understand alike. */
import { parseDate } from '#lib/dates'
import type { PartnerHotel } from '../catalogue.ts'
import { limits } from '../contract.ts'

export interface Asked {
  lat: number
  lng: number
  radius_m: number
  first_day: number
  nights: number
  adults: number
  children: number
  rooms: number
}

export interface Priced extends PartnerHotel {
  /** Whole stay, all rooms, minor units. */
  total: number
}

export interface Format {
  /** Behind the partner's name. */
  readonly path: string
  readonly content_type: string
  /** What is asked for; undefined where it is not said as this partner wants it. */
  read(params: URLSearchParams): Asked | undefined
  write(hotels: readonly Priced[], asked: Asked): string
}

export interface Texts {
  lat: string | null | undefined
  lng: string | null | undefined
  radius_m: number
  /** `YYYY-MM-DD`. */
  from: string | null | undefined
  to: string | null | undefined
  adults: string | null | undefined
  children: string | null | undefined
  rooms: string | null | undefined
}

export function asked(texts: Texts): Asked | undefined {
  const first_day = parseDate(texts.from ?? '')
  const last_day = parseDate(texts.to ?? '')
  if (first_day === undefined || last_day === undefined) return undefined
  const found = {
    lat: decimal(texts.lat),
    lng: decimal(texts.lng),
    radius_m: texts.radius_m,
    first_day,
    nights: last_day - first_day,
    adults: decimal(texts.adults),
    children: decimal(texts.children),
    rooms: decimal(texts.rooms),
  }
  const fits =
    Math.abs(found.lat) <= 90 &&
    Math.abs(found.lng) <= 180 &&
    found.radius_m > 0 &&
    found.radius_m <= limits.max_radius_m &&
    found.nights >= 1 &&
    found.nights <= 30 &&
    found.adults >= 1 &&
    found.children >= 0 &&
    found.rooms >= 1
  return fits ? found : undefined
}

const decimal = (text: string | null | undefined) =>
  /^-?\d{1,9}(\.\d{1,9})?$/.test(text ?? '') ? Number(text) : Number.NaN
