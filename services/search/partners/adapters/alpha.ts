/** alpha: JSON in camel case, prices as decimal texts, ratings of 100. */
import { Type as t } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { parseDecimal } from '#lib/money'
import { queryString } from '#lib/transport'
import { type Adapter, PartnerNonsense, parseJson } from '../partner.ts'

const Answer = t.Object({
  hotels: t.Array(
    t.Object({
      hotelCode: t.String(),
      hotelName: t.String(),
      category: t.Number(),
      guestScore: t.Number(),
      position: t.Object({ latitude: t.Number(), longitude: t.Number() }),
      cheapest: t.Object({
        totalPrice: t.String(),
        currencyCode: t.String({ pattern: '^[A-Z]{3}$' }),
        board: t.String(),
      }),
    }),
  ),
})

export const alpha: Adapter = {
  accept: 'application/json',
  target: ({ lat, lng, radius_m, check_in, check_out, adults, children, rooms }) =>
    `/availability${queryString({
      ...{ latitude: lat, longitude: lng, radiusKm: radius_m / 1_000 },
      ...{ arrival: check_in, departure: check_out, adults, children, rooms },
    })}`,
  read: (body) => {
    const answer = parseJson(body)
    if (!Value.Check(Answer, answer)) throw new PartnerNonsense('not an answer of alpha')
    return answer.hotels.map(({ position, cheapest, ...hotel }) => ({
      id: hotel.hotelCode,
      name: hotel.hotelName,
      lat: position.latitude,
      lng: position.longitude,
      stars: hotel.category,
      rating_tenths: hotel.guestScore,
      total: parseDecimal(cheapest.totalPrice, cheapest.currencyCode) ?? Number.NaN,
      currency: cheapest.currencyCode,
      breakfast_included: cheapest.board === 'BB',
    }))
  },
}
