/** One JSON value a line: a head, the hotels as arrays, an end that says how many there were. */
import { asked, type Format } from './format.ts'

export const delta: Format = {
  path: '/stream',
  content_type: 'application/x-ndjson',
  read: (params) => {
    const [lat, lng, radius] = (params.get('circle') ?? '').split(' ')
    const day = (name: string) => (params.get(name) ?? '').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
    return asked({
      lat,
      lng,
      radius_m: Number(radius),
      from: day('in'),
      to: day('out'),
      adults: params.get('a'),
      children: params.get('c'),
      rooms: params.get('r'),
    })
  },
  write: (hotels) =>
    [
      {
        version: 3,
        columns: ['key', 'name', 'lat', 'lng', 'stars', 'score', 'minor', 'currency', 'breakfast'],
      },
      ...hotels.map((hotel) => [
        hotel.number.toString(36),
        hotel.name,
        hotel.lat,
        hotel.lng,
        hotel.stars,
        hotel.rating_tenths * 10,
        hotel.total,
        hotel.currency,
        hotel.breakfast_included ? 1 : 0,
      ]),
      { end: true, count: hotels.length },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
}
