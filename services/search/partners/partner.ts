/** What a partner is asked and what it offers, in our terms. An adapter speaks its language. */
import type { CancellationPolicy } from '../contract.ts'
import type { Stay } from '../stay.ts'

export interface PartnerQuery extends Stay {
  lat: number
  lng: number
  radius_m: number
}

export interface PartnerOffer {
  /** The partner's own. */
  id: string
  name: string
  lat: number
  lng: number
  stars: number
  /** Guests' mean in tenths, of 100. */
  rating_tenths: number
  /** Whole stay, all rooms, minor units. */
  total: number
  currency: string
  breakfast_included: boolean
  cancellation_policy?: CancellationPolicy
}

export interface Adapter {
  readonly accept: string
  /** Path and query behind the partner's address. */
  target(query: PartnerQuery): string
  /** Throws `PartnerNonsense` for a body that is not in the partner's own format; leaves out offers that nobody could mean. */
  read(body: string, query: PartnerQuery): PartnerOffer[]
}

/** What it said is not what it says that it says. */
export class PartnerNonsense extends Error {
  override readonly name = 'PartnerNonsense'
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PartnerNonsense('not JSON', { cause: error })
  }
}
