/** bravo: JSON in snake case, rooms within hotels, prices of one room for the stay, points as [longitude, latitude]. */
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { queryString } from '#lib/transport'
import { type Adapter, PartnerNonsense, parseJson } from '../partner.ts'

const Answer = t.Object({
  status: t.Literal('ok'),
  results: t.Array(
    t.Object({
      id: t.Integer(),
      title: t.String(),
      stars: t.Number(),
      rating: t.Object({ out_of: t.Literal(10), value: t.Number() }),
      point: t.Tuple([t.Number(), t.Number()]),
      rooms: t.Array(
        t.Object({
          meals: t.Array(t.String()),
          rate: t.Object({ per_room: t.Number(), currency: t.String({ pattern: '^[A-Z]{3}$' }) }),
        }),
      ),
    }),
  ),
})

export const bravo: Adapter = {
  accept: 'application/json',
  target: ({ lat, lng, radius_m, check_in, check_out, adults, children, rooms }) =>
    `/v2/search${queryString({
      ...{ near: `${lng},${lat}`, within_m: radius_m, dates: `${check_in}/${check_out}` },
      ...{ guests: `${adults}+${children}`, rooms },
    })}`,
  read: (body, { rooms }) => {
    const answer = parseJson(body)
    if (!Value.Check(Answer, answer)) throw new PartnerNonsense('not an answer of bravo')
    return answer.results.flatMap((hotel) => {
      const [cheapest] = hotel.rooms.toSorted((a, b) => a.rate.per_room - b.rate.per_room)
      if (cheapest === undefined) return []
      const [lng, lat] = hotel.point
      return {
        id: String(hotel.id),
        name: hotel.title,
        ...{ lat, lng, stars: hotel.stars },
        rating_tenths: Math.round(hotel.rating.value * 10),
        total: cheapest.rate.per_room * rooms,
        currency: cheapest.rate.currency,
        breakfast_included: cheapest.meals.includes('breakfast'),
      }
    })
  },
}
