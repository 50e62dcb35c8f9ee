/**
 * Facets: how many hotels each choice of a filter would leave. For stars and prices, which widen with every choice,
 * the filter itself does not count; amenities narrow, so there it does.
 */
import { amenities, type Facets } from './contract.ts'
import type { Stay } from './stay.ts'

/** Of a night in a room, in euro cents: whole numbers that people think in. */
const BAND_EDGES_EUR = [5_000, 10_000, 15_000, 20_000, 30_000, 50_000]
/** A euro cent, as `micro_euros_per_minor` counts. */
const MICRO_EUROS_PER_CENT = 10_000

/** Counts by star (0 is unused), by the bit of the amenity, and by price band. */
export class FacetCounts {
  readonly stars = new Uint32Array(6)
  readonly amenities = new Uint32Array(amenities.length)
  readonly bands: Uint32Array

  /** `edges`: prices of the stay at which a new band begins, ascending. */
  constructor(readonly edges: readonly number[]) {
    this.bands = new Uint32Array(edges.length + 1)
  }

  /** One hotel that is free for the stay and has every amenity asked for. */
  add(hotel: {
    stars: number
    amenities: number
    price: number
    stars_match: boolean
    price_match: boolean
  }): void {
    if (hotel.price_match) this.stars[hotel.stars] = (this.stars[hotel.stars] ?? 0) + 1
    if (!hotel.stars_match) return
    const band = this.bandOf(hotel.price)
    this.bands[band] = (this.bands[band] ?? 0) + 1
    if (!hotel.price_match) return
    for (let rest = hotel.amenities; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest)
      this.amenities[bit] = (this.amenities[bit] ?? 0) + 1
    }
  }

  private bandOf(price: number): number {
    let band = 0
    while (band < this.edges.length && price >= (this.edges[band] ?? 0)) band++
    return band
  }
}

/** For the whole stay and all rooms, in minor units of the place's currency: what `min_price` and `max_price` mean. */
export function bandEdges(micro_euros_per_minor: number, stay: Pick<Stay, 'nights' | 'rooms'>): number[] {
  return BAND_EDGES_EUR.map(
    (cents) => nice((cents * MICRO_EUROS_PER_CENT) / micro_euros_per_minor) * stay.nights * stay.rooms,
  )
}

/** Two digits that count: 81.97 becomes 82, and 16,393 becomes 16,000. */
function nice(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return Math.max(1, Math.round(value / unit) * unit)
}

export const facetAnswer = ({ stars, amenities: with_amenity, bands, edges }: FacetCounts): Facets => ({
  stars: [1, 2, 3, 4, 5].map((star) => ({ stars: star, count: stars[star] ?? 0 })),
  amenities: amenities.map((amenity, bit) => ({ amenity, count: with_amenity[bit] ?? 0 })),
  price: [...bands].map((count, band) => {
    const end = edges[band]
    return { min_price: edges[band - 1] ?? 0, max_price: end === undefined ? null : end - 1, count }
  }),
})
