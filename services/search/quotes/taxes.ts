/** Which taxes a stay bears, by country and city. */
import { Random } from '#lib/dataset/random'
import { fromEuroCents } from '#lib/dataset/rates'

type Source = 'published' | 'generated'

/** A tax on the price of the rooms, all guests'. */
export interface RoomTax {
  kind: 'vat' | 'sales_tax'
  /** Contained in the prices, or added to them. */
  included: boolean
  rate_basis_points: number
  source: Source
}

/** A tax of the city; children are exempt. */
export type CityTax = { source: Source } & (
  | { basis: 'percent'; rate_basis_points: number }
  | { basis: 'per_person_night'; minor_units: number }
)

export interface TaxRules {
  room: RoomTax
  city: CityTax | undefined
}

export interface TaxedHotel {
  country_code: string
  destination_id: number
  stars: number
  currency: string
}

/**
 * VAT on hotel accommodation in basis points.
 *
 * European Union: category "accommodation" of the Commission's Taxes in Europe Database
 * (https://ec.europa.eu/taxation_customs/tedb/), as of 26 August 2025; Denmark, which has no reduced rate, at its
 * standard one; the Netherlands 21 % since 1 January 2026 (Belastingdienst, by
 * https://www.vatupdate.com/2025/10/31/vat-on-accommodation-increases-to-21-from-january-1-2026-split-rates-for-packages).
 * Switzerland, Liechtenstein, Norway, Iceland: the authorities' tables of the same day
 * (https://github.com/hennrunnel/regional-vat-datasets holds all of them as data). United Kingdom: the standard rate
 * (https://www.gov.uk/guidance/rates-of-vat-on-different-goods-and-services).
 */
const vat_on_accommodation: Readonly<Record<string, number>> = {
  AT: 1_000,
  BE: 600,
  BG: 900,
  CH: 380,
  CY: 900,
  CZ: 1_200,
  DE: 700,
  DK: 2_500,
  EE: 1_300,
  ES: 1_000,
  FI: 1_400,
  FR: 1_000,
  GB: 2_000,
  GR: 1_300,
  HR: 1_300,
  HU: 500,
  IE: 1_350,
  IS: 1_100,
  IT: 1_000,
  LI: 380,
  LT: 900,
  LU: 300,
  LV: 1_200,
  MT: 700,
  NL: 2_100,
  NO: 1_200,
  PL: 800,
  PT: 600,
  RO: 1_100,
  SE: 1_200,
  SI: 950,
  SK: 500,
}

/** Countries whose prices are shown without tax, as shops and hotels there do. */
const shown_without_tax: ReadonlySet<string> = new Set(['CA', 'PR', 'US'])

/**
 * City taxes by GeoNames id. Berlin 7.5 % of the price without VAT since 1 January 2025
 * (https://www.touristik-aktuell.de/nachrichten/destinationen/news/datum/2024/11/27/bettensteuer-uebernachtungen-in-berlin-werden-teurer/),
 * Amsterdam 12.5 % and Vienna 3.2 % of it
 * (https://support.thesocialhub.co/hc/en-us/articles/7862893423506-Do-I-Have-to-Pay-City-Tax),
 * Prague 50 CZK a person and night (https://tripx.dk/tourist-fee). All others are generated.
 */
const city_taxes: Readonly<Record<number, CityTax>> = {
  2950159: { basis: 'percent', rate_basis_points: 750, source: 'published' },
  2759794: { basis: 'percent', rate_basis_points: 1_250, source: 'published' },
  2761369: { basis: 'percent', rate_basis_points: 320, source: 'published' },
  3067696: { basis: 'per_person_night', minor_units: 5_000, source: 'published' },
}

// Keys of the streams of chance, so that one does not follow the other.
const COUNTRY_STREAM = 0x7a11
const CITY_STREAM = 0x7a12

/** The same for the same hotel and seed, always. */
export function taxesOf(hotel: TaxedHotel, seed: number): TaxRules {
  const published = vat_on_accommodation[hotel.country_code]
  return {
    room:
      published === undefined
        ? generatedRoomTax(hotel, seed)
        : { kind: 'vat', included: true, rate_basis_points: published, source: 'published' },
    city: city_taxes[hotel.destination_id] ?? generatedCityTax(hotel, seed),
  }
}

function generatedRoomTax({ country_code, destination_id }: TaxedHotel, seed: number): RoomTax {
  const country = [...country_code].map((letter) => letter.codePointAt(0) ?? 0)
  // Sales taxes are the state's and the city's; a VAT is the country's.
  if (shown_without_tax.has(country_code)) {
    const chance = new Random(seed, COUNTRY_STREAM, ...country, destination_id)
    return {
      kind: 'sales_tax',
      included: false,
      rate_basis_points: chance.between(600, 1_600),
      source: 'generated',
    }
  }
  const chance = new Random(seed, COUNTRY_STREAM, ...country)
  return {
    kind: 'vat',
    included: true,
    rate_basis_points: 100 * chance.between(5, 20),
    source: 'generated',
  }
}

/** Half of the cities have one: most of them by person and night, the more the better the hotel. */
function generatedCityTax(
  { destination_id, stars, currency }: TaxedHotel,
  seed: number,
): CityTax | undefined {
  const chance = new Random(seed, CITY_STREAM, destination_id)
  if (chance.chance(500)) return undefined
  if (chance.chance(250))
    return { basis: 'percent', rate_basis_points: 50 * chance.between(2, 12), source: 'generated' }
  const cents = chance.between(50, 120) * stars
  const minor_units = Math.max(1, Math.round(fromEuroCents(cents, currency)))
  return { basis: 'per_person_night', minor_units, source: 'generated' }
}
