/**
 * The mix of the best-known hotel microservice benchmark: 60 % searches, 39 % recommendations, 0.5 % sign-ins and 0.5 %
 * reservations (Gan et al., An Open-Source Benchmark Suite for Microservices, ASPLOS 2019; the load script of its
 * `hotelReservation`). There any answer counts; here only the right one does.
 */
import { destinations } from '#lib/dataset/destinations'
import { queryString } from '#lib/transport'
import { recommendation_orders } from '#service/search/contract'
import { holdAsks } from '../hold/workload.ts'
import { mixed } from '../mix.ts'
import { signInAsks } from '../sign-in/accounts.ts'
import { searchTarget, zipf } from '../targets.ts'

const REQUESTS = 2_000

export const mixedHotel = mixed({
  name: 'mixed-hotel',
  title: '60 % searches, 39 % recommendations, 0.5 % sign-ins, 0.5 % holds',
  parts: (options, random) => {
    const places = destinations(options.profile)
    const pick = zipf(places.length, random)
    const place = () => places[pick()]
    return [
      {
        count: 0.6 * REQUESTS,
        ask: () => searchTarget(random, place()?.destination_id ?? 0, options),
      },
      {
        count: 0.39 * REQUESTS,
        ask: () => {
          const { lat = 0, lng = 0 } = place() ?? {}
          const by = recommendation_orders[random.below(recommendation_orders.length)]
          return `/v1/recommendations${queryString({ lat, lng, by })}`
        },
      },
      { count: 0.005 * REQUESTS, ask: signInAsks(random) },
      { count: 0.005 * REQUESTS, ask: holdAsks(options, random) },
    ]
  },
})
