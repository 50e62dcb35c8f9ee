/** JSON in snake case, rooms within hotels, prices in minor units of one room for the stay, points as [longitude, latitude]. */
import { asked, type Format } from './format.ts'

export const bravo: Format = {
  path: '/v2/search',
  content_type: 'application/json; charset=utf-8',
  read: (params) => {
    const [lng, lat] = (params.get('near') ?? '').split(',')
    const [from, to] = (params.get('dates') ?? '').split('/')
    const [adults, children] = (params.get('guests') ?? '').split('+')
    return asked({
      lat,
      lng,
      radius_m: Number(params.get('within_m')),
      from,
      to,
      adults,
      children,
      rooms: params.get('rooms'),
    })
  },
  write: (hotels, { rooms }) =>
    JSON.stringify({
      status: 'ok',
      results: hotels.map((hotel) => {
        const rate = { per_room: hotel.total / rooms, currency: hotel.currency }
        return {
          id: hotel.number,
          title: hotel.name,
          stars: hotel.stars,
          rating: { out_of: 10, value: hotel.rating_tenths / 10 },
          point: [hotel.lng, hotel.lat],
          rooms: [
            // The dearer one is there to be passed over.
            { name: 'Suite', meals: [], rate: { ...rate, per_room: 2 * rate.per_room } },
            { name: 'Double', meals: hotel.breakfast_included ? ['breakfast'] : [], rate },
          ],
        }
      }),
    }),
}
