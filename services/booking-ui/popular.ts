/** Destinations for a visitor who has none in mind: an editor's choice, as far as this installation has them. */
import type { Clock } from '#lib/dates'
import { UpstreamProblem } from '#lib/transport'
import type { SearchClient } from '#service/search/client'
import type { Destination } from '#service/search/contract'

/** GeoNames ids: Paris, London, New York, Rome, Barcelona, Tokyo, Istanbul, Bangkok, Lisbon, Prague, Sydney, Cape Town. */
const CHOICE = [
  2988507, 2643743, 5128581, 3169070, 3128760, 1850147, 745044, 1609350, 2267057, 3067696, 2147714, 3369157,
]
const SHOWN = 8
const ROW = 4
const KEEP_MS = 300_000

/** Kept for five minutes: the home page asks nobody. Throws what the client throws while there is nothing to keep. */
export function popularDestinations(search: SearchClient, clock: Clock): () => Promise<Destination[]> {
  let kept: { until_ms: number; found: Destination[] } | undefined
  let asking: Promise<Destination[]> | undefined

  const ask = async () => {
    const found = await Promise.all(CHOICE.map((id) => search.destination(`geo_${id}`).catch(missing)))
    const there = found.filter((place) => place !== undefined)
    // Whole rows.
    there.length = Math.min(SHOWN, there.length - (there.length > ROW ? there.length % ROW : 0))
    kept = { until_ms: clock().getTime() + KEEP_MS, found: there }
    return there
  }
  return () => {
    if (kept !== undefined && clock().getTime() < kept.until_ms) return Promise.resolve(kept.found)
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

/** A smaller dataset lacks some of them; any other failure counts. */
function missing(error: unknown): undefined {
  if (error instanceof UpstreamProblem && error.problem.status === 404) return undefined
  throw error
}
