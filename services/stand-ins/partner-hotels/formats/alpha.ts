/** JSON in camel case, prices as decimal texts, ratings of 100. */
import { decimalText } from '#lib/money'
import { asked, type Format } from './format.ts'

export const alpha: Format = {
  path: '/availability',
  content_type: 'application/json',
  read: (params) =>
    asked({
      lat: params.get('latitude'),
      lng: params.get('longitude'),
      radius_m: Number(params.get('radiusKm')) * 1_000,
      from: params.get('arrival'),
      to: params.get('departure'),
      adults: params.get('adults'),
      children: params.get('children'),
      rooms: params.get('rooms'),
    }),
  write: (hotels) =>
    JSON.stringify({
      hotels: hotels.map((hotel) => ({
        hotelCode: `A-${hotel.number}`,
        hotelName: hotel.name,
        category: hotel.stars,
        guestScore: hotel.rating_tenths,
        position: { latitude: hotel.lat, longitude: hotel.lng },
        cheapest: {
          totalPrice: decimalText(hotel.total, hotel.currency),
          currencyCode: hotel.currency,
          board: hotel.breakfast_included ? 'BB' : 'RO',
        },
      })),
    }),
}
